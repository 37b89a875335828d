"""The dormancy score against recency, BG/NBD and BG/BB; each log is judged by
a card fitted on the others.

`KOCOPS_DATA=… python -m benchmarks.dormancy [--horizon-weeks 8]
[--speed-members 1000000]` (group requirements/bench.txt). KOCOPS_DATA names
the folder that holds dormancy/*.csv.gz, which are not part of the project.
"""

import argparse
import os
import time
import warnings
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
django.setup()

import numpy as np  # noqa: E402
from lifetimes import BetaGeoBetaBinomFitter, BetaGeoFitter  # noqa: E402

from activity.rules.calendar import WINDOW_WEEKS  # noqa: E402
from lifecycle.research.evaluation import trap_rate  # noqa: E402
from lifecycle.research.log_fit import fit_on_logs, log_rows  # noqa: E402
from lifecycle.research.logs import read_log  # noqa: E402
from lifecycle.rules.backtest import (  # noqa: E402
    Protocol,
    Rows,
    cutoff_weeks,
    log_histories,
)
from lifecycle.rules.deciding import score_tonight  # noqa: E402
from lifecycle.rules.evaluation import (  # noqa: E402
    ACTIVE_DAYS,
    evaluate_histories,
)
from lifecycle.rules.forecast_quality import auc  # noqa: E402
from lifecycle.rules.histories import Histories  # noqa: E402
from lifecycle.rules.spells import Rules  # noqa: E402
from lifecycle.rules.states import Thresholds  # noqa: E402
from lifecycle.selectors.scorecards import shipped_scorecard  # noqa: E402

OPPORTUNITIES = 26


def protocol_of(name: str, horizon: int) -> Protocol:
    return Protocol(horizon, 2, 0.45) if name == "cdnow" else Protocol(horizon)


def counts(
    histories: Histories,
    cutoff: int,
    weeks: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return frequency (repeat active weeks), recency and age of every member
    in the `weeks` before a cut-off.
    """
    active = histories.bits[max(cutoff - weeks, 0) : cutoff] > 0
    seen = active.any(axis=0)
    first = np.argmax(active, axis=0)
    last = len(active) - 1 - np.argmax(active[::-1], axis=0)
    frequency = np.where(seen, active.sum(axis=0) - 1, 0)
    return (
        frequency,
        np.where(seen, last - first, 0),
        np.where(seen, len(active) - first, 0),
    )


def bg_nbd(
    histories: Histories,
    rows: Rows,
    first: int,
    horizon: int,
) -> np.ndarray:
    """Chance of no active week in the horizon (fairer than 1 − p_alive);
    fitted at the first cut-off.
    """
    x, recency, age = counts(histories, first, first)
    known = age > 1
    model = BetaGeoFitter(penalizer_coef=0.001).fit(
        x[known],
        recency[known],
        age[known],
    )
    r, alpha = model.params_["r"], model.params_["alpha"]
    score = np.zeros(len(rows.member))
    for cutoff in np.unique(rows.cutoff).tolist():
        x, recency, age = counts(histories, cutoff, cutoff)
        mine = rows.cutoff == cutoff
        who = rows.member[mine]
        alive = np.asarray(
            model.conditional_probability_alive(
                x[who],
                recency[who],
                age[who],
            ),
        )
        stays = 1 - ((alpha + age[who]) / (alpha + age[who] + horizon)) ** (
            r + x[who]
        )
        score[mine] = 1 - alive * stays
    return score


def bg_bb(
    histories: Histories,
    rows: Rows,
    first: int,
    horizon: int,
) -> np.ndarray:
    """Fewest expected active weeks first; 26 weekly opportunities, fitted at the first cut-off."""

    def table(cutoff: int) -> tuple[np.ndarray, np.ndarray]:
        active = histories.bits[max(cutoff - OPPORTUNITIES, 0) : cutoff] > 0
        last = len(active) - np.argmax(active[::-1], axis=0)
        return active.sum(axis=0), np.where(active.any(axis=0), last, 0)

    x, recency = table(first)
    known = histories.first_week < first
    pairs, weights = np.unique(
        np.stack((x[known], recency[known]), axis=1),
        axis=0,
        return_counts=True,
    )
    periods = np.full(len(pairs), min(OPPORTUNITIES, first))
    model = BetaGeoBetaBinomFitter(penalizer_coef=0.01).fit(
        pairs[:, 0],
        pairs[:, 1],
        periods,
        weights=weights,
    )
    score = np.zeros(len(rows.member))
    for cutoff in np.unique(rows.cutoff).tolist():
        x, recency = table(cutoff)
        mine = rows.cutoff == cutoff
        who = rows.member[mine]
        n = np.full(len(who), min(OPPORTUNITIES, cutoff))
        expected = model.conditional_expected_number_of_purchases_up_to_time(
            horizon,
            x[who],
            recency[who],
            n,
        )
        score[mine] = -np.asarray(expected)
    return score


def pair(score: np.ndarray, rows: Rows) -> str:
    active = rows.silence < ACTIVE_DAYS
    return f"{auc(score, rows.silent):.3f}/{auc(score[active], rows.silent[active]):.3f}"


def formatted(figures: dict[str, float]) -> str:
    return (
        f"{figures['auc']:.3f}/{figures['auc_active']:.3f}"
        f" cal {figures['calibration_error']:.4f}"
    )


def judge(name: str, path: Path, others: list[Rows], horizon: int) -> None:
    named, protocol = read_log(path), protocol_of(name, horizon)
    histories = log_histories(named.log, first_day=int(named.log.day.min()))
    first = int(cutoff_weeks(len(histories.bits), protocol)[1][0])
    card, limits = fit_on_logs(others), Thresholds()
    judged = evaluate_histories(
        histories,
        card=card,
        limits=limits,
        protocol=protocol,
    )
    refitted = evaluate_histories(
        histories,
        card=card,
        limits=limits,
        protocol=protocol,
        use_refit=True,
    )
    rows, stable = judged.rows, judged.stability
    own, monthly = judged.refitted, judged.monthly
    trapped, share = trap_rate(named, histories, judged)
    print(
        f"{name:<13} {len(rows.member):>7,} | recency {pair(rows.silence.astype(float), rows)}"
        f" BG/NBD {pair(bg_nbd(histories, rows, first, horizon), rows)}"
        f" BG/BB {pair(bg_bb(histories, rows, first, horizon), rows)}"
        f" | default {pair(judged.score, rows)} Brier {judged.figures['brier']:.3f}"
        f" cal {judged.figures['calibration_error']:.3f} recall "
        f"{judged.figures['recall_active']:.3f}"
        f" | refit {pair(refitted.score, rows) if own else '–'}"
        f" cal {own['calibration_error'] if own else float('nan'):.4f}"
        f" | reversed {stable.reversed_rate:.4f} per year {stable.changes_per_member_year:.2f}"
        f" dormant {stable.became_dormant} truly silent {stable.truly_silent_rate:.3f}"
        + (f" trap {share:.4f} of {trapped:,}" if trapped else "")
        + (f" | refitted monthly {formatted(monthly)}" if monthly else ""),
        flush=True,
    )


def speed(members: int) -> None:
    """Score that many members from the weekly matrix, on one core."""
    random = np.random.default_rng(1)
    level = np.clip(random.lognormal(-1.5, 1.2, members), 0, 0.95).astype(
        np.float32,
    )
    bits = np.zeros((WINDOW_WEEKS, members), dtype=np.uint8)
    for row in range(WINDOW_WEEKS):
        bits[row] = np.where(
            random.random(members, dtype=np.float32) < level,
            random.integers(1, 128, members),
            0,
        )
    tenure = WINDOW_WEEKS - np.argmax(bits > 0, axis=0)
    rules = Rules(shipped_scorecard(), Thresholds(), 1)
    best = []
    for _run in range(5):
        began = time.process_time()
        for start in range(0, members, 8_000):
            part = slice(start, start + 8_000)
            score_tonight(
                np.ascontiguousarray(bits[:, part]),
                tenure[part],
                rules,
            )
        best.append(time.process_time() - began)
    print(
        f"{members:,} members scored from the weekly matrix: median "
        f"{np.median(best):.2f} s of one core",
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--horizon-weeks", type=int, default=8)
    parser.add_argument("--speed-members", type=int, default=1_000_000)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    speed(options.speed_members)
    folder = Path(os.environ.get("KOCOPS_DATA", "")) / "dormancy"
    paths = {
        path.name.split(".")[0]: path
        for path in sorted(folder.glob("*.csv.gz"))
    }
    if not paths:
        raise SystemExit(
            "KOCOPS_DATA names no folder with dormancy/*.csv.gz: only the speed was measured",
        )
    rows = {
        name: log_rows(path, protocol_of(name, options.horizon_weeks))
        for name, path in paths.items()
    }
    for name, path in paths.items():
        judge(
            name,
            path,
            [own for other, own in rows.items() if other != name],
            options.horizon_weeks,
        )


if __name__ == "__main__":
    main()
