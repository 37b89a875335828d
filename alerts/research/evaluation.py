"""Stream a labelled file through the classification: which issue each row
joined, which alert it raised, and how right that was.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median_high
from typing import NamedTuple

from alerts.research.clustering_metrics import (
    ami,
    ari,
    bcubed_f1,
    evaluate_alerts,
    first_deserving,
    nmi,
)
from alerts.research.labelled_files import Row
from alerts.rules.clustering import IssueIndex, IssueMatch, Merges
from alerts.rules.clustering_settings import TITLES, Settings
from alerts.rules.post_classification import classify_post
from alerts.rules.rates import ReportRates
from alerts.rules.reports import (
    MIN_REPORTERS,
    FaultReport,
    Report,
    is_alarming,
    largest_window,
)
from community.rules.text import terms, text_key

SHOWN_BEFORE = 2


class Outcome(NamedTuple):
    """Of each row: the issue it joined at last (None: no report), and the
    number of the alert that it raised. alerted_on: the rows of each alert.
    """

    rows: list[Row]
    issues: list[int | None]
    alerts: list[int | None]
    alerted_on: list[list[int]]
    figures: dict[str, float]


class _Placed(NamedTuple):
    """A row that is a report: its match, the key of its words (empty if it has
    its issue from its thread), and the fault that it names.
    """

    match: IssueMatch
    text_key: str
    names_fault: bool
    fault: str


@dataclass
class Stream:
    """The classification in memory, as alerts/services/post_classification.py
    runs it on the database.
    """

    index: IssueIndex
    titles_only: bool
    joined: dict[int, list[int]] = field(default_factory=dict)
    fault_reports: dict[int, list[FaultReport]] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    rates: ReportRates = field(default_factory=ReportRates)
    alerted: set[int] = field(default_factory=set)
    members: dict[str, int] = field(default_factory=dict)

    def take(self, number: int, row: Row) -> tuple[int | None, bool]:
        """Return the issue that a row joined, and whether that raised its alert."""
        place = self._place_title if self.titles_only else self._place_post
        placed = place(row)
        member = self.members.setdefault(row.member, len(self.members))
        if placed is None:
            return None, False
        self._merge(placed.match.merged)
        issue = placed.match.current_issue
        report = Report(member, row.at, placed.text_key, placed.names_fault)
        self.joined.setdefault(issue, []).append(number)
        self.fault_reports.setdefault(issue, []).append(
            FaultReport(report, placed.fault, row.model),
        )
        if row.thread:
            self.threads[row.thread] = issue
        self.rates.add(row.at, member, fault=placed.fault, model=row.model)
        return issue, self._is_alert_due(issue, row.at)

    def _place_title(self, row: Row) -> _Placed:
        words = dict.fromkeys(terms(row.text), 1.0)
        match = self.index.place(words)
        return _Placed(match, text_key(row.text), names_fault=True, fault="")

    def _place_post(self, row: Row) -> _Placed | None:
        classified = classify_post(
            row.text,
            model=row.model,
            thread_issue=self.threads.get(row.thread),
            index=self.index,
            day=row.at.toordinal(),
            not_content=(row.model, row.brand),
        )
        if classified.match is None:
            return None
        parsed = classified.parsed
        names_fault = classified.names_fault
        return _Placed(
            match=classified.match,
            text_key="" if classified.by_thread else parsed.text_key,
            names_fault=names_fault,
            fault=parsed.facets.main_fault if names_fault else "",
        )

    def _merge(self, merges: Merges) -> None:
        for source, target in merges:
            joined = self.joined.pop(source, [])
            self.joined.setdefault(target, []).extend(joined)
            reports = self.fault_reports.pop(source, [])
            self.fault_reports.setdefault(target, []).extend(reports)
            if source in self.alerted:
                self.alerted.add(target)
            for thread, issue in self.threads.items():
                if issue == source:
                    self.threads[thread] = target

    def _is_alert_due(self, issue: int, at: datetime) -> bool:
        if issue in self.alerted:
            return False
        reports = self.fault_reports[issue]
        owners, own_words, until = largest_window(
            (one.report for one in reports),
            since=at,
        )
        expected = 0.0
        if owners >= MIN_REPORTERS and not self.titles_only:
            expected = self.rates.usual_of(reports, until)
        if not is_alarming(owners, own_words, expected=expected):
            return False
        self.alerted.add(issue)
        return True


def stream_rows(rows: list[Row], *, titles_only: bool = False) -> Outcome:
    """Return what the classification makes of the rows, in their order."""
    settings = TITLES if titles_only else Settings()
    stream = Stream(IssueIndex(settings=settings), titles_only)
    issues: list[int | None] = [None] * len(rows)
    alerts: list[int | None] = [None] * len(rows)
    alerted_on: list[list[int]] = []
    for number, row in enumerate(rows):
        issue, is_alert_due = stream.take(number, row)
        if issue is not None and is_alert_due:
            alerts[number] = len(alerted_on)
            others = [one for one in stream.joined[issue] if one != number]
            alerted_on.append([*others[:SHOWN_BEFORE], number])
    for issue, joined in stream.joined.items():
        for number in joined:
            issues[number] = issue
    figures = _evaluate(rows, issues, alerted_on)
    return Outcome(rows, issues, alerts, alerted_on, figures)


def _evaluate(
    rows: list[Row],
    issues: list[int | None],
    alerted_on: list[list[int]],
) -> dict[str, float]:
    joined = {}
    for number, issue in enumerate(issues):
        if issue is not None:
            joined[number] = issue
    figures: dict[str, float] = {
        "rows": len(rows),
        "reports": len(joined),
        "issues": len(set(joined.values())),
        "alerts": len(alerted_on),
        "alerts_a_day": len(alerted_on) / _days_of(rows),
    }
    found = []
    truth: list[Hashable] = []
    for number, issue in joined.items():
        if len(rows[number].labels) == 1:
            found.append(issue)
            truth += rows[number].labels
    if found:
        figures["bcubed_f1"] = bcubed_f1(found, truth)
        figures["nmi"] = nmi(found, truth)
        figures["ari"] = ari(found, truth)
        figures["ami"] = ami(found, truth)
    labels = [row.labels for row in rows]
    if any(labels):
        figures |= _evaluate_alerts(labels, alerted_on)
        figures |= _delays(rows, labels, alerted_on)
    return figures


def _days_of(rows: list[Row]) -> float:
    if not rows:
        return 1.0
    return max((rows[-1].at - rows[0].at) / timedelta(days=1), 1.0)


def _evaluate_alerts(
    labels: list[frozenset[Hashable]],
    alerted_on: list[list[int]],
) -> dict[str, float]:
    alerted_labels = []
    for alerted in alerted_on:
        alerted_labels.append([labels[n] for n in alerted])
    figures = {}
    for name, value in evaluate_alerts(alerted_labels, labels).items():
        figures[f"alert_{name}"] = value
    return figures


def _delays(
    rows: list[Row],
    labels: list[frozenset[Hashable]],
    alerted_on: list[list[int]],
) -> dict[str, float]:
    """Return the median delay of right alerts after the third row of their
    class: in rows of the class, and in days.
    """
    possible = first_deserving(labels)
    posts = []
    days = []
    for alerted in alerted_on:
        raised = alerted[-1]
        for label in labels[raised]:
            shared = [n for n in alerted if label in labels[n]]
            if label not in possible or len(shared) < 2:
                continue
            first = possible[label]
            between = labels[first + 1 : raised + 1]
            posts.append(sum(label in one for one in between))
            waited = rows[raised].at - rows[first].at
            days.append(max(waited / timedelta(days=1), 0.0))
    if not posts:
        return {}
    return {
        "median_delay_posts": median_high(posts),
        "median_delay_days": median_high(days),
    }
