"""What happens on which day: campaigns, nodes, holidays, days of great sales."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignNode
from campaigns.rules.calendar_days import (
    is_known,
    named_holidays,
    sales_days,
)
from campaigns.rules.icalendar import CalendarEvent
from campaigns.rules.months import Entry
from outreach.models import HolidayYear

FEED_PAST = timedelta(days=90)


def entries_between(first: date, last: date) -> list[Entry]:
    """Return what happens from one day to another, in order."""
    entered = _entered()
    found: list[Entry] = []
    for year in range(first.year, last.year + 1):
        found += named_holidays(year, entered)
        found += sales_days(year)
    found = [one for one in found if one.first <= last and one.last >= first]
    for row in Campaign.objects.touching(first, last):
        entry = Entry(
            row.starts_on,
            row.ends_on,
            row.title,
            "campaign",
            row.get_absolute_url(),
        )
        found.append(entry)
    nodes = CampaignNode.objects.open().filter(due_on__range=(first, last))
    for node in nodes.select_related("campaign"):
        text = f"{node.campaign}: {node.what}"
        href = node.get_absolute_url()
        found.append(Entry(node.due_on, node.due_on, text, "node", href))
    return sorted(found, key=lambda one: (one.first, one.last, one.text))


def unknown_years(first: date, last: date) -> list[int]:
    """Return the years whose holidays are not known."""
    entered = _entered()
    years = range(first.year, last.year + 1)
    return [year for year in years if not is_known(year, entered)]


def _entered() -> dict[int, str]:
    rows = HolidayYear.objects.exclude(days="")
    return dict(rows.values_list("year", "days"))


def feed_events(today: date, *, site: str) -> Iterable[CalendarEvent]:
    """Return what a calendar program is given: campaigns and open nodes from
    90 days ago on.
    """
    rows = Campaign.objects.exclude(state="cancelled")
    for row in rows.filter(ends_on__gte=today - FEED_PAST):
        yield CalendarEvent(
            uid=f"campaign-{row.pk}@kocops",
            first=row.starts_on,
            last=row.ends_on,
            summary=row.title,
            description=f"{row.get_state_display()} · {row.goal}",
            url=site + row.get_absolute_url(),
        )
    nodes = CampaignNode.objects.open().select_related("campaign", "owner")
    for node in nodes:
        yield CalendarEvent(
            uid=f"node-{node.pk}@kocops",
            first=node.due_on,
            last=node.due_on,
            summary=f"{node.campaign}: {node.what}",
            description=_("Who does it: %(name)s")
            % {"name": node.owner or "–"},
            url=site + node.get_absolute_url(),
        )
