"""Why a member has their score: the contributions of the factors, what would
change the score, and each dimension against its past.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.template.defaultfilters import floatformat

from activity.labels import DIMENSION_LABELS
from activity.models import ActivitySummary, MemberSeries
from activity.rules.calendar import (
    WINDOW_WEEKS,
    day_number,
    day_of,
    first_kept_week,
)
from activity.rules.kinds import DIMENSIONS, Dimension
from activity.rules.series import WEEK_RECORD
from common.rules.packing import unpack_records
from common.ui.tables import chance_text
from lifecycle.labels import (
    FACTOR_LABELS,
    FACTOR_SENTENCES,
    WHAT_IF_LABELS,
)
from lifecycle.models import DormancyState
from lifecycle.rules.arrays import Bytes, Ints
from lifecycle.rules.deciding import score_tonight
from lifecycle.rules.dormancy import contributions, explain, factor_values
from lifecycle.rules.factors import FACTORS, Factor
from lifecycle.rules.histories import (
    CALENDAR_ROWS,
    calendar_bits,
    joined_days,
    sliding_bits,
    sums_at_end,
    weekday_of,
)
from lifecycle.rules.spells import SCORE_STEPS, Rules, read_spells
from lifecycle.rules.trends import active_days, dimension_trend


class ScoreEvidence(NamedTuple):
    """What a score is computed from.

    bits (w, m): active days in weeks that end tonight · tenure (m,): in weeks.
    """

    bits: Bytes
    tenure: Ints


def read_evidence(
    member_ids: Sequence[int],
    *,
    generation: int,
    last: date,
    held_days: Mapping[int, int] | None = None,
) -> dict[int, ScoreEvidence]:
    """Return what the score of each of these members was computed from.

    held_days: how many days before `last` each was decided about, if not
    then.
    """
    wanted = MemberSeries.objects.of_generation(generation).filter(
        member_id__in=member_ids,
    )
    weeks = dict(wanted.values_list("member_id", "weeks"))
    tenures = ActivitySummary.objects.of_generation(generation).filter(
        member_id__in=member_ids,
    )
    tenure = dict(tenures.values_list("member_id", "tenure_weeks"))
    evidence = {}
    for pk, packed in weeks.items():
        if pk in tenure:
            held = (held_days or {}).get(pk, 0)
            evidence[pk] = evidence_of(
                bytes(packed),
                held_tenure(tenure[pk], held),
                last - timedelta(days=held),
            )
    return evidence


def held_tenure(tenure_weeks: int, held_days: int) -> int:
    """Return the weeks since the first activity when a held state was decided."""
    return max(1, tenure_weeks - held_days // 7)


def evidence_of(packed: bytes, tenure_weeks: int, last: date) -> ScoreEvidence:
    """Return what one member's score of the evening of `last` is computed
    from, read from their packed series.
    """
    last_day = day_number(last)
    owner, records = unpack_records([packed], WEEK_RECORD)
    row = records["week"].astype(np.int64) - first_kept_week(last_day)
    is_known = row < CALENDAR_ROWS
    owner, records, row = owner[is_known], records[is_known], row[is_known]
    days = joined_days(records["days"], list(Dimension))
    calendar = calendar_bits(owner, row, days, (CALENDAR_ROWS, 1))
    bits = sliding_bits(calendar, weekday_of(last_day))
    return ScoreEvidence(bits, np.array([tenure_weeks]))


def contribution_rows(
    evidence: ScoreEvidence,
    rules: Rules,
) -> list[dict[str, Any]]:
    """Return one row a factor: its name, label and sentence, its value, and
    how far it moves the log-odds.
    """
    values = factor_values(sums_at_end(evidence.bits, evidence.tenure))
    moved = explain(contributions(values, rules.card), rules.card)
    rows = []
    for number, factor in enumerate(FACTORS):
        plain = plain_value(factor, float(values[number, 0, 0]))
        shown = {"value": value_text(factor, plain)}
        rows.append(
            {
                "name": factor.name,
                "label": FACTOR_LABELS[factor.name],
                "sentence": FACTOR_SENTENCES[factor.name] % shown,
                "value": round(plain, 4),
                "effect": float(np.round(moved[number, 0, 0], 4)),
            },
        )
    return rows


def plain_value(factor: Factor, value: float) -> float:
    """Return a factor's value in the unit in which it was measured."""
    return float(factor.scale.invert(value))


def value_text(factor: Factor, plain: float) -> str:
    """Return a plain value as it is shown."""
    if factor.digits is None:
        return chance_text(plain)
    return floatformat(plain, factor.digits)


def what_ifs(evidence: ScoreEvidence, rules: Rules) -> list[dict[str, Any]]:
    """Return what the score would become if the next weeks went as labelled."""
    rows = []
    for (weeks, days), label in WHAT_IF_LABELS.items():
        coming = np.full((weeks, 1), (1 << days) - 1, dtype=np.uint8)
        bits = np.concatenate((evidence.bits, coming))
        tenure = np.minimum(evidence.tenure + weeks, WINDOW_WEEKS)
        score = float(score_tonight(bits, tenure, rules)[0])
        rows.append({"label": label, "score": score})
    return rows


def trend_rows(
    packed: bytes,
    summary: ActivitySummary,
    last: date,
) -> list[dict[str, Any]]:
    """Return how each dimension moves: lately (4 weeks) against long-term
    (26 weeks), whether it falls or has stalled, and its last day.
    """
    _owner, records = unpack_records([packed], WEEK_RECORD)
    today = day_number(last)
    rows = []
    for dimension in DIMENSIONS:
        name = dimension.name.lower()
        short = getattr(summary, f"{name}_short")
        long = getattr(summary, f"{name}_long")
        days = active_days(records["week"], records["days"][:, dimension])
        trend = dimension_trend(
            days[days <= today],
            short=short,
            long=long,
            today=today,
        )
        last_on = None
        if trend.last_day is not None:
            last_on = day_of(trend.last_day)
        rows.append(
            {
                "name": name,
                "label": DIMENSION_LABELS[dimension],
                "short": short,
                "long": long,
                "trend": trend,
                "last_on": last_on,
            },
        )
    return rows


def spell_rows(packed: bytes) -> list[dict[str, Any]]:
    """Return a member's spells, the present one first: state, from, until,
    score at its start, policy version.
    """
    spells = read_spells(np.frombuffer(packed, dtype=np.uint8)[None, :])
    rows = []
    ended_on: date | None = None
    for record in spells.records[::-1]:
        state = DormancyState.State(int(record["state"]))
        started_on = day_of(int(record["week"]) * 7 + 3)
        rows.append(
            {
                "state": state.name.lower(),
                "label": state.label,
                "started_on": started_on,
                "ended_on": ended_on,
                "score": int(record["score"]) / SCORE_STEPS,
                "policy_version": int(record["policy"]),
            },
        )
        ended_on = started_on
    return rows
