"""How often a part and symptom of a model is told in usual times, so that only more than that is an alarm."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alerts.rules.voices import WINDOW, Told, most_told

RATE_DAYS = 180


@dataclass
class VoiceRates:
    """Voices by day. `owners`: fault -> day -> who named it · `told`: model -> day -> voices · `total`: day -> voices.

    Days are ordinals in UTC. What was told once stays counted, also when its post is deleted.
    """

    owners: dict[str, dict[int, set[int]]] = field(default_factory=dict)
    told: dict[str, dict[int, int]] = field(default_factory=dict)
    total: dict[int, int] = field(default_factory=dict)

    def hear(self, at: datetime, member: int, *, fault: str, model: str) -> None:
        """A voice counts from now on; `fault` is empty where it names none."""
        day = at.toordinal()
        if fault:
            self.owners.setdefault(fault, {}).setdefault(day, set()).add(member)
        of_model = self.told.setdefault(model, {})
        of_model[day] = of_model.get(day, 0) + 1
        self.total[day] = self.total.get(day, 0) + 1

    def usual(self, until: datetime, *, fault: str, model: str) -> float:
        """Return how many owners of a model name a fault in a usual window: those of any model who named it in the
        RATE_DAYS before the window that ends at `until`, or since anything was heard, scaled to a window and to the
        model's share of all voices.
        """
        ends = until.toordinal() - WINDOW.days
        by_day, of_model = self.owners.get(fault, {}), self.told.get(model, {})
        days = [day for day in range(ends - RATE_DAYS, ends) if day in self.total]
        owners = set[int]().union(*(by_day[day] for day in days if day in by_day))
        if not owners:
            return 0.0
        share = sum(of_model.get(day, 0) for day in days) / sum(self.total[day] for day in days)
        # Whoever has listened for a shorter time than that has heard less, not seldomer.
        heard = max(min(RATE_DAYS, ends - min(self.total)), WINDOW.days)
        return len(owners) * WINDOW.days / heard * share

    def usual_of(self, told: Iterable[Told], until: datetime) -> float:
        """Return how many owners are usual of the fault and model that these voices tell most in the window that ends
        at `until`; 0 where they name no fault.
        """
        inside = [one for one in told if until - WINDOW <= one.voice.at <= until]
        faults = Counter(one.fault for one in inside if one.fault)
        if not faults:
            return 0.0
        models = Counter(one.model for one in inside)
        return self.usual(until, fault=most_told(faults), model=most_told(models))

    def dump(self) -> dict[str, Any]:
        """Return the whole state as JSON can hold it."""
        return {
            "owners": {fault: {day: sorted(who) for day, who in days.items()} for fault, days in self.owners.items()},
            "told": self.told,
            "total": self.total,
        }

    @classmethod
    def load(cls, state: Mapping[str, Any]) -> "VoiceRates":
        """Return the rates that dump() described."""
        return cls(
            owners={
                fault: {int(day): set(who) for day, who in days.items()} for fault, days in state["owners"].items()
            },
            told={model: {int(day): n for day, n in days.items()} for model, days in state["told"].items()},
            total={int(day): n for day, n in state["total"].items()},
        )
