"""Groups of a platform become circles, and who is in them since when."""

from collections.abc import Mapping
from datetime import date, datetime

from activity.models import EventSource
from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from community.models import Circle
from community.services.circles import join_circle, leave_circle
from integrations.models import PlatformCircle
from integrations.rules.rows import Row
from members.models import MemberIdentity
from members.selectors.identities import known_members

NAME_LENGTH = 60


@atomic_with_retry
def store_circle(*, source: EventSource, row: Row, now: datetime) -> Circle:
    """Store a group: its name, who has joined, and that who is no longer
    listed has left today; return its circle.

    Members of the circle whom the platform does not know are left alone.
    """
    circle = _circle_of(source, row)
    listed: Mapping[str, str] = row["members"]
    platform = source.member_platform
    known = known_members(platform=platform, external_ids=listed)
    today = business_date(now)
    since = {}
    for external_id, day in listed.items():
        if external_id in known:
            since[known[external_id]] = _day(day, today)
    join_circle(circle=circle, since=since)
    left = _missing(circle, platform, set(since))
    leave_circle(circle=circle, member_ids=left, on=today)
    return circle


def _day(text: str, today: date) -> date:
    if text:
        return min(date.fromisoformat(text), today)
    return today


def _missing(circle: Circle, platform: str, present: set[int]) -> list[int]:
    open_spells = circle.memberships.filter(ended_on__isnull=True)
    inside = set(open_spells.values_list("member_id", flat=True)) - present
    of_platform = MemberIdentity.objects.filter(
        platform=platform,
        member__in=inside,
    )
    return sorted(set(of_platform.values_list("member_id", flat=True)))


def _circle_of(source: EventSource, row: Row) -> Circle:
    """Return the circle of a group; a new group makes a new circle, whatever
    circles of its name there are: those belong to others.
    """
    found = PlatformCircle.objects.filter(
        source=source,
        external_id=row["external_id"],
    )
    link = found.select_related("circle").first()
    if link is not None:
        return link.circle
    name = str(row.get("name") or row["external_id"]).strip()
    circle = Circle.objects.create(
        name=_free_name(name, str(row["external_id"])),
        kind=Circle.Kind.GROUP,
    )
    PlatformCircle.objects.create(
        source=source,
        external_id=row["external_id"],
        circle=circle,
    )
    return circle


def _free_name(name: str, external_id: str) -> str:
    """Return a name that no circle has: with the end of the group's id where
    it is taken, and a number where that is too.
    """
    found = name[:NAME_LENGTH]
    ending = f" {external_id[-6:]}"
    number = 1
    while Circle.objects.filter(name=found).exists():
        found = name[: NAME_LENGTH - len(ending)] + ending
        number += 1
        ending = f" {external_id[-6:]} {number}"
    return found
