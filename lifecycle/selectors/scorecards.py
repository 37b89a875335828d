"""Scorecards and thresholds as JSON: shipped, stored with a policy, and read
by commands.
"""

import json
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Invalid
from lifecycle.rules.dormancy import Scorecard
from lifecycle.rules.factors import FACTORS, PIECES, Factor
from lifecycle.rules.states import Thresholds

# The factors of cards that were stored before cards named their factors.
FIRST_FACTORS = (
    "missed_days",
    "usual_days",
    "recent_level",
    "base_rate",
    "active_weeks",
    "tenure",
)
SHIPPED = Path(__file__).resolve().parent.parent / "scorecard.json"


@cache
def shipped_scorecard() -> Scorecard:
    """Return the card that comes with the project (docs/dormancy.md)."""
    return load_scorecard(SHIPPED)


def load_scorecard(path: Path) -> Scorecard:
    """Return the card in a file. Errors: Invalid if the file holds none."""
    try:
        return scorecard_of(
            json.loads(path.read_text(encoding="utf-8"))["scorecard"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = _("%(path)s holds no scorecard: %(why)s")
        raise Invalid(
            "bad_scorecard",
            message % {"path": path.name, "why": error},
        ) from error


def scorecard_of(data: dict[str, Any]) -> Scorecard:
    """Return the card that JSON describes.

    A factor that was added after the card was stored has slopes of zero, so
    old cards give the scores that they always gave.
    Errors: ValueError if a factor is unknown, or a slope is missing or has
    the wrong sign.
    """
    names = data.get("factors", FIRST_FACTORS)
    stored_slopes = dict(zip(names, data["slopes"], strict=True))
    stored_usual = dict(zip(names, data["usual"], strict=True))
    unknown = set(names).difference(factor.name for factor in FACTORS)
    if unknown:
        raise ValueError(f"unknown factors: {sorted(unknown)}")
    slopes = []
    usual = []
    for factor in FACTORS:
        row = stored_slopes.get(factor.name, (0.0,) * PIECES)
        slopes.append(_checked_slopes(factor, row))
        usual.append(float(stored_usual.get(factor.name, 0.0)))
    return Scorecard(
        slopes=tuple(slopes),
        intercept=float(data["intercept"]),
        usual=tuple(usual),
        calibration_slope=float(data["calibration_slope"]),
        calibration_shift=float(data["calibration_shift"]),
    )


def _checked_slopes(factor: Factor, row: Sequence[Any]) -> tuple[float, ...]:
    slopes = tuple(float(slope) for slope in row)
    if len(slopes) != PIECES:
        raise ValueError(f"{factor.name} needs {PIECES} slopes")
    if any(slope * factor.sign < 0 for slope in slopes):
        raise ValueError(f"{factor.name} has a slope with the wrong sign")
    return slopes


def scorecard_data(card: Scorecard) -> dict[str, Any]:
    """Return a card as JSON, with the names of the factors of its slopes."""
    return {
        "factors": [factor.name for factor in FACTORS],
        "slopes": [list(row) for row in card.slopes],
        "intercept": card.intercept,
        "usual": list(card.usual),
        "calibration_slope": card.calibration_slope,
        "calibration_shift": card.calibration_shift,
    }


def thresholds_of(data: dict[str, Any]) -> Thresholds:
    """Return thresholds from JSON; those that it lacks are as shipped."""
    known = set()
    for field in fields(Thresholds):
        known.add(field.name)
    given = {}
    for name, value in data.items():
        if name in known:
            given[name] = value
    return Thresholds(**given)
