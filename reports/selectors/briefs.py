"""The weekly brief: its figures against the weeks before and their targets,
with the rows behind each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from activity.selectors.freshness import Freshness
from common.security.access import may
from common.ui.dashboards import CardContent, CardSpec, Scope, datum_href
from insights.selectors.dashboards import CARDS, ShownCard, make_scope
from reports.models import FigureTarget
from reports.rules.findings import (
    Verdict,
    Wanted,
    meets_target,
    read_finding,
)
from reports.rules.weeks import LAST_OF_WEEK, ONE_WEEK
from reports.selectors.brief_lines import Brief, FigureLine, SectionLines
from reports.selectors.brief_sections import (
    SECTIONS,
    BriefFigure,
    BriefSection,
)

# The week itself and twelve before it.
WEEKS = 13


def read_brief(
    *,
    user: Any,
    week: date,
    cleaned: Mapping[str, Any],
    freshness: Freshness,
    now: datetime,
    is_latest: bool,
    with_tables: bool = True,
) -> Brief:
    """Return the brief of a week of the members whom the filters choose, with
    the figures of those cards that the account may see; None sees all.
    """
    scope = _scope_of(week, cleaned, freshness, now)
    reading = _Reading(
        week,
        scope,
        {} if scope.query else _read_targets(),
        is_latest,
    )
    sections = []
    contents: dict[str, CardContent] = {}
    for section in SECTIONS:
        lines = []
        for figure in section.figures:
            spec = CARDS[figure.card]
            if not _may_see(user, spec):
                continue
            if spec.name not in contents:
                contents[spec.name] = spec.read(scope)
            lines.append(_line(figure, contents[spec.name], reading))
        shows_tables = is_latest and with_tables
        cards = _cards(section, contents, scope, user, shows_tables)
        if lines or cards:
            sections.append(SectionLines(section, lines, cards))
    return Brief(week, scope, sections, _computed(scope, week), is_latest)


@dataclass(frozen=True)
class _Reading:
    """What the figures of a brief have in common."""

    week: date
    scope: Scope
    targets: Mapping[str, float]
    is_latest: bool


def _may_see(user: Any, spec: CardSpec) -> bool:
    return user is None or may(user, spec.page)


def _scope_of(
    week: date,
    cleaned: Mapping[str, Any],
    freshness: Freshness,
    now: datetime,
) -> Scope:
    """Return the weeks up to this one as if its last day were today."""
    sunday = week + LAST_OF_WEEK
    scope = make_scope(cleaned=cleaned, freshness=freshness, now=now)
    last_day = scope.last_day
    return replace(
        scope,
        today=sunday,
        last_day=sunday if last_day is None else min(last_day, sunday),
        week_count=WEEKS,
        compares=False,
        is_past=True,
    )


def _computed(scope: Scope, week: date) -> date | None:
    """Return the last day of the week that the night knows."""
    if not scope.generation or scope.last_day is None:
        return None
    return scope.last_day if scope.last_day >= week else None


def _read_targets() -> dict[str, float]:
    return dict(FigureTarget.objects.values_list("figure", "target"))


def _line(
    figure: BriefFigure,
    content: CardContent,
    reading: _Reading,
) -> FigureLine:
    chart = content.chart
    series = chart["series"][figure.series]
    by_week = dict(zip(chart["x"], series["data"], strict=True))
    monday = reading.week.isoformat()
    at = chart["x"].index(monday) if monday in by_week else None
    if chart["partial_last"] and monday == chart["x"][-1]:
        # The night does not know the week to its end.
        by_week[monday] = None
    waits = series.get("waits")
    history = _history(by_week, reading.week)
    finding = read_finding(
        history,
        figure.wanted,
        is_waiting=bool(waits and at is not None and waits[at]),
        is_changing=figure.changes and reading.is_latest,
    )
    href = ""
    if at is not None and finding.value is not None:
        href = datum_href(chart, series, at)
    spec = CARDS[figure.card]
    line = FigureLine(
        figure,
        finding,
        history,
        href,
        bool(href) and series.get("is_count", True),
        is_unfiltered=bool(reading.scope.query) and not spec.follows_filter,
    )
    return _with_target(line, reading.targets.get(figure.name))


def _with_target(line: FigureLine, target: float | None) -> FigureLine:
    """Return a line with its target; what is not final misses none yet, and
    what mostly waits misses it.
    """
    if target is None or line.figure.wanted == Wanted.EITHER:
        return line
    finding = line.finding
    is_missed = finding.verdict == Verdict.MOSTLY_WAITING
    if finding.value is not None and not finding.is_changing:
        is_missed = not meets_target(finding.value, target, line.figure.wanted)
    return replace(line, aim=target, is_missed=is_missed)


def _history(
    by_week: Mapping[str, float | None],
    week: date,
) -> list[float | None]:
    """Return the values of the weeks up to this one; None where none is known."""
    mondays = [week - n * ONE_WEEK for n in range(WEEKS - 1, -1, -1)]
    return [by_week.get(monday.isoformat()) for monday in mondays]


def _cards(
    section: BriefSection,
    contents: Mapping[str, CardContent],
    scope: Scope,
    user: Any,
    shows_tables: bool,
) -> list[ShownCard]:
    """Return the charts of a section's figures, and its tables of now, which
    are not known of an earlier week.
    """
    names = dict.fromkeys(figure.card for figure in section.figures)
    shown = []
    for name in names:
        if name in contents:
            shown.append(_shown(CARDS[name], contents[name], scope))
    for name in section.tables if shows_tables else ():
        spec = CARDS[name]
        if _may_see(user, spec):
            content = None if spec.is_lazy else spec.read(scope)
            shown.append(_shown(spec, content, scope))
    return shown


def _shown(
    spec: CardSpec,
    content: CardContent | None,
    scope: Scope,
) -> ShownCard:
    return ShownCard(
        spec, content, bool(scope.query) and not spec.follows_filter
    )
