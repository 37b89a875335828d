"""The states of a suggestion, and when its makers are due an answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

PROMISED_DAYS = 14


class SuggestionState(StrEnum):
    """NOTED → PLANNED → SHIPPED, or DECLINED; ANSWERED once everybody who made
    it knows what became of it.
    """

    NOTED = "heard"
    PLANNED = "planned"
    SHIPPED = "shipped"
    DECLINED = "declined"
    ANSWERED = "told"


State = SuggestionState
# What staff may decide; ANSWERED follows by itself.
NEXT_SUGGESTION_STATES: dict[str, tuple[SuggestionState, ...]] = {
    State.NOTED: (State.PLANNED, State.SHIPPED, State.DECLINED),
    State.PLANNED: (State.SHIPPED, State.DECLINED, State.NOTED),
    State.SHIPPED: (State.PLANNED,),
    State.DECLINED: (State.NOTED, State.PLANNED),
    State.ANSWERED: (State.NOTED, State.PLANNED),
}
OUTCOMES = frozenset({State.SHIPPED, State.DECLINED})
OPEN_SUGGESTION_STATES = (State.NOTED, State.PLANNED)


class DueAnswer(NamedTuple):
    """A member who made a suggestion that was decided: from when the promised
    days run, how many they are, and when the member was informed.
    """

    from_when: datetime
    promised_days: int
    informed_at: datetime | None

    @property
    def due_at(self) -> datetime:
        """Return by when they were to be informed."""
        return self.from_when + timedelta(days=self.promised_days)


class PromiseKept(NamedTuple):
    """How many were informed within the promised days, of how many whose
    answer was due or who were informed before.
    """

    in_time: int
    due: int

    @property
    def share(self) -> float | None:
        """Return the share in time, None if nobody was due."""
        return self.in_time / self.due if self.due else None


def count_kept(answers: Iterable[DueAnswer], now: datetime) -> PromiseKept:
    """Return how the promise to inform was kept until now."""
    in_time = 0
    due = 0
    for answer in answers:
        is_in_time = (
            answer.informed_at is not None
            and answer.informed_at <= answer.due_at
        )
        in_time += is_in_time
        due += is_in_time or answer.due_at < now
    return PromiseKept(in_time, due)
