"""The day on which members were first seen stands for their joining date until
a better one is known.
"""

from datetime import UTC, datetime
from typing import Any

from django.db import connection

from common.calendar import business_date, business_zone

_FIRST_SEEN = """
    SELECT m.member_id, min(i.occurred_at) AS first_at FROM incoming_event i
    JOIN members_memberidentity m ON m.platform = %s AND m.external_id = i.member
    JOIN members_member p ON p.id = m.member_id
    WHERE p.joined_on IS NULL OR p.joined_from = 'arrival'
    GROUP BY m.member_id, p.joined_on
    HAVING p.joined_on IS NULL OR min(i.occurred_at) < {next_day}
"""
_FIRST_SEEN_SQLITE = _FIRST_SEEN.format(
    next_day="date(p.joined_on, '+1 day')",
)
_UPDATE_POSTGRES = f"""
    UPDATE members_member AS member SET joined_on = seen.day, joined_from = 'arrival'
    FROM (
        SELECT member_id, (first_at AT TIME ZONE %s)::date AS day
        FROM ({_FIRST_SEEN.format(next_day="p.joined_on + 1")}) AS first
    ) AS seen
    WHERE member.id = seen.member_id
        AND (member.joined_on IS NULL OR member.joined_on > seen.day)
"""  # noqa: S608 - our own text
_UPDATE_SQLITE = """
    UPDATE members_member SET joined_on = %s, joined_from = 'arrival'
    WHERE id = %s AND (joined_on IS NULL OR joined_on > %s)
"""


def note_arrivals(platform: str) -> None:
    """Set the joining date of the members of the incoming events to the first
    day on which they were seen, where no better date is known.

    Older events that come later bring it forward; nothing puts it off.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            zone = str(business_zone())
            cursor.execute(_UPDATE_POSTGRES, [zone, platform])
            return
        cursor.execute(_FIRST_SEEN_SQLITE, [platform])
        rows = []
        for member_id, first_at in cursor.fetchall():
            day = business_date(_moment(first_at))
            rows.append((day, member_id, day))
        cursor.executemany(_UPDATE_SQLITE, rows)


def _moment(value: Any) -> datetime:
    """Return a moment as SQLite gives it, a text in UTC."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)
