"""The words of purposes, reasons and matches."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from common.calendar import business_zone
from members.models import MemberTag
from outreach.models.choices import Purpose, RefusalReason
from outreach.rules.gate import Reason

FLAG_LABELS = {
    "needs_consent": gettext_lazy("the member has agreed"),
    "waits_for_help": gettext_lazy("no open complaint or question"),
    "spares_dormant": gettext_lazy("not to the dormant"),
    "is_capped": gettext_lazy("limit over all staff and channels"),
    "keeps_hours": gettext_lazy("quiet hours and holidays"),
}


def reason_label(reason: Reason | str) -> str:
    """Return why a member may not be written to."""
    return str(RefusalReason(str(reason)).label)


def purpose_label(purpose: str) -> str:
    """Return what a member is written to for."""
    return str(Purpose(purpose).label)


def refusal_text(reason: str, allowed_at: Any) -> str:
    """Return why a member may not be written to, and from when they may."""
    label = reason_label(reason)
    if allowed_at is None:
        return label
    local = allowed_at.astimezone(business_zone())
    shown = {"reason": label, "when": f"{local:%Y-%m-%d %H:%M}"}
    return _("%(reason)s; possible from %(when)s") % shown


def why_text(reasons: Iterable[Mapping[str, str]]) -> str:
    """Return why an opportunity suits a member, in words."""
    return " · ".join(_one_reason(one) for one in reasons)


def _one_reason(one: Mapping[str, str]) -> str:
    word = one["word"]
    if one["kind"] == "car":
        return _("drives %(word)s") % {"word": word}
    if one["kind"] == "place":
        return _("lives in %(word)s") % {"word": word}
    source = MemberTag.Source(one["source"]).label
    return pgettext("an interest", "%(word)s (%(source)s)") % {
        "word": word,
        "source": source,
    }
