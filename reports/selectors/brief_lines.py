"""A brief as it is shown: its figures, and what can be said of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common.ui.dashboards import Scope
from insights.selectors.dashboards import ShownCard
from reports.rules.findings import Finding, Verdict
from reports.rules.weeks import LAST_OF_WEEK
from reports.selectors.brief_sections import BriefFigure, BriefSection
from reports.selectors.brief_sentences import (
    finding_text,
    gap_text,
    target_text,
    usual_text,
    value_text,
)


@dataclass(frozen=True)
class FigureLine:
    """A figure of the week.

    href: the list of the rows behind it, of as many rows if `is_count` ·
    history: its values week by week, the week itself last · aim: its target ·
    is_unfiltered: it is of the whole community although a filter is set.
    """

    figure: BriefFigure
    finding: Finding
    history: Sequence[float | None]
    href: str = ""
    is_count: bool = False
    aim: float | None = None
    is_missed: bool = False
    is_unfiltered: bool = False

    @property
    def target(self) -> str:
        """Return its target with its direction, "" without one."""
        return "" if self.aim is None else target_text(self.figure, self.aim)

    @property
    def note(self) -> str:
        """Return how far it is from its target."""
        if self.aim is None or self.finding.value is None:
            return ""
        if self.finding.is_changing:
            return _("still changes")
        return gap_text(self.figure, self.finding.value, self.aim)

    @property
    def label(self) -> str:
        """Return what the figure is called."""
        return str(self.figure.label)

    @property
    def value(self) -> str:
        """Return its value as it is shown."""
        return value_text(self.figure, self.finding.value)

    @property
    def before(self) -> str:
        """Return the value of the week before as it is shown."""
        return value_text(self.figure, self.finding.before)

    @property
    def usual(self) -> str:
        """Return the range of the weeks before."""
        return usual_text(self.figure, self.finding)

    @property
    def sentence(self) -> str:
        """Return what can be said of it."""
        return finding_text(self.figure, self.finding)


@dataclass(frozen=True)
class SectionLines:
    """A section with its figures, and its cards: charts, and tables of now."""

    section: BriefSection
    lines: Sequence[FigureLine]
    cards: Sequence[ShownCard]


@dataclass(frozen=True)
class Brief:
    """The brief of a week, as an account may see it.

    computed_until: the last day that the night knows of the week, None if it
    knows none · is_latest: no later week is over.
    """

    week: date
    scope: Scope
    sections: Sequence[SectionLines]
    computed_until: date | None
    is_latest: bool

    @property
    def last_day(self) -> date:
        """Return the Sunday of the week."""
        return self.week + LAST_OF_WEEK

    @property
    def is_complete(self) -> bool:
        """Tell whether the night has computed the week to its end."""
        return self.computed_until == self.last_day

    @property
    def lines(self) -> list[FigureLine]:
        """Return the figures of all sections."""
        return [line for one in self.sections for line in one.lines]

    @property
    def headlines(self) -> list[FigureLine]:
        """Return the figures that are beyond all weeks before or miss their
        target; what is worse comes first.
        """
        found = []
        for line in self.lines:
            if line.finding.stands_out or line.is_missed:
                found.append(line)
        return sorted(found, key=_rank)

    @property
    def values(self) -> dict[str, float | None]:
        """Return the value of each figure by name."""
        return {one.figure.name: one.finding.value for one in self.lines}


def _rank(line: FigureLine) -> int:
    waits = line.finding.verdict == Verdict.MOSTLY_WAITING
    if line.is_missed or waits or line.finding.tone == "worse":
        return 0
    return 1 if line.finding.tone == "better" else 2
