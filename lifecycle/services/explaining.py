"""Why a member has his score: six contributions, what would change it, and each dimension against its past."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from django.utils import formats
from numpy.typing import NDArray

from activity.models import ActivitySummary, MemberSeries
from activity.rules.calendar import WINDOW_WEEKS, day_number, day_of, first_kept_week
from activity.rules.kinds import DIMENSIONS
from activity.rules.series import WEEK_RECORD
from activity.services.wording import DIMENSION_LABELS
from common.rules.packing import unpack_records
from lifecycle.models import DormancyState
from lifecycle.rules.deciding import score_tonight, sums_at_end
from lifecycle.rules.dormancy import FACTORS, contributions, explain, factor_values
from lifecycle.rules.histories import CALENDAR_ROWS, calendar_bits, sliding_bits
from lifecycle.rules.paths import SCORE_STEPS, Rules, read_spells
from lifecycle.rules.trends import active_days, dimension_trend
from lifecycle.services.wording import FACTOR_LABELS, FACTOR_SENTENCES, WHAT_IF_LABELS


class Evidence(NamedTuple):
    """Day bits of m members in weeks that end tonight (w, m), and their tenure in weeks (m,)."""

    bits: NDArray[np.uint8]
    tenure: NDArray[np.int64]


def read_evidence(member_ids: Sequence[int], *, generation: int, last: date) -> dict[int, Evidence]:
    """Return what the score of each of these members was computed from, one member each."""
    wanted = MemberSeries.objects.of_generation(generation).filter(member_id__in=member_ids)
    weeks = dict(wanted.values_list("member_id", "weeks"))
    tenures = ActivitySummary.objects.of_generation(generation).filter(member_id__in=member_ids)
    tenure = dict(tenures.values_list("member_id", "tenure_weeks"))
    return {pk: evidence_of(bytes(packed), tenure[pk], last) for pk, packed in weeks.items() if pk in tenure}


def evidence_of(packed: bytes, tenure_weeks: int, last: date) -> Evidence:
    """Return what one member's score is computed from, out of his packed series."""
    last_day = day_number(last)
    owner, records = unpack_records([packed], WEEK_RECORD)
    row = records["week"].astype(np.int64) - first_kept_week(last_day)
    days = np.bitwise_or.reduce(records["days"], axis=1) if len(row) else np.zeros(0, dtype=np.uint8)
    bits = sliding_bits(calendar_bits(owner, row, days, (CALENDAR_ROWS, 1)), (last_day + 3) % 7)
    return Evidence(bits, np.array([tenure_weeks]))


def contribution_rows(evidence: Evidence, rules: Rules) -> list[dict[str, Any]]:
    """Return one row a factor: what it is, what it says of this member, and how far it moves the log-odds."""
    values = factor_values(sums_at_end(evidence.bits, evidence.tenure))
    moved = explain(contributions(values, rules.card), rules.card)[:, 0, 0]
    return [
        {
            "name": factor.name,
            "label": FACTOR_LABELS[factor.name],
            "sentence": FACTOR_SENTENCES[factor.name] % {"value": shown},
            "value": raw,
            "effect": float(np.round(moved[number], 4)),
        }
        for number, factor in enumerate(FACTORS)
        for raw, shown in [_raw_value(factor.name, float(values[number, 0, 0]))]
    ]


def _raw_value(name: str, value: float) -> tuple[float, str]:
    """Return a factor's value before its logarithm, and how it is shown."""
    if name in ("recent_level", "base_rate"):
        share = 1 / (1 + float(np.exp(-value)))
        return round(share, 4), f"{formats.number_format(100 * share, 0)}%"
    if name == "usual_days":
        return round(float(np.exp(value)), 4), formats.number_format(float(np.exp(value)), 1)
    digits = 1 if name == "missed_days" else 0
    plain = float(np.expm1(value))
    return round(plain, 4), formats.number_format(plain, digits)


def what_ifs(evidence: Evidence, rules: Rules) -> list[dict[str, Any]]:
    """Return the score that tonight's would become if the next weeks went so or so."""
    rows = []
    for (weeks, days), label in WHAT_IF_LABELS.items():
        coming = np.full((weeks, 1), (1 << days) - 1, dtype=np.uint8)
        bits = np.concatenate((evidence.bits, coming))
        tenure = np.minimum(evidence.tenure + weeks, WINDOW_WEEKS)
        rows.append({"label": label, "score": float(score_tonight(bits, tenure, rules)[0])})
    return rows


def trend_rows(packed: bytes, summary: ActivitySummary, last: date) -> list[dict[str, Any]]:
    """Return how each dimension moves: lately (4 weeks) against long-term (26), falling, stalled, since when."""
    _owner, records = unpack_records([packed], WEEK_RECORD)
    today = day_number(last)
    rows = []
    for dimension in DIMENSIONS:
        name = dimension.name.lower()
        short, long = getattr(summary, f"{name}_short"), getattr(summary, f"{name}_long")
        days = active_days(records["week"], records["days"][:, dimension])
        trend = dimension_trend(days[days <= today], short=short, long=long, today=today)
        last_on = day_of(trend.last_day) if trend.last_day is not None else None
        rows.append(
            {"label": DIMENSION_LABELS[dimension], "short": short, "long": long, "trend": trend, "last_on": last_on}
        )
    return rows


def spell_rows(packed: bytes) -> list[dict[str, Any]]:
    """Return a member's spells, the present one first: state, from, until, score at its start, policy version."""
    records = read_spells(np.frombuffer(packed, dtype=np.uint8)[None, :]).records
    labels = dict(DormancyState.State.choices)
    rows = []
    ended_on: date | None = None
    for record in records[::-1]:
        started_on = day_of(int(record["week"]) * 7 + 3)
        rows.append(
            {
                "state": DormancyState.State(int(record["state"])).name.lower(),
                "label": labels[int(record["state"])],
                "started_on": started_on,
                "ended_on": ended_on,
                "score": int(record["score"]) / SCORE_STEPS,
                "policy_version": int(record["policy"]),
            }
        )
        ended_on = started_on
    return rows
