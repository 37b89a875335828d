"""Who is notified of an event: those it concerns who are there, else those who
stand in for them, else leads, else administrators. Never nobody.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from common.models import DomainEvent
from common.security.access import ADMIN, ANALYST, LEAD, PLANNER
from common.selectors.absences import present_colleague
from notifications.models import KindPreference
from notifications.rules.escalation import STEPS
from notifications.rules.kinds import (
    ESCALATED,
    Audience,
    NotificationKind,
    Pace,
)
from notifications.selectors.subjects import member_of

ROLES = {
    Audience.JUDGES: (PLANNER, ANALYST),
    Audience.ANALYSTS: (ANALYST,),
    Audience.LEADS: (LEAD,),
    Audience.ADMINS: (ADMIN,),
}


class Recipient(NamedTuple):
    """A colleague who is notified, why, how soon, and for whom they stand in."""

    user: Any
    reason: Audience
    pace: Pace
    stands_in_for: Any = None


def recipients_of(
    event: DomainEvent,
    kind: NotificationKind,
    subject: Any,
    *,
    today: date,
) -> list[Recipient]:
    """Return who is notified of an event, each once.

    Who has switched a kind off is left out as long as anybody else is left.
    Who did it themselves is not notified, and nobody in their place.
    """
    concerned = _concerned(event, kind, subject, today)
    others = [row for row in concerned if not _did_it(row[0], event)]
    if concerned and not others:
        return []
    concerned = others
    for wanted in (
        concerned,
        [*_present(Audience.LEADS, subject, today)],
        [*_present(Audience.ADMINS, subject, today)],
    ):
        found = _by_preference(wanted, kind)
        if found:
            return found
    return _everybody_left(concerned, kind)


def _did_it(user: Any, event: DomainEvent) -> bool:
    return bool(event.data.get("changed_by") == user.get_username())


def _everybody_left(
    concerned: Sequence[tuple[Any, Audience, Any]],
    kind: NotificationKind,
) -> list[Recipient]:
    """Return those concerned though they have switched it off, else leads and
    administrators though they are away.
    """
    rows = list(concerned)
    for audience in (Audience.LEADS, Audience.ADMINS):
        if rows:
            break
        rows = [(one, audience, None) for one in _people(audience, None)]
    paces = _paces([one for one, _why, _for in rows], kind)
    found = []
    for user, reason, stands_in_for in _each_once(rows):
        pace = paces.get(user.pk, kind.pace)
        found.append(Recipient(user, reason, Pace(pace), stands_in_for))
    return found


def _concerned(
    event: DomainEvent,
    kind: NotificationKind,
    subject: Any,
    today: date,
) -> list[tuple[Any, Audience, Any]]:
    audiences = kind.audiences
    if kind.name == ESCALATED:
        step = min(int(event.data.get("step", 1)), len(STEPS))
        audiences = (STEPS[step - 1],)
    found: list[tuple[Any, Audience, Any]] = []
    for audience in audiences:
        found.extend(_present(audience, subject, today))
        if found and not kind.is_for_all:
            break
    return found


def _present(
    audience: Audience,
    subject: Any,
    today: date,
) -> Iterable[tuple[Any, Audience, Any]]:
    """Yield those of an audience who are there, and who stands in for others."""
    for user in _people(audience, subject):
        acting = present_colleague(user, today)
        if acting is not None:
            away = user if acting.pk != user.pk else None
            yield acting, audience, away


def _people(audience: Audience, subject: Any) -> list[Any]:
    """Return the accounts of an audience, whether they are there or not."""
    if audience in ROLES:
        accounts = list(_in_roles(ROLES[audience]))
        if audience == Audience.JUDGES:
            proposer = getattr(subject, "proposed_by_id", None)
            accounts = [one for one in accounts if one.pk != proposer]
        return accounts
    user = _concerned_account(audience, subject)
    return [user] if user is not None else []


def _concerned_account(audience: Audience, subject: Any) -> Any:
    if audience == Audience.CONTACT:
        # A KOC has a contact of their own for it.
        if own := getattr(subject, "contact", None):
            return own
        member = member_of(subject)
        if member is None:
            return None
        return member.primary_contact or member.backup_contact
    if audience == Audience.TAKER:
        care = getattr(subject, "care", None)
        return getattr(care, "taken_by", None)
    if audience == Audience.DOER:
        # Of a campaign its lead, of a node or a decision its owner.
        return getattr(subject, "owner", None) or getattr(
            subject, "lead", None
        )
    fields = {
        Audience.OWNER: "owner",
        Audience.PROPOSER: "proposed_by",
        Audience.RECEIVER: "to_user",
        Audience.PROMISER: "promise_owner",
    }
    return getattr(subject, fields[audience], None)


def _in_roles(roles: Sequence[str]) -> QuerySet[Any]:
    holds = Q(groups__name__in=roles)
    if ADMIN in roles:
        holds |= Q(is_superuser=True)
    accounts = get_user_model().objects.filter(holds, is_active=True)
    return accounts.distinct().order_by("pk")


def _by_preference(
    people: Sequence[tuple[Any, Audience, Any]],
    kind: NotificationKind,
) -> list[Recipient]:
    """Return those who have not switched the kind off, each once."""
    paces = _paces([one for one, _why, _for in people], kind)
    found = []
    for user, reason, stands_in_for in _each_once(people):
        pace = Pace(paces.get(user.pk, kind.pace))
        if pace != Pace.OFF:
            found.append(Recipient(user, reason, pace, stands_in_for))
    return found


def _each_once(
    people: Sequence[tuple[Any, Audience, Any]],
) -> list[tuple[Any, Audience, Any]]:
    """Return each account once; one that is meant by itself before one that
    stands in.
    """
    first: dict[int, tuple[Any, Audience, Any]] = {}
    for row in people:
        known = first.get(row[0].pk)
        if known is None or (known[2] is not None and row[2] is None):
            first[row[0].pk] = row
    return list(first.values())


def _paces(users: Sequence[Any], kind: NotificationKind) -> dict[int, str]:
    chosen = KindPreference.objects.filter(
        user__in=[one.pk for one in users],
        kind=kind.name,
    )
    return dict(chosen.values_list("user_id", "pace"))
