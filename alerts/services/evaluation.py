"""A labelled file streamed through the sentinel: which issue each row joined, which alert it raised."""

import csv
import gzip
import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from alerts.rules.clustering import IssueIndex
from alerts.rules.clustering_settings import TITLES, Settings
from alerts.rules.judging import ami, ari, bcubed_f1, first_deserving, judge_alerts, nmi
from alerts.rules.rates import VoiceRates
from alerts.rules.sentinel import hear
from alerts.rules.voices import NEEDED_VOICES, Told, Voice, is_alarming, most_voices
from common.errors import ReaderError
from community.rules.reading import terms, text_key


class Row(NamedTuple):
    """One row of a labelled file: who said what when, of which car, in which thread; its labels, if any."""

    id: str
    member: str
    at: datetime
    text: str
    model: str
    brand: str
    thread: str
    labels: frozenset[Hashable]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _of_titles(row: Mapping[str, str]) -> Row:
    codes = frozenset((row["car_model"], code) for code in row["problem"].split(",") if code)
    return Row(row["id"], row["id"], _moment(row["datetime"]), row["desc"], row["car_model"], row["brand"], "", codes)


def _of_complaints(row: Mapping[str, str]) -> Row:
    label = (row["投诉车系"], row["投诉问题"], row["问题类型"])
    labels: frozenset[Hashable] = frozenset() if row["问题类型"] == "其他" else frozenset({label})
    number = row["投诉编号"]
    return Row(number, number, _moment(row["投诉日期"]), row["投诉简述"], row["投诉车系"], row["投诉品牌"], "", labels)


def _of_forum(row: Mapping[str, str]) -> Row:
    title = row["thread_title"]
    text = f"{title}\n{row['message']}"
    return Row(row["id"], row["username"], _moment(row["posted_at"]), text, "", "", title, frozenset())


FORMATS: dict[str, Callable[[Mapping[str, str]], Row]] = {
    "titles": _of_titles,
    "complaints": _of_complaints,
    "forum": _of_forum,
}
JSONL = "jsonl"
STREAM_START = datetime(2000, 1, 1, tzinfo=UTC)


def read_rows(path: Path, form: str) -> Iterator[Row]:
    """Yield the rows of a file. Errors: ReaderError naming the line that cannot be read."""
    line = 0
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig", newline="") as file:
            rows: Iterator[Any] = map(json.loads, file) if form == JSONL else csv.DictReader(file)
            for line, row in enumerate(rows, start=1):
                yield _of_jsonl(row, line) if form == JSONL else FORMATS[form](row)
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = _("%(name)s, row %(line)s: cannot be read as %(form)s: %(why)s")
        shown = {"name": path.name, "line": line + 1, "form": form, "why": f"{type(error).__name__}: {error}"}
        raise ReaderError("bad_file", message % shown) from error


def _of_jsonl(row: Mapping[str, Any], line: int) -> Row:
    number = str(row["Id"])
    labels: frozenset[Hashable] = frozenset({row["clusterNo"]})
    return Row(number, number, STREAM_START + timedelta(minutes=line), str(row["textCleaned"]), "", "", "", labels)


class Outcome(NamedTuple):
    """Of each row: the issue it joined at last (None: no voice), and the number of the alert that it raised."""

    rows: list[Row]
    issues: list[int | None]
    alerts: list[int | None]
    alerted_on: list[list[int]]
    figures: dict[str, float]


@dataclass
class Stream:
    """The sentinel in memory, as alerts/services/watch.py runs it on the database."""

    index: IssueIndex
    titles_only: bool
    joined: dict[int, list[int]] = field(default_factory=dict)
    told: dict[int, list[Told]] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    rates: VoiceRates = field(default_factory=VoiceRates)
    spoken: set[int] = field(default_factory=set)
    members: dict[str, int] = field(default_factory=dict)

    def take(self, number: int, row: Row) -> tuple[int | None, bool]:
        """Return the issue that a row joined, and whether that raised its alert."""
        member = self.members.setdefault(row.member, len(self.members))
        if self.titles_only:
            words = dict.fromkeys(terms(row.text), 1.0)
            placed, names_fault, by_thread, key = self.index.place(words), True, False, text_key(row.text)
            fault = ""
        else:
            heard = hear(
                row.text,
                model=row.model,
                thread_issue=self.threads.get(row.thread),
                index=self.index,
                day=row.at.toordinal(),
                not_content=(row.model, row.brand),
            )
            if heard.placed is None:
                return None, False
            placed, names_fault, by_thread = heard.placed, heard.names_fault, heard.by_thread
            key, fault = heard.reading.text_key, heard.reading.facets.main_fault if names_fault else ""
        self._merge(placed.merged)
        issue = placed.stands
        voice = Voice(member, row.at, "" if by_thread else key, names_fault)
        self.joined.setdefault(issue, []).append(number)
        self.told.setdefault(issue, []).append(Told(voice, fault, row.model))
        if row.thread:
            self.threads[row.thread] = issue
        self.rates.hear(row.at, member, fault=fault, model=row.model)
        return issue, self._speaks_up(issue, row.at)

    def _merge(self, merges: tuple[tuple[int, int], ...]) -> None:
        for goes, stays in merges:
            self.joined.setdefault(stays, []).extend(self.joined.pop(goes, []))
            self.told.setdefault(stays, []).extend(self.told.pop(goes, []))
            if goes in self.spoken:
                self.spoken.add(stays)
            self.threads = {key: stays if issue == goes else issue for key, issue in self.threads.items()}

    def _speaks_up(self, issue: int, at: datetime) -> bool:
        if issue in self.spoken:
            return False
        told = self.told[issue]
        owners, own_words, until = most_voices((one.voice for one in told), since=at)
        expected = 0.0 if self.titles_only or owners < NEEDED_VOICES else self.rates.usual_of(told, until)
        if not is_alarming(owners, own_words, expected=expected):
            return False
        self.spoken.add(issue)
        return True


def stream_rows(rows: list[Row], *, titles_only: bool = False) -> Outcome:
    """Return what the sentinel makes of the rows, in their order."""
    stream = Stream(IssueIndex(settings=TITLES if titles_only else Settings()), titles_only)
    issues: list[int | None] = [None] * len(rows)
    alerts: list[int | None] = [None] * len(rows)
    alerted_on: list[list[int]] = []
    for number, row in enumerate(rows):
        issue, speaks = stream.take(number, row)
        if issue is not None and speaks:
            alerts[number] = len(alerted_on)
            alerted_on.append([*[n for n in stream.joined[issue] if n != number][:2], number])
    for issue, joined in stream.joined.items():
        for number in joined:
            issues[number] = issue
    return Outcome(rows, issues, alerts, alerted_on, _judge(rows, issues, alerts, alerted_on))


def _judge(
    rows: list[Row], issues: list[int | None], alerts: list[int | None], alerted_on: list[list[int]]
) -> dict[str, float]:
    labels = [row.labels for row in rows]
    voices = [n for n, issue in enumerate(issues) if issue is not None]
    days = max((rows[-1].at - rows[0].at) / timedelta(days=1), 1.0) if rows else 1.0
    figures: dict[str, float] = {
        "rows": len(rows), "voices": len(voices), "issues": len({issues[n] for n in voices}),
        "alerts": len(alerted_on), "alerts_a_day": len(alerted_on) / days,
    }  # fmt: skip
    whole = [n for n in voices if len(labels[n]) == 1]
    if whole:
        found, truth = [issues[n] for n in whole], [next(iter(labels[n])) for n in whole]
        figures |= {"bcubed_f1": bcubed_f1(found, truth), "nmi": nmi(found, truth), "ari": ari(found, truth)}
        figures["ami"] = ami(found, truth)
    if any(labels):
        judged = judge_alerts([[labels[n] for n in on] for on in alerted_on], labels)
        figures |= {f"alert_{name}": value for name, value in judged.items()}
        figures |= _delays(rows, labels, alerted_on)
    return figures


def _delays(rows: list[Row], labels: list[frozenset[Hashable]], alerted_on: list[list[int]]) -> dict[str, float]:
    """Return the median delay of right alerts after the third row of their class: in rows of the class, in days."""
    possible = first_deserving(labels)
    posts, days = [], []
    for on in alerted_on:
        raised = on[-1]
        shared = [label for label in labels[raised] if label in possible and sum(label in labels[n] for n in on) >= 2]
        for label in shared:
            between = range(possible[label] + 1, raised + 1)
            posts.append(sum(label in labels[n] for n in between))
            days.append(max((rows[raised].at - rows[possible[label]].at) / timedelta(days=1), 0.0))
    if not posts:
        return {}
    return {"median_delay_posts": sorted(posts)[len(posts) // 2], "median_delay_days": sorted(days)[len(days) // 2]}
