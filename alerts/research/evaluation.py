"""Stream a labelled file through the classification: which issue each row
joined, which alert it raised, and how right that was.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from alerts.research.labelled_files import Row
from alerts.research.stream_figures import evaluate_stream
from alerts.rules.alerted_matters import (
    SPOKEN,
    Matter,
    are_one_matter,
    describe_matter,
)
from alerts.rules.clustering import IssueIndex, IssueMatch, Merges
from alerts.rules.clustering_settings import TITLES, Settings
from alerts.rules.likeness import Words, weigh_words
from alerts.rules.post_classification import classify_post
from alerts.rules.rates import ReportRates
from alerts.rules.reports import (
    MIN_REPORTERS,
    FaultReport,
    Report,
    count_agreeing,
    is_alarming,
    largest_window,
)
from community.rules.text import terms, text_key

SHOWN_BEFORE = 2


class RowOutcomes(NamedTuple):
    """Of each row: the issue it joined at last (None: no report), and the
    number of the alert that it raised. alerted_on: the rows of each alert.
    """

    rows: list[Row]
    issues: list[int | None]
    alerts: list[int | None]
    alerted_on: list[list[int]]
    figures: dict[str, float]


class _Placed(NamedTuple):
    """A report that a row is: its match, and what it says."""

    match: IssueMatch
    text_key: str
    names_fault: bool
    fault: str
    words: Words


@dataclass
class Stream:
    """The classification in memory, as alerts/services/post_classification.py
    runs it on the database.

    spoken: the matter of each issue that raised an alert, and when · covered:
    issues whose matter another one has raised.
    """

    index: IssueIndex
    titles_only: bool
    joined: dict[int, list[int]] = field(default_factory=dict)
    fault_reports: dict[int, list[FaultReport]] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    rates: ReportRates = field(default_factory=ReportRates)
    spoken: dict[int, tuple[Matter, datetime]] = field(
        default_factory=dict,
    )
    covered: set[int] = field(default_factory=set)
    members: dict[str, int] = field(default_factory=dict)

    def take(self, number: int, row: Row) -> tuple[list[int], list[int]]:
        """Return the issues of which a row is a report, and those that raised
        their alert with it.
        """
        place = self._place_title if self.titles_only else self._place_post
        member = self.members.setdefault(row.member, len(self.members))
        issues = []
        alerted = []
        for placed in place(row):
            self._merge(placed.match.merged)
            issue = placed.match.current_issue
            self._add(issue, number, member, row, placed)
            issues.append(issue)
            if self._is_alert_due(issue, row.at):
                alerted.append(issue)
        return issues, alerted

    def _add(
        self,
        issue: int,
        number: int,
        member: int,
        row: Row,
        placed: _Placed,
    ) -> None:
        report = Report(member, row.at, placed.text_key, placed.names_fault)
        self.joined.setdefault(issue, []).append(number)
        if not self._is_silent(issue):
            self.fault_reports.setdefault(issue, []).append(
                FaultReport(report, placed.fault, row.model, placed.words),
            )
        self.rates.add(row.at, member, fault=placed.fault, model=row.model)

    def _place_title(self, row: Row) -> list[_Placed]:
        words = terms(row.text)
        weighed = weigh_words(self.index, words)
        match = self.index.place(dict.fromkeys(words, 1.0))
        key = text_key(row.text)
        return [_Placed(match, key, True, "", weighed)]

    def _place_post(self, row: Row) -> list[_Placed]:
        text = row.text
        opens = not row.thread or row.thread not in self.opened
        if row.title and opens:
            text = f"{row.title}\n{row.text}"
        self.opened.add(row.thread)
        classified = classify_post(
            text,
            model=row.model,
            thread_issue=self.threads.get(row.thread),
            index=self.index,
            day=row.at.toordinal(),
            not_content=(row.model, row.brand),
        )
        self._follow_merges(classified.merged)
        if row.thread and classified.thread_issue is not None:
            self.threads[row.thread] = classified.thread_issue
        placed = []
        for report in classified.reports:
            one = _Placed(
                match=report.match,
                text_key=report.parsed.text_key,
                names_fault=not report.by_thread,
                fault=report.fault,
                words=report.parsed.words,
            )
            placed.append(one)
        return placed

    def _follow_merges(self, merges: Merges) -> None:
        for source, target in merges:
            for thread, issue in self.threads.items():
                if issue == source:
                    self.threads[thread] = target

    def _merge(self, merges: Merges) -> None:
        for source, target in merges:
            joined = self.joined.pop(source, [])
            self.joined.setdefault(target, []).extend(joined)
            reports = self.fault_reports.pop(source, [])
            self.fault_reports.setdefault(target, []).extend(reports)
            if source in self.spoken:
                self.spoken.setdefault(target, self.spoken.pop(source))
            if self._is_silent(target):
                self.fault_reports.pop(target, None)

    def _is_alert_due(self, issue: int, at: datetime) -> bool:
        if self._is_silent(issue):
            return False
        reports = self.fault_reports[issue]
        owners, until = largest_window(
            (one.report for one in reports),
            since=at,
        )
        if owners < MIN_REPORTERS:
            return False
        expected = 0.0
        if not self.titles_only:
            expected = self.rates.usual_of(reports, until)
        agreement = count_agreeing(reports, until=until)
        if not is_alarming(owners, agreement, expected=expected):
            return False
        matter = describe_matter(reports, until=until)
        if self._has_spoken(matter, until):
            self.covered.add(issue)
        else:
            self.spoken[issue] = (matter, at)
        # Its reports count for no other alert.
        del self.fault_reports[issue]
        return issue in self.spoken

    def _is_silent(self, issue: int) -> bool:
        """Return whether an issue raises no alert any more."""
        return issue in self.spoken or issue in self.covered

    def _has_spoken(self, matter: Matter, until: datetime) -> bool:
        for other, at in self.spoken.values():
            if abs(at - until) <= SPOKEN and are_one_matter(matter, other):
                return True
        return False


def stream_rows(rows: list[Row], *, titles_only: bool = False) -> RowOutcomes:
    """Return what the classification makes of the rows, in their order."""
    settings = TITLES if titles_only else Settings()
    stream = Stream(IssueIndex(settings=settings), titles_only)
    issues: list[int | None] = [None] * len(rows)
    alerts: list[int | None] = [None] * len(rows)
    alerted_on: list[list[int]] = []
    for number, row in enumerate(rows):
        _issues, alerted = stream.take(number, row)
        for issue in alerted:
            alerts[number] = len(alerted_on)
            others = [one for one in stream.joined[issue] if one != number]
            alerted_on.append([*others[:SHOWN_BEFORE], number])
    # Of several issues of a row the last one that was opened is shown.
    for issue, joined in stream.joined.items():
        for number in joined:
            issues[number] = issue
    figures = evaluate_stream(rows, issues, alerted_on)
    return RowOutcomes(rows, issues, alerts, alerted_on, figures)
