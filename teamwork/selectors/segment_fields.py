"""The segment fields about what the team has promised and when it talked with
a member; kocops/composition.py adds them to those of insights.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from common.calendar import business_date
from insights.rules.segments import AsOf
from insights.selectors.segment_field_kinds import (
    Condition,
    QueriedField,
    Values,
)
from teamwork.models import Interaction
from teamwork.selectors.last_talks import last_talked_days

PROMISE_WORDS = {
    "open": _("an open one"),
    "overdue": _("an overdue one"),
    "none": _("none open"),
}


def has_promise(condition: Condition, at: AsOf) -> Q:
    """Return to whom something is promised, overdue, or nothing."""
    found = Q(pk__in=())
    for word in condition["is"]:
        found |= _promised(word, at)
    return found


def _promised(word: str, at: AsOf) -> Q:
    rows = Interaction.objects.promised().filter(member=OuterRef("pk"))
    if word == "overdue":
        return Q(Exists(rows.filter(due_on__lt=business_date(at.now))))
    return Q(Exists(rows)) if word == "open" else ~Q(Exists(rows))


def read_promises(_condition: Condition, ids: list[int], at: AsOf) -> Values:
    """Return the most urgent word for the promises to each member."""
    found: Values = dict.fromkeys(ids, "none")
    rows = Interaction.objects.promised().filter(member_id__in=ids)
    for member, due_on in rows.values_list("member_id", "due_on"):
        is_late = due_on is not None and due_on < business_date(at.now)
        if is_late or found[member] == "none":
            found[member] = "overdue" if is_late else "open"
    return found


def was_contacted(condition: Condition, at: AsOf) -> Q:
    """Return with whom somebody talked within so many days, or did not."""
    days = condition.get("within_days") or condition["not_within_days"]
    rows = Interaction.objects.filter(
        member=OuterRef("pk"),
        happened_at__gte=at.now - timedelta(days=days),
    )
    talked = Q(Exists(rows))
    return talked if "within_days" in condition else ~talked


def read_contacts(_condition: Condition, ids: list[int], _at: AsOf) -> Values:
    """Return the day on which somebody last talked with each member."""
    found: Values = {}
    for member, day in last_talked_days(ids).items():
        found[member] = day.isoformat()
    return found


TEAM_FIELDS = (
    QueriedField(
        name="promises",
        label=_("Promises to them"),
        kind="choice",
        choices=PROMISE_WORDS,
        condition=has_promise,
        reader=read_promises,
    ),
    QueriedField(
        name="contacted",
        label=_("Last talked with"),
        kind="days",
        condition=was_contacted,
        reader=read_contacts,
    ),
)
