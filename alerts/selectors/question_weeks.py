"""Questions by the week in which they were asked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from activity.rules.calendar import day_starts_at, monday_of
from alerts.rules.service_level import median_wait
from alerts.selectors.healing import HOUR
from common.calendar import business_date, business_zone
from community.models import Question

ONE_WEEK = timedelta(weeks=1)


@dataclass
class AskedWeek:
    """Questions of a week: asked, answered, and the hours to each first
    answer.
    """

    asked: int = 0
    hours: list[float] = field(default_factory=list)

    @property
    def answered(self) -> int:
        """Return how many have an answer."""
        return len(self.hours)

    @property
    def is_waiting(self) -> bool:
        """Tell whether at least half of its questions wait for an answer."""
        return self.asked > 0 and self.median_hours is None

    @property
    def median_hours(self) -> float | None:
        """Return the median time to the first answer of all that were asked;
        None if that of at least half of them is still to come.
        """
        return median_wait(self.hours, self.asked)


Weeks = dict[date, AskedWeek]


def read_asked_weeks(weeks: Sequence[date]) -> Weeks:
    """Return the questions of people that were asked in these weeks, as the
    list of questions counts them.
    """
    zone = business_zone()
    questions = Question.objects.asked_since(day_starts_at(weeks[0], zone))
    rows = questions.filter(
        post__posted_at__lt=day_starts_at(weeks[-1] + ONE_WEEK, zone),
    )
    found: Weeks = defaultdict(AskedWeek)
    columns = rows.order_by().values_list("post__posted_at", "answered_at")
    for posted_at, answered_at in columns.iterator(chunk_size=5_000):
        week = found[monday_of(business_date(posted_at))]
        week.asked += 1
        if answered_at:
            week.hours.append((answered_at - posted_at) / HOUR)
    return found


def median_hours(weeks: Weeks, shown: Sequence[date]) -> float | None:
    """Return the median time to the first answer over several weeks."""
    hours: list[float] = []
    asked = 0
    for week in shown:
        if week in weeks:
            hours += weeks[week].hours
            asked += weeks[week].asked
    return median_wait(hours, asked)


def count_asked(weeks: Weeks, shown: Sequence[date]) -> tuple[int, int]:
    """Return how many questions of several weeks have an answer, and how many
    were asked.
    """
    found = [weeks[week] for week in shown if week in weeks]
    answered = sum(week.answered for week in found)
    return answered, sum(week.asked for week in found)
