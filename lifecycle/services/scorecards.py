"""Scorecards and thresholds as the JSON that is committed, stored with a policy, and handed to commands."""

import json
from dataclasses import asdict, fields
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.errors import ReaderError
from lifecycle.rules.dormancy import FACTORS, PIECES, Scorecard
from lifecycle.rules.states import Thresholds

SHIPPED = Path(__file__).resolve().parent.parent / "scorecard.json"


@cache
def shipped_scorecard() -> Scorecard:
    """Return the card that comes with kocops, fitted on ten public logs (docs/dormancy.md)."""
    return load_scorecard(SHIPPED)


def load_scorecard(path: Path) -> Scorecard:
    """Return the card in a file. Errors: ReaderError if it holds none."""
    try:
        return scorecard_of(json.loads(path.read_text(encoding="utf-8"))["scorecard"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = _("%(path)s holds no scorecard: %(why)s")
        raise ReaderError("bad_scorecard", message % {"path": path.name, "why": error}) from error


def scorecard_of(data: dict[str, Any]) -> Scorecard:
    """Return the card that JSON describes. Errors: ValueError if a slope is missing or has the wrong sign."""
    slopes = tuple(tuple(float(s) for s in row) for row in data["slopes"])
    if [len(row) for row in slopes] != [PIECES] * len(FACTORS):
        raise ValueError("6 × 4 slopes are needed")
    if any(s * factor.sign < 0 for row, factor in zip(slopes, FACTORS, strict=True) for s in row):
        raise ValueError("a slope has the wrong sign")
    usual = tuple(float(u) for u in data["usual"])
    return Scorecard(
        slopes, float(data["intercept"]), usual, float(data["calibration_slope"]), float(data["calibration_shift"])
    )


def scorecard_data(card: Scorecard) -> dict[str, Any]:
    """Return a card as JSON."""
    return json.loads(json.dumps(asdict(card)))  # type: ignore[no-any-return]


def thresholds_of(data: dict[str, Any]) -> Thresholds:
    """Return thresholds from JSON; what it lacks is as shipped."""
    return Thresholds(**{field.name: data[field.name] for field in fields(Thresholds) if field.name in data})
