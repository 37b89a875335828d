"""What the demo community writes: chatter, questions with answers, everyday complaints, and a few planted faults.

A planted fault begins on a day, touches owners of some model series, and is told by them in words of their own;
some only say that they have it too. Sentences are ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from kocops.demo.behaviour import HOUR_WEIGHTS, ZONE
from kocops.demo.people import Person, level_on, only_browses_on
from kocops.demo.sentences import AGREEMENTS, ANSWERS, CHATTER, COMPLAINTS, FAULTS, QUESTIONS, THANKS, FaultStory

POST_WEEKS = 12
WRITERS_A_DAY = 0.012
LEAST_WRITERS = 1.0


@dataclass(frozen=True)
class PlantedFault:
    """A fault and when its first owner may tell of it."""

    story: FaultStory
    begins_on: date


def planted_faults(last: date) -> list[PlantedFault]:
    """Return the faults of a community observed until `last`."""
    return [PlantedFault(story, last - timedelta(days=story.days_ago)) for story in FAULTS]


def make_posts(
    people: list[Person], *, first: date, last: date, random: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """Yield all posts and replies in the order of their writing, as a forum would send them."""
    begins = max(first, last - timedelta(weeks=POST_WEEKS) + timedelta(days=1))
    rows: list[tuple[datetime, dict[str, Any]]] = []
    writer = _Writer(random, rows)
    for offset in range((last - begins).days + 1):
        day = begins + timedelta(days=offset)
        present = [p for p in people if p.kind == "person" and level_on(p, day) > 0.5 and not only_browses_on(p, day)]
        if len(present) >= 3:
            writer.write_day(day, present)
    for fault in planted_faults(last):
        writer.tell_fault(fault, [p for p in people if p.kind == "person"], last)
    for number, (_at, row) in enumerate(sorted(rows, key=lambda pair: (pair[0], pair[1]["external_id"])), start=1):
        yield {**row, "arrival": number}


class _Writer:
    def __init__(self, random: np.random.Generator, rows: list[tuple[datetime, dict[str, Any]]]) -> None:
        self.random, self.rows, self.number = random, rows, 0

    def write_day(self, day: date, present: list[Person]) -> None:
        """Some of those present write: mostly chatter, some questions that get answers, some complaints."""
        for _n in range(int(self.random.poisson(max(len(present) * WRITERS_A_DAY, LEAST_WRITERS)))):
            author = self._one(present)
            draw = self.random.random()
            if draw < 0.62:
                self._post(author, self._moment(day), self._say(CHATTER, author))
            elif draw < 0.86:
                self._ask(author, day, present)
            else:
                self._post(author, self._moment(day), self._say(COMPLAINTS, author))

    def _ask(self, author: Person, day: date, present: list[Person]) -> None:
        question, answers = QUESTIONS[int(self.random.integers(len(QUESTIONS)))]
        at = self._moment(day)
        thread = self._post(author, at, question)
        for helper in self._some(present, int(self.random.choice([0, 1, 2, 3], p=[0.18, 0.4, 0.3, 0.12]))):
            if helper is not author:
                at += timedelta(minutes=int(self.random.exponential(180)) + 2)
                self._post(helper, at, str(self.random.choice([*answers, *ANSWERS])), thread)
        if self.random.random() < 0.5:
            self._post(author, at + timedelta(minutes=40), str(self.random.choice(THANKS)), thread)

    def tell_fault(self, fault: PlantedFault, people: list[Person], last: date) -> None:
        """Owners of the touched cars tell of the fault, each once, most of them late."""
        story = fault.story
        owners = [p for p in people if p.series in story.series] or people
        days = (last - fault.begins_on).days + 1
        told = np.sort((days * self.random.beta(2.0, 1.2, story.voices)).astype(int))
        thread = ""
        for voice, (day, author) in enumerate(zip(told.tolist(), self._some(owners, story.voices), strict=False)):
            at = self._moment(fault.begins_on + timedelta(days=min(day, days - 1)))
            if thread and voice % 3 == 1:
                self._post(author, at, str(self.random.choice([*AGREEMENTS, *story.agreements])), thread, story.name)
            else:
                text = story.sentences[voice % len(story.sentences)]
                thread = self._post(author, at, text, fault=story.name)

    def _post(self, author: Person, at: datetime, text: str, thread: str = "", fault: str = "") -> str:
        self.number += 1
        name = f"post-{self.number:06d}"
        row = {
            "external_id": name, "member": author.external_id, "occurred_at": at.isoformat(), "thread": thread,
            "text": text, "media_count": int(self.random.random() < 0.2), "fault": fault,
            "reaction_count": int(self.random.poisson(2)),
        }  # fmt: skip
        self.rows.append((at, row))
        return name

    def _say(self, sentences: tuple[str, ...], author: Person) -> str:
        text = sentences[int(self.random.integers(len(sentences)))]
        return text.format(city=author.city, series=author.series or "新车", km=int(self.random.integers(2, 90)) * 1000)

    def _one(self, people: list[Person]) -> Person:
        return people[int(self.random.integers(len(people)))]

    def _some(self, people: list[Person], count: int) -> list[Person]:
        chosen = self.random.choice(len(people), size=min(count, len(people)), replace=False)
        return [people[int(n)] for n in chosen]

    def _moment(self, day: date) -> datetime:
        hour = int(self.random.choice(24, p=HOUR_WEIGHTS / HOUR_WEIGHTS.sum()))
        return datetime.combine(day, time(hour, int(self.random.integers(60))), tzinfo=ZONE)
