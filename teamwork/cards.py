"""What the team's work shows on dashboards."""

from collections import Counter

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from activity.rules.calendar import day_starts_at, monday_of
from common.calendar import business_date, business_zone
from common.ui.dashboards import (
    LAST_OF_WEEK,
    CardContent,
    CardSpec,
    Cell,
    Listing,
    Scope,
    by_week,
    with_query,
)
from teamwork.models import Interaction, Nomination

INTERACTIONS = "teamwork:interaction_list"
NOMINATIONS = "teamwork:nomination_list"


def _interactions(scope: Scope) -> CardContent:
    weeks = scope.live_weeks
    since = day_starts_at(weeks[0], business_zone())
    rows = Interaction.objects.filter(happened_at__gte=since).order_by()
    counts = Counter(
        monday_of(business_date(at))
        for at in rows.values_list("happened_at", flat=True)
    )
    days = {"since": "{x}", "until": "{end}"}
    series = {
        "name": _("Interactions"),
        "data": [counts[week] for week in weeks],
        "href": with_query(reverse(INTERACTIONS), days),
    }
    return CardContent(
        chart=by_week(
            "bar",
            weeks,
            [series],
            unit=pgettext("unit of an axis", "interactions"),
            is_open=scope.is_live_open,
        ),
    )


def _promises(scope: Scope) -> CardContent:
    weeks = scope.live_weeks
    rows = Interaction.objects.filter(
        due_on__gte=weeks[0],
        due_on__lte=weeks[-1] + LAST_OF_WEEK,
    )
    kept: Counter[object] = Counter()
    still_open: Counter[object] = Counter()
    for due_on, kept_at in rows.order_by().values_list("due_on", "kept_at"):
        if due_on is not None:
            (kept if kept_at else still_open)[monday_of(due_on)] += 1
    series = []
    shown = ((_("Kept"), kept, "kept"), (_("Open"), still_open, "open"))
    for label, counts, state in shown:
        days = {"due_since": "{x}", "due_until": "{end}"}
        href = with_query(
            reverse(INTERACTIONS),
            {"promise_state": state, **days},
        )
        data = [counts[week] for week in weeks]
        series.append({"name": label, "data": data, "href": href})
    return CardContent(
        chart=by_week(
            "bar",
            weeks,
            series,
            unit=pgettext("unit of an axis", "promises"),
            is_open=scope.is_live_open,
            stacked=True,
        ),
        answer=_("By the week in which they are due."),
    )


def _nominations(_scope: Scope) -> CardContent:
    grouped = Nomination.objects.order_by().values_list("state")
    counts = dict(grouped.annotate(count=Count("pk")))
    rows = []
    for state in Nomination.State:
        href = f"{reverse(NOMINATIONS)}?state={state.value}"
        count = counts.get(state.value, 0)
        rows.append([Cell(str(state.label)), Cell(count, href, is_count=True)])
    return CardContent(
        listing=Listing([_("State"), _("Nominations")], rows),
        href=reverse(NOMINATIONS),
        href_label=_("All nominations"),
    )


CARDS = (
    CardSpec(
        name="interactions",
        title=gettext_lazy("How often do we talk with members?"),
        reads=gettext_lazy("Logged interactions by week"),
        page=INTERACTIONS,
        read=_interactions,
    ),
    CardSpec(
        name="promises",
        title=gettext_lazy("Do we keep what we promise?"),
        reads=gettext_lazy("Promises by the week in which they are due"),
        page=INTERACTIONS,
        read=_promises,
    ),
    CardSpec(
        name="nominations",
        title=gettext_lazy("Where do nominations stand?"),
        reads=gettext_lazy("Nominations by state, now"),
        page=NOMINATIONS,
        read=_nominations,
    ),
)
