"""What the slots of a script are called, and what can be wrong with one."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from knowledge.rules.slots import CHINESE_SLOTS, SlotError

SLOT_LABELS: dict[str, str | Promise] = {
    "nickname": gettext_lazy("nickname"),
    "car": gettext_lazy("car they drive"),
    "days": gettext_lazy("days since they joined"),
    "city": gettext_lazy("city"),
    "staff": gettext_lazy("your name"),
    "topic": gettext_lazy("topic"),
    "event": pgettext_lazy("slot of a script", "event"),
    "date": pgettext_lazy("slot of a script", "date"),
    "place": pgettext_lazy("slot of a script", "place"),
    "issue": gettext_lazy("issue"),
    "version": gettext_lazy("software version"),
    "evidence": gettext_lazy("evidence"),
    "person": gettext_lazy("person"),
    "feature": pgettext_lazy("slot of a script", "feature"),
    "reason": gettext_lazy("reason"),
}
CHINESE_NAMES = {name: chinese for chinese, name in CHINESE_SLOTS.items()}
SLOT_HINT = format_lazy(
    gettext_lazy("Slots: {slots}. Their Chinese names work too."),
    slots=" ".join(f"{{{name}}}" for name in SLOT_LABELS),
)


def slot_label(name: str) -> str:
    """Return what a slot is called."""
    return str(SLOT_LABELS[name])


def slot_fault(error: SlotError) -> str:
    """Return in words why slots cannot be read, and where."""
    shown = {"shown": error.shown, "position": error.position}
    if error.code == "unknown":
        text = _(
            "There is no slot “%(shown)s” (at character %(position)s). "
            "There are: %(slots)s.",
        )
        return text % {**shown, "slots": ", ".join(SLOT_LABELS)}
    if error.code == "open":
        text = _(
            "The brace at character %(position)s is not closed: %(shown)s",
        )
        return text % shown
    text = _("There is a “}” at character %(position)s without “{” before it.")
    return text % shown
