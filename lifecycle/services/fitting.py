"""The policy refitted on the community's own matured past, and judged on it."""

from datetime import datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from common.errors import ReaderError
from common.services.jobs import Clock, Progress
from lifecycle.models import DormancyBacktest, DormancyPolicy
from lifecycle.rules.backtest import RECALIBRATION_WEEKS, Protocol, Rows, judged_rows, refit
from lifecycle.rules.dormancy import FACTORS, Scorecard, contributions, score_contributions
from lifecycle.rules.fitting import MATURED_ROWS_NEEDED, TooFewRows
from lifecycle.rules.measures import calibration_error
from lifecycle.services.community_past import fitting_cutoffs, read_community_past
from lifecycle.services.evaluation import evaluate_histories
from lifecycle.services.policies import policy_in_force, rules_of, save_policy
from lifecycle.services.scorecards import scorecard_data, shipped_scorecard


def fit_policy(*, now: datetime, user: Any = None, keep: bool = True) -> tuple[DormancyPolicy, dict[str, Any]]:
    """A new version fitted on the community's past is in force; returns it and what changed.

    The shipped card is the prior, thresholds stay. With keep=False nothing is stored and the present policy comes
    back. Errors: ReaderError below 200 matured rows, or if all of them ended alike.
    """
    past, protocol = read_community_past(), Protocol()
    before = policy_in_force()
    rules = rules_of(before)
    cutoffs = fitting_cutoffs(len(past.histories.bits), protocol.horizon_weeks)
    rows = judged_rows(past.histories, cutoffs, protocol.horizon_weeks, rules.limits)
    try:
        card = refit(shipped_scorecard(), rows)
    except TooFewRows as error:
        message = _("%(rows)s matured rows are too few to fit on; %(needed)s are needed, silent ones and others.")
        shown = {"rows": error.rows, "needed": MATURED_ROWS_NEEDED}
        raise ReaderError("too_few_rows", message % shown, status=409) from error
    changes = describe_changes(rules.card, card, rows)
    changes |= {"business_date": past.published.business_date.isoformat(), "members": len(past.member)}
    if not keep:
        return before, changes
    policy = save_policy(
        card=card,
        limits=rules.limits,
        origin=DormancyPolicy.Origin.REFIT,
        note=_("Refitted on %(rows)s matured rows up to %(day)s")
        % {"rows": len(rows.silent), "day": past.published.business_date},
        record=changes,
        now=now,
        user=user,
    )
    return policy, changes


def describe_changes(before: Scorecard, after: Scorecard, rows: Rows) -> dict[str, Any]:
    """Return what a new card does differently on these rows: calibration of the last year, scores, factors."""
    old = score_contributions(contributions(rows.values, before), before)
    new = score_contributions(contributions(rows.values, after), after)
    latest = rows.cutoff > rows.cutoff.max() - RECALIBRATION_WEEKS
    parts = contributions(rows.values, after) - contributions(rows.values, before)
    return {
        "rows": len(rows.silent),
        "calibration_error_before": round(calibration_error(old[latest], rows.silent[latest]), 4),
        "calibration_error_after": round(calibration_error(new[latest], rows.silent[latest]), 4),
        "mean_score_before": round(float(old.mean()), 4),
        "mean_score_after": round(float(new.mean()), 4),
        "largest_change": round(float(np.abs(new - old).max()), 4),
        "mean_change_by_factor": {
            factor.name: round(float(np.abs(part - part.mean()).mean()), 4)
            for factor, part in zip(FACTORS, parts, strict=True)
        },
        "scorecard_before": scorecard_data(before),
    }


def fit_policy_job(*, progress: Progress, clock: Clock, job_id: int) -> dict[str, Any]:
    """The policy is refitted, as asked for on the page or by the calendar."""
    policy, changes = fit_policy(now=clock())
    return {"policy": policy.version, "rows": changes["rows"]}


def backtest_policy(*, now: datetime) -> DormancyBacktest:
    """How right the policy in force was on the last part of the community's own past stands as a row."""
    past, policy = read_community_past(), policy_in_force()
    rules = rules_of(policy)
    # The card in force may have been fitted on the very weeks that are judged: refits start from the shipped one.
    judged = evaluate_histories(
        past.histories, card=rules.card, limits=rules.limits, protocol=Protocol(), prior=shipped_scorecard()
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
    return {name: None if isinstance(value, float) and np.isnan(value) else value for name, value in figures.items()}


def backtest_policy_job(*, progress: Progress, clock: Clock, job_id: int) -> dict[str, Any]:
    """The backtest is made, as asked for on the page."""
    backtest = backtest_policy(now=clock())
    return {"policy": backtest.policy_version, "rows": backtest.figures["score"]["rows"]}
