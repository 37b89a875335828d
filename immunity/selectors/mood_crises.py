"""The mood before, during and after a crisis, of those who drive the models
that it is about.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alerts.models import Issue
from immunity.rules.mood_shares import Share
from immunity.selectors.mood import counted_moods, negative_between
from members.models import VehicleOwnership

AROUND = timedelta(days=28)
# An issue that nobody closes would be measured over years of other news.
LONGEST = timedelta(days=60)


class MoodPeriod(NamedTuple):
    """A time before, during or after a crisis, and how negative it was.

    since, until: None where it has not begun or not ended.
    """

    name: str
    since: datetime | None
    until: datetime | None
    posts: int
    share: Share | None


class CrisisMood(NamedTuple):
    """The periods of a crisis; models: whose drivers' posts were read, none
    for everybody's.
    """

    periods: tuple[MoodPeriod, ...]
    models: tuple[str, ...]


def read_crisis_mood(issue: Issue, now: datetime) -> CrisisMood | None:
    """Return the mood around the alert of an issue; None if it raised none."""
    began = issue.alerted_at
    if began is None:
        return None
    closed_at = _closed_at(issue)
    models = tuple(name for name, _count in issue.model_series)
    rows = counted_moods()
    if models:
        rows = rows.filter(_driven(models))
    after = _("in the %(days)s days after") % {"days": AROUND.days}
    before = _("in the %(days)s days before the alert") % {"days": AROUND.days}
    ended = closed_at or now
    during = pgettext("a crisis", "during it")
    if ended > began + LONGEST:
        ended = began + LONGEST
        during = pgettext("a crisis", "in its first %(days)s days") % {
            "days": LONGEST.days
        }
    spans: list[tuple[str, datetime | None, datetime | None]] = [
        (before, began - AROUND, began),
        (during, began, ended),
        (after, closed_at, closed_at and min(closed_at + AROUND, now)),
    ]
    periods = []
    for name, since, until in spans:
        posts, share = 0, None
        if since is not None:
            posts, share = negative_between(rows, since, until)
        periods.append(MoodPeriod(name, since, until, posts, share))
    return CrisisMood(tuple(periods), models)


def _driven(models: tuple[str, ...]) -> Q:
    drivers = VehicleOwnership.objects.current().filter(
        model_series__in=models
    )
    return Q(post__author__in=drivers.values("member_id"))


def _closed_at(issue: Any) -> datetime | None:
    closed: datetime | None = (
        Issue.objects.with_closed_at()
        .filter(pk=issue.pk)
        .values_list("closed_at", flat=True)
        .get()
    )
    return closed
