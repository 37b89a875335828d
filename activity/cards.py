"""What activity shows on dashboards: who is active, new, returning or moving,
and the nights.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from activity.labels import dimension_names
from activity.models import NightlyRun
from activity.rules.member_sets import (
    ACTIVE,
    DIMENSION_SETS,
    NEW,
    RETURNING,
)
from activity.selectors.movers import read_movers
from activity.selectors.week_counts import count_weeks
from common.ui.dashboards import (
    CardContent,
    CardSpec,
    Cell,
    Listing,
    Scope,
    by_week,
    latest,
)

MEMBERS = "insights:member_list"
SHOWN_NIGHTS = 7


def members_unit() -> str:
    """Return the unit of axes that count members."""
    return pgettext("unit of an axis", "members")


def member_rows(scope: Scope, name: str) -> str:
    """Return where the members of a set in the week of a bar are listed."""
    return scope.address(reverse(MEMBERS), in_week=name, week="{x}")


def set_series(
    scope: Scope,
    name: str,
    label: Any,
    data: list[int | None],
    **how: Any,
) -> dict[str, Any]:
    """Return a series of a chart whose values lead to the members they count."""
    rows = member_rows(scope, name)
    return {"name": str(label), "data": data, "href": rows, **how}


def _active(scope: Scope) -> CardContent:
    weeks = scope.weeks
    counts = count_weeks(scope, [ACTIVE], weeks)[ACTIVE]
    series = [set_series(scope, ACTIVE, _("Active members"), counts)]
    answer = ""
    if scope.compares:
        before = scope.before(weeks)
        old = count_weeks(scope, [ACTIVE], before)[ACTIVE]
        label = _("period before, from %(day)s") % {"day": before[0]}
        starts = [week.isoformat() for week in before]
        series.append(
            set_series(
                scope, ACTIVE, label, old, dashed=True, usual=True, x=starts
            ),
        )
        answer = _compared(counts, old, is_open=scope.is_open)
    chart = by_week(
        "line",
        weeks,
        series,
        unit=members_unit(),
        is_open=scope.is_open,
    )
    return CardContent(chart=chart, answer=answer)


def _compared(
    counts: list[int | None],
    old: list[int | None],
    *,
    is_open: bool,
) -> str:
    """Return how the last whole week differs from the same one before."""
    now = latest(counts, is_open=is_open)
    then = latest(old, is_open=is_open)
    if now is None or then is None:
        return ""
    difference = int(now - then)
    if not difference:
        return _("Last week as many as in the period before.")
    texts = (
        _("Last week %(n)s more than in the same week of the period before."),
        _("Last week %(n)s fewer than in the same week of the period before."),
    )
    return texts[difference < 0] % {"n": f"{abs(difference):,}"}


def _dimensions(scope: Scope) -> CardContent:
    counts = count_weeks(scope, DIMENSION_SETS, scope.weeks)
    series = []
    for name, label in zip(DIMENSION_SETS, dimension_names(), strict=True):
        series.append(set_series(scope, name, label, counts[name]))
    chart = by_week(
        "line",
        scope.weeks,
        series,
        unit=members_unit(),
        is_open=scope.is_open,
    )
    return CardContent(chart=chart)


def _arrivals(scope: Scope) -> CardContent:
    counts = count_weeks(scope, [NEW, RETURNING], scope.weeks)
    series = [
        set_series(scope, NEW, _("New"), counts[NEW]),
        set_series(scope, RETURNING, _("Returning"), counts[RETURNING]),
    ]
    chart = by_week(
        "bar",
        scope.weeks,
        series,
        unit=members_unit(),
        is_open=scope.is_open,
    )
    text = _("Returning: active again after more than 28 silent days.")
    return CardContent(chart=chart, answer=text)


def _movers(scope: Scope, order: str) -> CardContent:
    if any(hold.hides_week(scope.weeks[-1]) for hold in scope.holds):
        names = sorted({hold.name for hold in scope.holds})
        text = _(
            "Who rises and who falls cannot be said while %(s)s is silent.",
        )
        return CardContent(empty=text % {"s": "、".join(names)})
    cells = []
    for row in read_movers(scope, order):
        about = f"member:{row.member_id}"
        cells.append(
            [
                Cell(str(row.member), row.member.get_absolute_url()),
                Cell(f"{row.level:.1f}", figure="level", of=about),
                Cell(f"{row.change:+.1f}", figure="change", of=about),
            ],
        )
    columns = [
        _("Member"),
        _("Active days a week, lately"),
        _("Change of level"),
    ]
    return CardContent(
        listing=Listing(columns, cells),
        href=scope.address(reverse(MEMBERS), sort=order),
        href_label=_("All members in this order"),
        empty=_("Nobody yet: the night compares after eight weeks."),
    )


def _falling(scope: Scope) -> CardContent:
    return _movers(scope, "change")


def _rising(scope: Scope) -> CardContent:
    return _movers(scope, "-change")


def _nights(_scope: Scope) -> CardContent:
    cells = []
    for night in NightlyRun.objects.all()[:SHOWN_NIGHTS]:
        about = f"nightlyrun:{night.pk}"
        cells.append(
            [
                Cell(str(night.business_date), night.get_absolute_url()),
                Cell(night.get_state_display()),
                Cell(f"{night.events_read:,}", figure="events_read", of=about),
            ],
        )
    columns = [_("Business date"), _("State"), _("Events read")]
    return CardContent(
        listing=Listing(columns, cells),
        href=reverse("activity:night_list"),
        href_label=_("All nights"),
        empty=_("No night has run yet"),
    )


CARDS = (
    CardSpec(
        name="active",
        title=gettext_lazy("How many members are active each week?"),
        reads=gettext_lazy(
            "Members with any activity, by week, from the night"
        ),
        page=MEMBERS,
        read=_active,
        follows_filter=True,
        is_wide=True,
    ),
    CardSpec(
        name="dimensions",
        title=gettext_lazy("What are they active in?"),
        reads=gettext_lazy("Active members by week and dimension"),
        page=MEMBERS,
        read=_dimensions,
        follows_filter=True,
        is_wide=True,
    ),
    CardSpec(
        name="arrivals",
        title=gettext_lazy("Who comes, and who comes back?"),
        reads=gettext_lazy("New and returning members by week"),
        page=MEMBERS,
        read=_arrivals,
        follows_filter=True,
    ),
    CardSpec(
        name="falling",
        title=gettext_lazy("Who is falling against the own level?"),
        reads=gettext_lazy(
            "Levels of the last night, the largest falls first"
        ),
        page=MEMBERS,
        read=_falling,
        follows_filter=True,
    ),
    CardSpec(
        name="rising",
        title=gettext_lazy("Who is rising against the own level?"),
        reads=gettext_lazy(
            "Levels of the last night, the largest rises first"
        ),
        page=MEMBERS,
        read=_rising,
        follows_filter=True,
    ),
    CardSpec(
        name="nights",
        title=gettext_lazy("Did the last nights go well?"),
        reads=gettext_lazy("The last seven nightly runs"),
        page="activity:night_list",
        read=_nights,
    ),
)
