"""Refit and backtest the policy on the community's own past."""

from datetime import datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from common.errors import Conflict
from common.jobs.queue import Clock, Progress
from lifecycle.models import DormancyBacktest, DormancyPolicy
from lifecycle.rules.backtest import (
    RECALIBRATION_WEEKS,
    Protocol,
    Rows,
    evaluated_rows,
    refit,
)
from lifecycle.rules.dormancy import (
    Scorecard,
    contributions,
    score_contributions,
)
from lifecycle.rules.evaluation import evaluate_histories
from lifecycle.rules.factors import FACTORS
from lifecycle.rules.fitting import MATURED_ROWS_NEEDED, TooFewRows
from lifecycle.rules.forecast_quality import calibration_error
from lifecycle.selectors.community_past import (
    fitting_cutoffs,
    read_community_past,
)
from lifecycle.selectors.policies import policy_in_force, rules_of
from lifecycle.selectors.scorecards import scorecard_data, shipped_scorecard
from lifecycle.services.policies import save_policy


def fit_policy(
    *,
    now: datetime,
    user: Any = None,
    keep: bool = True,
) -> tuple[DormancyPolicy, dict[str, Any]]:
    """Fit the scorecard on the community's past and put it in force.

    Returns the new policy and what it changes. The shipped card is the prior;
    thresholds stay. With keep=False nothing is stored and the present policy
    is returned. Errors: Conflict below 200 matured rows, or if all of them
    ended alike.
    """
    past = read_community_past()
    before = policy_in_force()
    rules = rules_of(before)
    horizon = Protocol().horizon_weeks
    cutoffs = fitting_cutoffs(len(past.histories.bits), horizon)
    rows = evaluated_rows(past.histories, cutoffs, horizon, rules.limits)
    card = _refitted(rows)
    business_date = past.published.business_date
    changes = {
        **describe_changes(rules.card, card, rows),
        "business_date": business_date.isoformat(),
        "members": len(past.member),
    }
    if not keep:
        return before, changes
    note = _("Refitted on %(rows)s matured rows up to %(day)s")
    policy = save_policy(
        card=card,
        limits=rules.limits,
        origin=DormancyPolicy.Origin.REFIT,
        note=note % {"rows": len(rows.silent), "day": business_date},
        record=changes,
        now=now,
        user=user,
    )
    return policy, changes


def _refitted(rows: Rows) -> Scorecard:
    try:
        return refit(shipped_scorecard(), rows)
    except TooFewRows as error:
        message = _(
            "%(rows)s matured rows are too few to fit on; %(needed)s are "
            "needed, silent ones and others.",
        )
        shown = {"rows": error.rows, "needed": MATURED_ROWS_NEEDED}
        raise Conflict("too_few_rows", message % shown) from error


def describe_changes(
    before: Scorecard,
    after: Scorecard,
    rows: Rows,
) -> dict[str, Any]:
    """Return what a new card does differently on these rows.

    Calibration errors are of the last year's rows.
    """
    old_parts = contributions(rows.values, before)
    new_parts = contributions(rows.values, after)
    old = score_contributions(old_parts, before)
    new = score_contributions(new_parts, after)
    latest = rows.cutoff > rows.cutoff.max() - RECALIBRATION_WEEKS
    silent = rows.silent[latest]
    changes_by_factor = {}
    for factor, part in zip(FACTORS, new_parts - old_parts, strict=True):
        spread = np.abs(part - part.mean()).mean()
        changes_by_factor[factor.name] = _rounded(spread)
    return {
        "rows": len(rows.silent),
        "calibration_error_before": _rounded(
            calibration_error(old[latest], silent),
        ),
        "calibration_error_after": _rounded(
            calibration_error(new[latest], silent),
        ),
        "mean_score_before": _rounded(old.mean()),
        "mean_score_after": _rounded(new.mean()),
        "largest_change": _rounded(np.abs(new - old).max()),
        "mean_change_by_factor": changes_by_factor,
        "scorecard_before": scorecard_data(before),
    }


def _rounded(value: Any) -> float:
    """Return a figure as it is kept with a policy."""
    return round(float(value), 4)


def fit_policy_job(
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
) -> dict[str, Any]:
    """Refit the policy, as requested on its page or by the schedule."""
    policy, changes = fit_policy(now=clock())
    return {"policy": policy.version, "rows": changes["rows"]}


def backtest_policy(*, now: datetime) -> DormancyBacktest:
    """Store and return how right the policy in force was on the last part of
    the community's own past.
    """
    past = read_community_past()
    policy = policy_in_force()
    rules = rules_of(policy)
    # The card in force may have been fitted on the very weeks that are judged,
    # so refits start from the shipped one.
    judged = evaluate_histories(
        past.histories,
        card=rules.card,
        limits=rules.limits,
        protocol=Protocol(),
        prior=shipped_scorecard(),
    )
    figures = {
        "score": _finite(judged.figures),
        "refitted": _finite(judged.refitted) if judged.refitted else None,
        "monthly": _finite(judged.monthly) if judged.monthly else None,
        "stability": _finite(judged.stability._asdict()),
        "curve": judged.curve,
        "total": past.total,
    }
    return DormancyBacktest.objects.create(
        policy_version=policy.version,
        business_date=past.published.business_date,
        created_at=now,
        members=len(past.member),
        figures=figures,
    )


def _finite(figures: dict[str, Any]) -> dict[str, Any]:
    """Return the figures with None for NaN, which JSON does not have."""
    finite = {}
    for name, value in figures.items():
        is_nan = isinstance(value, float) and np.isnan(value)
        finite[name] = None if is_nan else value
    return finite


def backtest_policy_job(
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
) -> dict[str, Any]:
    """Backtest the policy, as requested on its page."""
    backtest = backtest_policy(now=clock())
    return {
        "policy": backtest.policy_version,
        "rows": backtest.figures["score"]["rows"],
    }
