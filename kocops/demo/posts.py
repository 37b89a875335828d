"""What the demo community writes: chatter, questions with answers, everyday
complaints, and a few planted faults.

A planted fault begins on a day and affects owners of some model series. They
report it in different words; some only say that they have it too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from activity.rules.calendar import days_through
from kocops.demo.dice import Dice
from kocops.demo.people import Person, present_on
from kocops.demo.sentences import (
    AGREEMENTS,
    ANSWERS,
    CHATTER,
    COMPLAINTS,
    FAULTS,
    QUESTIONS,
    THANKS,
    WISHES,
    FaultStory,
)

POST_WEEKS = 12
WRITERS_A_DAY = 0.012
MIN_WRITERS = 1.0
MIN_PRESENT = 3
CHATTER_SHARE = 0.62
QUESTION_SHARE = 0.24
# How many answers a question gets, and the share of such questions.
ANSWER_COUNTS = ((0, 0.18), (1, 0.4), (2, 0.3), (3, 0.12))
THANKS_SHARE = 0.5
WISH_DAYS = 20
MEDIA_SHARE = 0.2


@dataclass(frozen=True)
class PlantedFault:
    """A fault, and the first day on which an owner may report it."""

    story: FaultStory
    begins_on: date


def planted_faults(last: date) -> list[PlantedFault]:
    """Return the faults of a community observed until `last`."""
    faults = []
    for story in FAULTS:
        begins_on = last - timedelta(days=story.days_ago)
        faults.append(PlantedFault(story, begins_on))
    return faults


def make_posts(
    people: list[Person],
    *,
    first: date,
    last: date,
    random: np.random.Generator,
) -> Iterator[dict[str, Any]]:
    """Yield all posts and replies in the order of their writing, as a forum would send them."""
    begins = max(first, last - timedelta(weeks=POST_WEEKS) + timedelta(days=1))
    real_people = [p for p in people if p.kind == "person"]
    writer = _PostWriter(random)
    for day in days_through(begins, last):
        present = present_on(real_people, day)
        if len(present) >= MIN_PRESENT:
            writer.write_day(day, present)
    for fault in planted_faults(last):
        writer.report_fault(fault, real_people, last)
    writer.wish(real_people, last)
    rows = sorted(writer.rows, key=_written_at)
    for number, row in enumerate(rows, start=1):
        yield {**row, "arrival": number}


def _written_at(row: dict[str, Any]) -> tuple[datetime, str]:
    """Return the key that orders posts by their time."""
    return datetime.fromisoformat(row["occurred_at"]), row["external_id"]


class _PostWriter:
    """Collects the posts of all members in `rows`."""

    def __init__(self, random: np.random.Generator) -> None:
        self.rows: list[dict[str, Any]] = []
        self._dice = Dice(random)

    def write_day(self, day: date, present: list[Person]) -> None:
        """Add the posts of a day: mostly chatter, some questions that get
        answers, some complaints.
        """
        mean = max(len(present) * WRITERS_A_DAY, MIN_WRITERS)
        for _n in range(self._dice.count(mean)):
            author = self._dice.one_of(present)
            draw = self._dice.random.random()
            if draw < CHATTER_SHARE:
                self._write(author, day, CHATTER)
            elif draw < CHATTER_SHARE + QUESTION_SHARE:
                self._ask(author, day, present)
            else:
                self._write(author, day, COMPLAINTS)

    def _write(
        self,
        author: Person,
        day: date,
        sentences: tuple[str, ...],
    ) -> None:
        """Add a post with one of the sentences."""
        at = self._dice.minute_of(day)
        text = self._dice.one_of(sentences)
        text = text.format(
            city=author.city,
            series=author.series or "新车",
            km=self._dice.between(2, 90) * 1000,
        )
        self._post(author, at, text)

    def _ask(self, author: Person, day: date, present: list[Person]) -> None:
        """Add a question with its answers, sometimes with thanks."""
        question, answers = self._dice.one_of(QUESTIONS)
        at = self._dice.minute_of(day)
        thread = self._post(author, at, question)
        count = self._dice.weighted(ANSWER_COUNTS)
        for helper in self._dice.some_of(present, count):
            if helper is not author:
                minutes = 2 + int(self._dice.random.exponential(180))
                at += timedelta(minutes=minutes)
                text = self._dice.one_of([*answers, *ANSWERS])
                self._post(helper, at, text, thread)
        if self._dice.happens(THANKS_SHARE):
            thanked_at = at + timedelta(minutes=40)
            self._post(author, thanked_at, self._dice.one_of(THANKS), thread)

    def report_fault(
        self,
        fault: PlantedFault,
        people: list[Person],
        last: date,
    ) -> None:
        """Add the reports of a fault: each owner of an affected car reports it
        once, most of them late.
        """
        story = fault.story
        owners = [p for p in people if p.series in story.series] or people
        span = (last - fault.begins_on).days
        drawn = self._dice.random.beta(2.0, 1.2, story.report_count)
        days = np.sort(((span + 1) * drawn).astype(int)).tolist()
        reporters = self._dice.some_of(owners, story.report_count)
        thread = ""
        for nth, (day, author) in enumerate(
            zip(days, reporters, strict=False),
        ):
            at = self._dice.minute_of(
                fault.begins_on + timedelta(days=min(day, span))
            )
            if thread and nth % 3 == 1:
                agreements = [*AGREEMENTS, *story.agreements]
                text = self._dice.one_of(agreements)
                self._post(author, at, text, thread, story.name)
            else:
                text = story.sentences[nth % len(story.sentences)]
                thread = self._post(author, at, text, fault=story.name)

    def wish(self, people: list[Person], last: date) -> None:
        """Add what members wish for: each wish by some of them, lately."""
        for sentences in WISHES:
            authors = self._dice.some_of(people, 2 * len(sentences))
            for nth, author in enumerate(authors):
                days = self._dice.between(1, WISH_DAYS)
                at = self._dice.minute_of(last - timedelta(days=days))
                self._post(author, at, sentences[nth % len(sentences)])

    def _post(
        self,
        author: Person,
        at: datetime,
        text: str,
        thread: str = "",
        fault: str = "",
    ) -> str:
        """Add a post, with its planted fault if any; return its external id."""
        external_id = f"post-{len(self.rows) + 1:06d}"
        row = {
            "external_id": external_id,
            "member": author.external_id,
            "occurred_at": at.isoformat(),
            "thread": thread,
            "text": text,
            "media_count": int(self._dice.happens(MEDIA_SHARE)),
            "fault": fault,
            "reaction_count": self._dice.count(2),
        }
        self.rows.append(row)
        return external_id
