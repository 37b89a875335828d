"""Conditions and readers of the segment fields about KOC status, issues, cars
and tenure.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from alerts.models import IssueReport
from common.calendar import business_date
from insights.rules.segments import AsOf
from insights.selectors.segment_field_kinds import (
    Condition,
    QueriedField,
    Values,
    bounds_of,
    with_members_of,
)
from koc.labels import STATUS_LABELS
from koc.models import KocSpell
from koc.querysets import were_koc
from koc.rules.tiers import KEYS
from koc.selectors.policies import present_tier_names
from members.models import Member, VehicleOwnership

DAYS_PER_MONTH = 30.4375


class TierField(QueriedField):
    """A field of tiers, which are called as the policy in force says."""

    def choice_labels(self) -> dict[str, str]:
        names = present_tier_names()
        found: dict[str, str] = {}
        for key in KEYS:
            if key in names:
                found[key] = names[key]
        return found


def has_status(condition: Condition, _at: AsOf) -> Q:
    """Return who is KOC, was one, or never was."""
    found = Q(pk__in=())
    for word in condition["is"]:
        found |= _status(word)
    return found


def _status(word: str) -> Q:
    held = KocSpell.objects.open().filter(member=OuterRef("pk"))
    former = were_koc(KocSpell.objects.all())
    if word == "now":
        return Q(Exists(held))
    if word == "former":
        return former
    return ~Q(Exists(held)) & ~former


def read_status(_condition: Condition, ids: list[int], _at: AsOf) -> Values:
    """Return the KOC status of each member."""
    found: Values = dict.fromkeys(ids, "never")
    spells = KocSpell.objects.filter(member_id__in=ids)
    for member in spells.former().values_list("member_id", flat=True):
        found[member] = "former"
    for member in spells.open().values_list("member_id", flat=True):
        found[member] = "now"
    return found


def has_tier(condition: Condition, _at: AsOf) -> Q:
    """Return who is KOC of one of these tiers."""
    return with_members_of(_held().filter(tier__in=condition["is"]))


def read_tiers(_condition: Condition, ids: list[int], _at: AsOf) -> Values:
    """Return the tier of each KOC."""
    rows = _held().filter(member_id__in=ids)
    return dict(rows.values_list("member_id", "tier"))


def is_koc_since(condition: Condition, at: AsOf) -> Q:
    """Return who became KOC within so many days, or is one for longer."""
    day = business_date(at.now) - timedelta(days=_days(condition))
    lookup = "gte" if "within_days" in condition else "lt"
    return with_members_of(_held().filter(**{f"since__{lookup}": day}))


def read_since(_condition: Condition, ids: list[int], _at: AsOf) -> Values:
    """Return since when each KOC is one."""
    return _read_days("since", ids)


def is_reviewed(condition: Condition, at: AsOf) -> Q:
    """Return whose next review is within so many days, or later."""
    day = business_date(at.now) + timedelta(days=_days(condition))
    lookup = "lte" if "within_days" in condition else "gt"
    return with_members_of(_held().filter(**{f"review_on__{lookup}": day}))


def read_reviews(_condition: Condition, ids: list[int], _at: AsOf) -> Values:
    """Return the day of each KOC's next review."""
    return _read_days("review_on", ids)


def has_koc_contact(condition: Condition, _at: AsOf) -> Q:
    """Return whose contact as KOC is one of these accounts."""
    rows = _held().filter(contact__username__in=condition["is"])
    return with_members_of(rows)


def read_koc_contacts(
    _condition: Condition,
    ids: list[int],
    _at: AsOf,
) -> Values:
    """Return the account of each KOC's contact."""
    rows = _held().filter(member_id__in=ids)
    return dict(rows.values_list("member_id", "contact__username"))


def has_raised(condition: Condition, _at: AsOf) -> Q:
    """Return who reported so many different issues; 0 is a number too."""
    counted = _reports().annotate(issues=Count("issue", distinct=True))
    found = Q(pk__isnull=False)
    if condition.get("at_least", 0) > 0:
        enough = counted.filter(issues__gte=condition["at_least"])
        found &= Q(pk__in=enough.values("post__author_id"))
    if "at_most" in condition:
        too_many = counted.filter(issues__gt=condition["at_most"])
        found &= ~Q(pk__in=too_many.values("post__author_id"))
    return found


def read_raised(_condition: Condition, ids: list[int], _at: AsOf) -> Values:
    """Return how many different issues each member reported."""
    theirs = _reports().filter(post__author_id__in=ids)
    found: Values = dict.fromkeys(ids, 0)
    counted = theirs.annotate(issues=Count("issue", distinct=True))
    found.update(counted.values_list("post__author_id", "issues"))
    return found


def drives_year(condition: Condition, _at: AsOf) -> Q:
    """Return who owns a car of such a model year now."""
    cars = VehicleOwnership.objects.filter(ended_on__isnull=True)
    return with_members_of(cars.filter(**bounds_of(condition, "model_year")))


def read_years(_condition: Condition, ids: list[int], _at: AsOf) -> Values:
    """Return the model year of each member's newest car."""
    cars = VehicleOwnership.objects.filter(
        member_id__in=ids,
        ended_on__isnull=True,
        model_year__isnull=False,
    )
    rows = cars.order_by("model_year", "pk")
    return dict(rows.values_list("member_id", "model_year"))


def is_here_for(condition: Condition, at: AsOf) -> Q:
    """Return who joined so many months ago."""
    today = business_date(at.now)
    found = Q(joined_on__isnull=False)
    if "at_least" in condition:
        found &= Q(joined_on__lte=_months_before(today, condition["at_least"]))
    if "at_most" in condition:
        found &= Q(joined_on__gte=_months_before(today, condition["at_most"]))
    return found


def read_tenure(_condition: Condition, ids: list[int], at: AsOf) -> Values:
    """Return how many months ago each member joined."""
    today = business_date(at.now)
    known = Member.objects.filter(pk__in=ids, joined_on__isnull=False)
    found: Values = {}
    for pk, joined in known.values_list("pk", "joined_on"):
        if joined is not None:
            found[pk] = round((today - joined).days / DAYS_PER_MONTH, 1)
    return found


def _months_before(day: date, months: float) -> date:
    days = min(round(months * DAYS_PER_MONTH), day.toordinal() - 1)
    return day - timedelta(days=days)


def _held() -> QuerySet[Any]:
    """Return the KOC status that is held now."""
    return KocSpell.objects.open()


def _reports() -> QuerySet[Any]:
    rows = IssueReport.objects.filter(post__is_deleted=False)
    by_member: QuerySet[Any] = rows.order_by().values("post__author_id")
    return by_member


def _days(condition: Condition) -> int:
    """Return the days of a condition, whether within them or not."""
    days: int = condition.get("within_days") or condition["not_within_days"]
    return days


def _read_days(column: str, ids: list[int]) -> Values:
    rows = _held().filter(member_id__in=ids)
    return {
        member: day.isoformat()
        for member, day in rows.values_list("member_id", column)
    }


KOC_STATUS = dict(STATUS_LABELS)
KOC_TIERS = {key: key for key in KEYS}
