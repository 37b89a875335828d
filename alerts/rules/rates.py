"""How often a fault of a model is usually reported, so that only more than
that raises an alert.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alerts.rules.reports import WINDOW, FaultReport, most_frequent

RATE_DAYS = 180


def usual_rate(
    *,
    owners: int,
    of_model: int,
    total: int,
    observed_days: int,
) -> float:
    """Return how many owners of a model are usual in a window.

    These are the owners of any model in the RATE_DAYS before it, scaled to a
    window and to the model's share (of_model / total) of all reports.
    observed_days: since how many days there have been reports.
    """
    if not owners:
        return 0.0
    # With less than RATE_DAYS of history, scale by the days actually observed.
    days = max(min(RATE_DAYS, observed_days), WINDOW.days)
    return owners * WINDOW.days / days * of_model / total


@dataclass
class ReportRates:
    """Reports by day, which are ordinals in UTC.

    owners: fault -> day -> members who named it · mentions_by_model: model ->
    day -> reports · total: day -> reports. A report stays counted when its post
    is deleted.
    """

    owners: dict[str, dict[int, set[int]]] = field(default_factory=dict)
    mentions_by_model: dict[str, dict[int, int]] = field(default_factory=dict)
    total: dict[int, int] = field(default_factory=dict)

    def add(
        self,
        at: datetime,
        member: int,
        *,
        fault: str,
        model: str,
    ) -> None:
        """Count a report; `fault` is empty where it names none."""
        day = at.toordinal()
        if fault:
            by_day = self.owners.setdefault(fault, {})
            by_day.setdefault(day, set()).add(member)
        of_model = self.mentions_by_model.setdefault(model, {})
        of_model[day] = of_model.get(day, 0) + 1
        self.total[day] = self.total.get(day, 0) + 1

    def usual(self, until: datetime, *, fault: str, model: str) -> float:
        """Return how many owners of a model usually name a fault in a window:
        usual_rate() over the RATE_DAYS before the window that ends at `until`.
        """
        ends = until.toordinal() - WINDOW.days
        by_day = self.owners.get(fault, {})
        of_model = self.mentions_by_model.get(model, {})
        owners: set[int] = set()
        mentions = 0
        total = 0
        for day in range(ends - RATE_DAYS, ends):
            if day in self.total:
                owners |= by_day.get(day, set())
                mentions += of_model.get(day, 0)
                total += self.total[day]
        if not owners:
            return 0.0
        return usual_rate(
            owners=len(owners),
            of_model=mentions,
            total=total,
            observed_days=ends - min(self.total),
        )

    def usual_of(
        self,
        reports: Iterable[FaultReport],
        until: datetime,
    ) -> float:
        """Return how many owners usually name the most frequent fault of the
        most frequent model of these reports, in the window that ends at
        `until`; 0 where they name no fault.
        """
        faults: Counter[str] = Counter()
        models: Counter[str] = Counter()
        for one in reports:
            if until - WINDOW <= one.report.at <= until:
                models[one.model] += 1
                if one.fault:
                    faults[one.fault] += 1
        if not faults:
            return 0.0
        return self.usual(
            until,
            fault=most_frequent(faults),
            model=most_frequent(models),
        )

    def dump(self) -> dict[str, Any]:
        """Return the whole state as JSON can hold it."""
        owners: dict[str, dict[int, list[int]]] = {}
        for fault, by_day in self.owners.items():
            owners[fault] = {day: sorted(by_day[day]) for day in by_day}
        return {
            "owners": owners,
            "mentions_by_model": self.mentions_by_model,
            "total": self.total,
        }

    @classmethod
    def load(cls, state: Mapping[str, Any]) -> "ReportRates":
        """Return the rates that dump() described."""
        rates = cls(total=_by_day(state["total"]))
        for model, by_day in state["mentions_by_model"].items():
            rates.mentions_by_model[model] = _by_day(by_day)
        for fault, by_day in state["owners"].items():
            rates.owners[fault] = {
                day: set(members) for day, members in _by_day(by_day).items()
            }
        return rates


def _by_day(held: Mapping[str, Any]) -> dict[int, Any]:
    return {int(day): value for day, value in held.items()}
