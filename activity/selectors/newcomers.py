"""Who joined lately, as far as it is known."""

from datetime import date, timedelta

from django.db.models import Min, Q

from activity.models import FeedDay
from members.models import Member, MemberIdentity

# Members first seen soon after the first events of a platform may have been
# there long before.
UNKNOWN_BEFORE = timedelta(days=30)


def joined_since(day: date) -> Q:
    """Return the condition of members who joined on this day or later.

    Where only the first arrival is known, it is taken for the joining date if
    the events of a platform of the member begin UNKNOWN_BEFORE or more before it.
    """
    arrival = Member.JoinedFrom.ARRIVAL
    joined = Q(joined_on__gte=day) & ~Q(joined_from=arrival)
    for platform, began in _platforms_began().items():
        seen = MemberIdentity.objects.filter(
            platform=platform,
            member__joined_from=arrival,
            member__joined_on__gte=max(day, began + UNKNOWN_BEFORE),
        )
        joined |= Q(pk__in=seen.values("member"))
    return joined


def _platforms_began() -> dict[str, date]:
    """Return the day of the first event of each platform."""
    began: dict[str, date] = {}
    days = FeedDay.objects.values("source__platform", "source__name")
    for row in days.annotate(first=Min("day")):
        platform = row["source__platform"] or row["source__name"]
        began[platform] = min(row["first"], began.get(platform, row["first"]))
    return began
