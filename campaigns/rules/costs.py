"""What an act cost, and what an act cost that would not have happened."""

from typing import NamedTuple

from campaigns.rules.effects import Estimate


class CostFigures(NamedTuple):
    """Yuan for an act; for one that would not have happened, with the bounds
    that follow from the interval of the effect. None: it cannot be said.
    """

    per_act: float | None
    per_extra_act: float | None = None
    low: float | None = None
    high: float | None = None


def cost_figures(
    cost: float,
    acts: float,
    estimate: Estimate | None,
    members: int,
) -> CostFigures:
    """Return what acts cost. An interval that holds zero, or an effect below
    it, gives no cost for acts that would not have happened.
    """
    per_act = cost / acts if acts else None
    if estimate is None or estimate.low <= 0 or not members:
        return CostFigures(per_act)
    return CostFigures(
        per_act,
        cost / (estimate.difference * members),
        cost / (estimate.high * members),
        cost / (estimate.low * members),
    )
