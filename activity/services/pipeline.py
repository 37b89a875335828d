"""What other apps add to a night, and what they see of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Model
from numpy.typing import NDArray

from activity.models import NightlyRun, NightShard
from activity.rules.rhythm import Rhythm
from activity.rules.series import SeriesSet
from members.models import MemberConsent
from members.selectors.consents import all_withdrawn


class ShardView(NamedTuple):
    """What the stages of other apps see of a shard; all arrays are (m, …).

    first_day: day number of the first activity · shown: who counts and has
    activity · repaired: who got late events on days up to the base's date;
    everybody with activity, without a base.
    """

    night: NightlyRun
    shard: NightShard
    series: SeriesSet
    rhythm: Rhythm
    percentile: NDArray[np.float64]
    first_day: NDArray[np.int64]
    shown: NDArray[np.bool_]
    repaired: NDArray[np.bool_]


def scored_view(view: ShardView) -> ShardView:
    """Return the view in which nobody is shown who refuses to be scored."""
    refusing = np.fromiter(
        all_withdrawn(MemberConsent.Purpose.SCORING),
        dtype=np.int64,
    )
    is_scored = ~np.isin(view.series.member, refusing)
    return view._replace(shown=view.shown & is_scored)


class PublishedNight(NamedTuple):
    """A night that is being published, and the generation that readers saw
    until then.
    """

    night: NightlyRun
    before: int


# Publishes events about what a night changed, in its transaction.
Announcer = Callable[[PublishedNight, datetime], None]


class PipelineStage(NamedTuple):
    """What an app above activity adds to every night.

    pin: returns what the night that opens now is to go by · work: writes its
    rows of a shard, in the shard's transaction · generations: tables of one
    partition a generation · summaries: small tables with a column
    `generation`, swept when a generation is dropped.
    """

    name: str
    pin: Callable[[datetime], Any]
    work: Callable[[ShardView], None]
    generations: tuple[type[Model], ...]
    summaries: tuple[type[Model], ...] = ()
