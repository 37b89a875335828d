"""What the hold-outs show: outcomes of both arms, as they were drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from activity.models import ActivityEvent
from outreach.models import Opportunity
from outreach.rules.holdout import (
    Arms,
    Effect,
    pooled_effect,
    power_of,
    smallest_visible,
)
from teamwork.models import MemberMerge

# Assumed until both arms have been counted.
USUAL_RATE = 0.1
EFFECTS_SHOWN = (0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True)
class WaveResult:
    """A wave: what was drawn, and once its days are over the outcome.

    visible: the smallest gain that would be seen in four of five cases ·
    power: for some gains, the chance to see them · counted_at: when the
    outcome is known · arms, effect: None before that.
    """

    opportunity: Opportunity
    drawn: int
    held: int
    left_out: int
    visible: float | None
    power: list[tuple[float, float]]
    counted_at: datetime
    arms: Arms | None
    effect: Effect | None

    @property
    def written(self) -> int:
        """How many members may be written to."""
        return self.drawn - self.held

    @property
    def is_too_few(self) -> bool:
        """Tell whether an arm is too small for any statement."""
        sizes = Arms(self.written, 0, self.held, 0)
        return sizes.is_too_few


def wave_result(opportunity: Opportunity, *, now: datetime) -> WaveResult:
    """Return what the wave of a drawn opportunity shows."""
    assert opportunity.drawn_at is not None  # noqa: S101 - callers check
    matches = _analysed(opportunity)
    drawn = matches.count()
    held = matches.filter(is_held_out=True).count()
    everybody = opportunity.matches.count()
    days = timedelta(days=opportunity.outcome_days)
    counted_at = opportunity.drawn_at + days
    arms = None
    if counted_at <= now:
        arms = _count(opportunity, counted_at)
    rate = (arms.held_rate if arms else None) or USUAL_RATE
    written = drawn - held
    power = []
    for gain in EFFECTS_SHOWN:
        power.append((gain, power_of(written, held, rate, gain)))
    return WaveResult(
        opportunity=opportunity,
        drawn=drawn,
        held=held,
        left_out=everybody - drawn,
        visible=smallest_visible(written, held, rate),
        power=power,
        counted_at=counted_at,
        arms=arms,
        effect=pooled_effect([arms]) if arms else None,
    )


def pooled_result(results: Iterable[WaveResult]) -> Effect | None:
    """Return the effect over all waves whose outcome is known."""
    return pooled_effect([one.arms for one in results if one.arms])


def drawn_waves() -> list[Opportunity]:
    """Return the opportunities with a hold-out that were drawn, newest first."""
    rows = Opportunity.objects.filter(
        drawn_at__isnull=False,
        held_out_percent__gt=0,
    )
    return list(rows.order_by("-drawn_at"))


def _analysed(opportunity: Opportunity) -> Any:
    """Return the matches of a wave without people who were merged since the
    draw: what they did belongs to another record by now.
    """
    merges = MemberMerge.objects.filter(
        merged_at__gte=OuterRef("drawn_at"),
        undone_at__isnull=True,
    )
    return opportunity.matches.filter(
        member__merged_into__isnull=True,
    ).exclude(Exists(merges.filter(kept=OuterRef("member"))))


def _count(opportunity: Opportunity, until: datetime) -> Arms:
    """Return both arms with those who were active until a moment."""
    events = ActivityEvent.objects.filter(
        member=OuterRef("member"),
        occurred_at__gt=OuterRef("drawn_at"),
        occurred_at__lte=until,
    )
    rows = _analysed(opportunity).annotate(hit=Exists(events))
    counts = {(arm, hit): 0 for arm in (True, False) for hit in (True, False)}
    for arm, hit in rows.order_by().values_list("is_held_out", "hit"):
        counts[arm, hit] += 1
    return Arms(
        written=counts[False, True] + counts[False, False],
        written_hits=counts[False, True],
        held=counts[True, True] + counts[True, False],
        held_hits=counts[True, True],
    )
