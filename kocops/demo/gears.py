"""Planted roles: what geeks, queen bees and evangelists of the demo community
write, and four kinds of members who only seem to have a role.

These decoys are a chatterer who helps nobody, a poster of photos that nobody
likes, three friends who praise each other, and a machine that welcomes
everybody.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from activity.rules.calendar import days_through
from kocops.demo.dice import Dice
from kocops.demo.gear_sentences import (
    ACCEPTED,
    ADMIRED,
    ANNOYED,
    ASKED,
    CALMED,
    CHEERS,
    DEEP,
    EXPLAINED,
    INTRODUCED,
    INTRODUCTION,
    INVITATION,
    NEWCOMERS,
    SCENES,
    SOLVED,
    SPAM,
    WELCOMES,
)
from kocops.demo.people import Person, is_active, present_on

ROLE_SHARE = 0.006
MIN_OF_ROLE = 4
ROLES = ("geek", "social", "aesthetic")
WELCOME_BOT = "welcome_bot"
# How many members are planted as each decoy, beside the one machine.
DECOYS = {"chatterer": 3, "photo_spammer": 3, "friend_ring": 3}
POSTS_A_WEEK = {
    "geek": 2.2,
    "social": 2.6,
    "aesthetic": 1.3,
    "chatterer": 9.0,
    "photo_spammer": 4.0,
    "friend_ring": 2.0,
    WELCOME_BOT: 6.0,
}
SAVE_SHARE = 0.25
INTRODUCTION_SHARE = 0.3

Rows = Iterator[dict[str, Any]]


def plant_roles(
    people: list[Person],
    last: date,
    random: np.random.Generator,
) -> dict[str, str]:
    """Return who was planted as what: external id -> role or decoy; the first
    bot is the machine that welcomes.
    """
    suitable = [p for p in people if _can_have_role(p, last)]
    each = max(MIN_OF_ROLE, round(len(people) * ROLE_SHARE))
    names: list[str] = []
    for role in ROLES:
        names += [role] * each
    for decoy, count in DECOYS.items():
        names += [decoy] * count
    order = random.permutation(len(suitable)).tolist()
    planted = {}
    for index, name in zip(order, names, strict=False):
        planted[suitable[index].external_id] = name
    for person in people:
        if person.kind == "bot":
            planted[person.external_id] = WELCOME_BOT
            break
    return planted


def _can_have_role(person: Person, last: date) -> bool:
    """Tell whether a person is active enough to be planted with a role."""
    return (
        person.kind == "person"
        and person.archetype in ("steady", "weekender")
        and is_active(person, last)
    )


class GearWriter:
    """Writes what planted people post, week by week; rows are as make_posts
    yields them.
    """

    def __init__(
        self,
        people: list[Person],
        planted: dict[str, str],
        random: np.random.Generator,
    ) -> None:
        self.reactions: list[dict[str, Any]] = []
        self._dice = Dice(random)
        self._row_count = 0
        self._others: list[Person] = []
        self._planted: list[tuple[Person, str]] = []
        for person in people:
            if person.external_id in planted:
                name = planted[person.external_id]
                self._planted.append((person, name))
            elif person.kind == "person":
                self._others.append(person)
        self._ring = [p for p, name in self._planted if name == "friend_ring"]
        self._present: dict[date, list[Person]] = {}
        self._writers: dict[str, Callable[[Person, datetime], Rows]] = {
            "geek": self._geek,
            "social": self._social,
            "aesthetic": self._aesthetic,
            "chatterer": self._chatterer,
            "photo_spammer": self._photo_spammer,
            "friend_ring": self._friend_ring,
            WELCOME_BOT: self._welcome_bot,
        }

    def write(self, first: date, last: date) -> Rows:
        """Yield the rows of all weeks; fill `reactions` with those to them."""
        for day in days_through(first, last):
            for person, name in self._planted:
                if self._writes_on(person, name, day):
                    at = self._dice.minute_of(day)
                    yield from self._writers[name](person, at)

    def _writes_on(self, person: Person, name: str, day: date) -> bool:
        if not self._dice.happens(POSTS_A_WEEK[name] / 7):
            return False
        return person.kind == "bot" or is_active(person, day)

    def _geek(self, person: Person, at: datetime) -> Rows:
        """Yield a long explanation, or a question that the geek answers in detail."""
        if self._dice.happens(0.2):
            version = f"{at.year % 100}.{at.month}.0"
            text = self._dice.one_of(DEEP).format(version=version)
            row = self._row(person, at, text)
            yield self._liked(row, self._dice.count(9))
            return
        asker = self._someone(at)
        asked = self._row(asker, at, self._dice.one_of(ASKED))
        yield asked
        thread = asked["external_id"]
        answered_at = at + timedelta(minutes=35)
        yield self._row(
            person, answered_at, self._dice.one_of(EXPLAINED), thread
        )
        if self._dice.happens(0.6):
            yield self._row(asker, at + timedelta(hours=3), SOLVED, thread)

    def _social(self, person: Person, at: datetime) -> Rows:
        """Yield a newcomer or an upset owner with the answer, sometimes an invitation."""
        is_upset = self._dice.happens(0.25)
        opener = self._someone(at)
        opening = self._dice.one_of(ANNOYED if is_upset else NEWCOMERS)
        opened = self._row(opener, at, opening)
        yield opened
        thread = opened["external_id"]
        text = self._dice.one_of(CALMED if is_upset else WELCOMES)
        answered_at = at + timedelta(minutes=12)
        if not is_upset and self._dice.happens(INTRODUCTION_SHARE):
            friend = self._someone(at)
            text += INTRODUCTION.format(nickname=friend.nickname)
            yield self._row(person, answered_at, text, thread)
            came_at = at + timedelta(minutes=50)
            yield self._row(friend, came_at, INTRODUCED, thread)
        else:
            yield self._row(person, answered_at, text, thread)
        if self._dice.happens(0.4):
            yield from self._invitation(person, opener, at + timedelta(days=1))

    def _invitation(self, person: Person, guest: Person, at: datetime) -> Rows:
        """Yield an invitation to a meeting, and the guest's acceptance."""
        invited = self._row(person, at, INVITATION)
        yield invited
        accepted_at = at + timedelta(hours=2)
        yield self._row(guest, accepted_at, ACCEPTED, invited["external_id"])

    def _aesthetic(self, person: Person, at: datetime) -> Rows:
        """Yield a picture that many people like."""
        row = self._row(person, at, self._dice.one_of(SCENES), media=6)
        yield self._liked(row, self._dice.count(18))

    def _chatterer(self, person: Person, at: datetime) -> Rows:
        """Yield a question, and an answer that helps nobody."""
        opened = self._row(self._someone(at), at, self._dice.one_of(ASKED))
        yield opened
        answered_at = at + timedelta(minutes=3)
        thread = opened["external_id"]
        yield self._row(person, answered_at, self._dice.one_of(CHEERS), thread)

    def _photo_spammer(self, person: Person, at: datetime) -> Rows:
        """Yield pictures that hardly anybody likes."""
        row = self._row(person, at, self._dice.one_of(SPAM), media=3)
        yield self._liked(row, self._dice.count(0.8))

    def _friend_ring(self, person: Person, at: datetime) -> Rows:
        """Yield a picture that only the friends praise."""
        shown = self._row(person, at, self._dice.one_of(SCENES), media=2)
        self._react(shown, self._ring, saves=1.0)
        yield shown
        praised_at = at + timedelta(minutes=9)
        for friend in self._ring:
            if friend is not person:
                thread = shown["external_id"]
                yield self._row(friend, praised_at, ADMIRED, thread)

    def _welcome_bot(self, person: Person, at: datetime) -> Rows:
        """Yield a newcomer, and the machine's answer a moment later."""
        opened = self._row(self._someone(at), at, self._dice.one_of(NEWCOMERS))
        yield opened
        answered_at = at + timedelta(seconds=20)
        thread = opened["external_id"]
        yield self._row(
            person, answered_at, self._dice.one_of(WELCOMES), thread
        )

    def _liked(self, row: dict[str, Any], count: int) -> dict[str, Any]:
        """Let this many of the people present that day react to a post, some
        of them by saving it; return the post.
        """
        day = datetime.fromisoformat(row["occurred_at"]).date()
        people = self._dice.some_of(self._present_on(day), count)
        self._react(row, people, saves=SAVE_SHARE)
        return row

    def _react(
        self,
        row: dict[str, Any],
        people: list[Person],
        *,
        saves: float,
    ) -> None:
        """Add a reaction of each of these people, with a save by a share of them."""
        row["reaction_count"] = len(people)
        at = datetime.fromisoformat(row["occurred_at"]) + timedelta(minutes=5)
        for person in people:
            kinds = ["like"]
            if self._dice.happens(saves):
                kinds.append("favourite")
            for kind in kinds:
                self._add_reaction(row["external_id"], person, kind, at)
            at += timedelta(minutes=7)

    def _add_reaction(
        self,
        post: str,
        person: Person,
        kind: str,
        at: datetime,
    ) -> None:
        reaction = {
            "external_id": f"{post}-{person.external_id}-{kind}",
            "post": post,
            "member": person.external_id,
            "occurred_at": at.isoformat(),
            "kind": kind,
        }
        self.reactions.append(reaction)

    def _row(
        self,
        person: Person,
        at: datetime,
        text: str,
        thread: str = "",
        *,
        media: int = 0,
    ) -> dict[str, Any]:
        self._row_count += 1
        return {
            "external_id": f"gear-{self._row_count:06d}",
            "member": person.external_id,
            "occurred_at": at.isoformat(),
            "thread": thread,
            "text": text,
            "media_count": media,
            "fault": "",
            "reaction_count": 1,
        }

    def _someone(self, at: datetime) -> Person:
        """Return one of the people present that day."""
        present = self._present_on(at.date())
        return self._dice.one_of(present)

    def _present_on(self, day: date) -> list[Person]:
        """Return who is present on a day, without the planted ones."""
        if day not in self._present:
            self._present[day] = present_on(self._others, day)
        return self._present[day]
