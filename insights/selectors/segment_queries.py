"""Conditions and readers of the segment fields that need a query of their own."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet, Sum

from activity.models import ActivityEvent, ActivitySummary
from activity.rules.kinds import KINDS, Dimension
from common.calendar import business_date, business_zone
from insights.rules.segments import AsOf
from insights.selectors.segment_field_kinds import (
    Condition,
    Values,
    with_members_of,
)
from members.models import Member
from roles.models import RoleScore
from roles.rules.strength import Role

DIMENSION_NAMES = [dimension.name.lower() for dimension in Dimension]
ROLE_NUMBERS = {role.name.lower(): int(role) for role in Role}


def _since(condition: Condition, at: AsOf) -> datetime:
    days = condition.get("within_days") or condition["not_within_days"]
    return at.now - timedelta(days=days)


def holds_role(condition: Condition, at: AsOf) -> Q:
    """Return who holds one of the roles."""
    held = Q()
    for name in condition["is"]:
        held |= Q(**{f"holds_{name}": True})
    rows = RoleScore.objects.of_generation(at.generation)
    return with_members_of(rows.filter(held))


def read_roles(condition: Condition, ids: list[int], at: AsOf) -> Values:
    """Return the names of all roles that each member holds."""
    rows = RoleScore.objects.of_generation(at.generation)
    flags = rows.filter(member_id__in=ids).values_list(
        "member_id",
        *(f"holds_{name}" for name in ROLE_NUMBERS),
    )
    found = {}
    for member, *held in flags:
        pairs = zip(ROLE_NUMBERS, held, strict=True)
        found[member] = [name for name, holds in pairs if holds]
    return found


def has_contact(condition: Condition, _at: AsOf) -> Q:
    """Return whose primary contact is one of these accounts.

    Not joined: in a rule that also negates it, the join would leave out all
    members without a contact.
    """
    members = Member.objects.filter(
        primary_contact__username__in=condition["is"],
    )
    return Q(pk__in=members.order_by().values("pk"))


def read_contacts(_condition: Condition, ids: list[int], _at: AsOf) -> Values:
    """Return the account of each member's primary contact."""
    members = Member.objects.filter(pk__in=ids)
    return dict(members.values_list("pk", "primary_contact__username"))


def was_active(condition: Condition, at: AsOf) -> Q:
    """Return who was active within so many days, or was not."""
    summaries = ActivitySummary.objects.of_generation(at.generation)
    lately = summaries.filter(last_activity_at__gte=_since(condition, at))
    if "within_days" in condition:
        return with_members_of(lately)
    return ~with_members_of(lately)


def read_last_days(_condition: Condition, ids: list[int], at: AsOf) -> Values:
    """Return the last business day of each member's activity."""
    zone = business_zone()
    summaries = ActivitySummary.objects.of_generation(at.generation)
    rows = summaries.filter(member_id__in=ids)
    return {
        member: moment.astimezone(zone).date().isoformat()
        for member, moment in rows.values_list("member_id", "last_activity_at")
    }


def has_joined(condition: Condition, at: AsOf) -> Q:
    """Return who joined within so many days, or before."""
    day = business_date(_since(condition, at))
    if "within_days" in condition:
        return Q(joined_on__gte=day)
    return Q(joined_on__lt=day)


def read_joined(_condition: Condition, ids: list[int], _at: AsOf) -> Values:
    """Return the day on which each member joined, where it is known."""
    known = Member.objects.filter(pk__in=ids, joined_on__isnull=False)
    return {
        pk: day.isoformat()
        for pk, day in known.values_list("pk", "joined_on")
        if day
    }


def _counted_kinds(condition: Condition) -> list[int]:
    """Return the numbers of the kinds that a condition on actions counts."""
    names = condition.get("is", DIMENSION_NAMES)
    numbers = []
    for kind in KINDS:
        if kind.dimension is not None and kind.dimension.name.lower() in names:
            numbers.append(kind.number)
    return numbers


def _actions(condition: Condition, at: AsOf) -> QuerySet[Any]:
    events = ActivityEvent.objects.filter(
        occurred_at__gte=at.now - timedelta(weeks=condition["weeks"]),
        kind__in=_counted_kinds(condition),
    )
    by_member: QuerySet[Any] = events.order_by().values("member_id")
    return by_member


def _sum_of_actions() -> Sum:
    """Return how many actions events are: each may be several at once."""
    return Sum("quantity", output_field=BigIntegerField())


def has_acted(condition: Condition, at: AsOf) -> Q:
    """Return who did so many actions in the last weeks; 0 is a number too."""
    counted = _actions(condition, at).annotate(actions=_sum_of_actions())
    found = Q(pk__isnull=False)
    if condition.get("at_least", 0) > 0:
        enough = counted.filter(actions__gte=condition["at_least"])
        found &= Q(pk__in=enough.values("member_id"))
    if "at_most" in condition:
        too_many = counted.filter(actions__gt=condition["at_most"])
        found &= ~Q(pk__in=too_many.values("member_id"))
    return found


def read_actions(condition: Condition, ids: list[int], at: AsOf) -> Values:
    """Return how many actions each member did in the last weeks."""
    theirs = _actions(condition, at).filter(member_id__in=ids)
    counted = theirs.annotate(actions=_sum_of_actions())
    found: Values = dict.fromkeys(ids, 0)
    found.update(counted.values_list("member_id", "actions"))
    return found
