"""The five stages of AISAS: which acts belong to which, and the two ways
through them.

Attention is the first act of any kind, interest, search and share the first
act of one of their kinds, action the first car. A kind of event belongs to one
stage at most, so that no act counts for two. No order is asked for: who shares
before they search has reached both.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from activity.rules.kinds import KIND_BY_NAME

# A stage counts if it was reached so many days after the first act.
WITHIN_DAYS = 90


class Stage(StrEnum):
    """A stage of AISAS."""

    ATTENTION = "attention"
    INTEREST = "interest"
    SEARCH = "search"
    ACTION = "action"
    SHARE = "share"


class Way(StrEnum):
    """Whose way it is: of those who came without a car, or of owners."""

    BUYERS = "buyers"
    OWNERS = "owners"


STAGES_OF: dict[Way, tuple[Stage, ...]] = {
    Way.BUYERS: tuple(Stage),
    Way.OWNERS: (
        Stage.ATTENTION,
        Stage.INTEREST,
        Stage.SEARCH,
        Stage.SHARE,
    ),
}
BY_KINDS = (Stage.INTEREST, Stage.SEARCH, Stage.SHARE)
StageKinds = Mapping[str, Sequence[str]]
SHIPPED: dict[str, list[str]] = {
    Stage.INTEREST: ["like", "favourite", "vote", "comment", "chat_message"],
    Stage.SEARCH: ["search", "event_signup", "event_attend", "test_drive"],
    Stage.SHARE: ["share", "reply", "post", "answer", "photo", "video"],
}


def stage_by_kind(kinds: StageKinds) -> dict[str, Stage]:
    """Return the stage of each kind that has one.

    Errors: ValueError for a kind that no event has, or that has two stages.
    """
    found: dict[str, Stage] = {}
    for stage in BY_KINDS:
        for name in kinds.get(stage, ()):
            if name not in KIND_BY_NAME:
                raise ValueError(f"no such kind: {name}")
            if name in found:
                raise ValueError(f"kind in two stages: {name}")
            found[name] = stage
    return found


def kind_numbers(kinds: StageKinds, stage: Stage) -> list[int]:
    """Return the numbers of the kinds of a stage."""
    return [KIND_BY_NAME[name].number for name in kinds.get(stage, ())]
