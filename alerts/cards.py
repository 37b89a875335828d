"""What early warning and healing show on dashboards."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from activity.rules.calendar import day_starts_at, monday_of
from alerts.models import Issue, IssueReport
from alerts.rules.service_level import SERVICE_LEVEL_HOURS
from alerts.selectors.lead_times import median_lead
from alerts.selectors.question_weeks import Weeks, read_asked_weeks
from alerts.selectors.raised import raised_issues
from common.calendar import business_date, business_zone
from common.ui.dashboards import (
    CardContent,
    CardSpec,
    Cell,
    Listing,
    Scope,
    by_week,
    hours_text,
    with_query,
)
from community.models import Question

ISSUES = "alerts:issue_list"
QUESTIONS = "alerts:question_list"


def asked_weeks(scope: Scope) -> Weeks:
    """Return the questions of the weeks shown and of as many before."""

    def read() -> Weeks:
        weeks = scope.live_weeks
        return read_asked_weeks([*scope.before(weeks), *weeks])

    found: Weeks = scope.once("asked_weeks", read)
    return found


def _in_week(name: str, **more: str) -> str:
    days = {"asked_since": "{x}", "asked_until": "{end}"}
    return with_query(reverse(name), {**more, **days})


def _questions(scope: Scope) -> CardContent:
    weeks = scope.live_weeks
    asked = asked_weeks(scope)
    series = [
        {
            "name": _("Asked"),
            "data": [asked[week].asked for week in weeks],
            "href": _in_week(QUESTIONS),
        },
        {
            "name": _("Answered"),
            "data": [asked[week].answered for week in weeks],
            "href": _in_week(QUESTIONS, status="answered"),
        },
    ]
    return CardContent(
        chart=by_week(
            "bar",
            weeks,
            series,
            unit=pgettext("unit of an axis", "questions"),
            is_open=scope.is_live_open,
        ),
        answer=_("By the week in which they were asked."),
    )


def _first_answers(scope: Scope) -> CardContent:
    weeks = scope.live_weeks
    asked = asked_weeks(scope)
    series = {
        "name": _("Hours to the first answer, median"),
        "data": [asked[week].median_hours for week in weeks],
        "waits": [asked[week].is_waiting for week in weeks],
        "href": _in_week(QUESTIONS, status="answered"),
        "is_count": False,
    }
    return CardContent(
        chart=by_week(
            "line",
            weeks,
            [series],
            unit=pgettext("unit of an axis", "hours"),
            is_open=scope.is_live_open,
        ),
        answer=_(
            "Of all questions of each week; what has no answer yet counts as "
            "longer than any. No point: more than half wait.",
        ),
    )


def _waiting(scope: Scope) -> CardContent:
    now = scope.now
    waiting = Question.objects.unanswered().without_history()
    late = waiting.waiting_longer_than(SERVICE_LEVEL_HOURS, now)
    counts = waiting.order_by().aggregate(
        every=Count("pk"),
        late=Count("pk", filter=Q(pk__in=late.values("pk"))),
        taken=Count("pk", filter=Q(care__taken_by__isnull=False)),
    )
    longer = _("Longer than %(hours)s hours") % {"hours": SERVICE_LEVEL_HOURS}
    shown = (
        (_("Waiting now"), counts["every"], "waiting"),
        (longer, counts["late"], "overdue"),
    )
    rows = []
    for label, count, status in shown:
        href = f"{reverse(QUESTIONS)}?status={status}"
        rows.append([Cell(label), Cell(count, href, is_count=True)])
    return CardContent(listing=Listing([_("Questions"), _("Number")], rows))


def _issues(scope: Scope) -> CardContent:
    weeks = scope.live_weeks
    since = day_starts_at(weeks[0], business_zone())
    issues = Issue.objects.unmerged().filter(alerted_at__isnull=False)
    raised = issues.filter(alerted_at__gte=since)
    closed = issues.with_closed_at().filter(closed_at__gte=since)
    by_raised = _count_weeks(raised.values_list("alerted_at", flat=True))
    by_closed = _count_weeks(closed.values_list("closed_at", flat=True))
    address = reverse(ISSUES)
    series = [
        {
            "name": _("First alert"),
            "data": [by_raised[week] for week in weeks],
            "href": with_query(
                address,
                {"raised_since": "{x}", "raised_until": "{end}"},
            ),
        },
        {
            "name": _("No longer open"),
            "data": [by_closed[week] for week in weeks],
            "href": with_query(
                address,
                {"closed_since": "{x}", "closed_until": "{end}"},
            ),
        },
    ]
    return CardContent(
        chart=by_week(
            "bar",
            weeks,
            series,
            unit=pgettext("unit of an axis", "issues"),
            is_open=scope.is_live_open,
        ),
    )


def _count_weeks(moments: Iterable[datetime]) -> Counter[Any]:
    return Counter(monday_of(business_date(at)) for at in moments)


def _early(scope: Scope) -> CardContent:
    ahead = median_lead(scope.now)
    issues = raised_issues().aggregate(
        every=Count("pk"),
        unowned=Count("pk", filter=Q(owner__isnull=True)),
    )
    to_tell = IssueReport.objects.awaiting_notice().count()
    open_rows = f"{reverse(ISSUES)}?alerted=true&open=true"
    hours = "–" if ahead.hours is None else hours_text(abs(ahead.hours))
    if ahead.hours is not None and ahead.hours < 0:
        hours = _("%(time)s late") % {"time": hours}
    notices = reverse("alerts:notice_list")
    rows = [
        [Cell(_("Raised and open")), Cell(issues["every"], open_rows, True)],
        [Cell(_("Of them without an owner")), Cell(issues["unowned"])],
        [Cell(_("Owners to tell")), Cell(to_tell, notices, True)],
        [Cell(_("Ahead of the first ticket, median, 26 weeks")), Cell(hours)],
    ]
    return CardContent(listing=Listing([_("Figure"), _("Now")], rows))


CARDS = (
    CardSpec(
        name="first_answers",
        title=gettext_lazy("How soon are questions answered?"),
        reads=gettext_lazy("Median time to the first answer, by week"),
        page=QUESTIONS,
        read=_first_answers,
    ),
    CardSpec(
        name="questions",
        title=gettext_lazy("How many questions find an answer?"),
        reads=gettext_lazy("Questions asked and answered, by week"),
        page=QUESTIONS,
        read=_questions,
    ),
    CardSpec(
        name="waiting",
        title=gettext_lazy("Which questions still wait?"),
        reads=gettext_lazy("Questions without an answer, now"),
        page=QUESTIONS,
        read=_waiting,
    ),
    CardSpec(
        name="issues",
        title=gettext_lazy("Do more problems come than go?"),
        reads=gettext_lazy("Issues alerted for the first time, and closed"),
        page=ISSUES,
        read=_issues,
    ),
    CardSpec(
        name="early",
        title=gettext_lazy("How early do we know?"),
        reads=gettext_lazy("Raised issues, and how far alerts are ahead"),
        page=ISSUES,
        read=_early,
    ),
)
