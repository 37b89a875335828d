"""The latest backtest as a table, and disputes per policy version."""

from typing import Any, NamedTuple

from django.db.models import Count
from django.utils.functional import Promise

from lifecycle.labels import BACKTEST_LABELS
from lifecycle.models import DormancyBacktest, DormancyDispute

JUDGED_CARDS = ("score", "refitted", "monthly")


class BacktestRow(NamedTuple):
    """A figure of each of JUDGED_CARDS; None where it is not known."""

    label: str | Promise
    is_count: bool
    values: list[float | None]


def read_backtest() -> tuple[DormancyBacktest | None, list[BacktestRow]]:
    """Return the latest backtest, if any, and its figures row by row."""
    backtest = DormancyBacktest.objects.first()
    if backtest is None:
        return None, []
    figures = [backtest.figures.get(name) or {} for name in JUDGED_CARDS]
    rows = []
    for name, label in BACKTEST_LABELS.items():
        values = []
        for one in figures:
            values.append(one.get(name))
        rows.append(BacktestRow(label, name == "rows", values))
    return backtest, rows


def count_disputes() -> list[dict[str, Any]]:
    """Return `policy_version` and `count` of disputes, by version."""
    grouped = DormancyDispute.objects.order_by().values("policy_version")
    counted = grouped.annotate(count=Count("pk")).order_by("policy_version")
    found: list[dict[str, Any]] = []
    for row in counted:
        found.append(dict(row))
    return found
