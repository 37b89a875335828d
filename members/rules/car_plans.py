"""Decide what a row does to the cars of a member and to the software in them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from common.rules.rows import Fault
from members.rules.member_drafts import (
    MemberDraft,
    SoftwareDraft,
    VehicleDraft,
)
from members.rules.member_states import (
    CarPlan,
    CarState,
    FieldChange,
    MemberPlan,
    MemberState,
    Spell,
    SpellPlan,
    in_words,
)
from members.rules.vins import mask_vin


class CarPlanner:
    """Adds the cars of a row to the plan of a member."""

    def __init__(
        self,
        plan: MemberPlan,
        known: MemberState,
        today: date,
        index: Callable[[str], str],
    ) -> None:
        self._plan = plan
        self._known = known
        self._today = today
        self._index = index
        self._taken: set[int] = set()
        self._ends: dict[int | None, list[Any]] = {}

    def add(self, draft: VehicleDraft, row: MemberDraft) -> None:
        """Plan one car of the row."""
        fitting = self._fitting(draft)
        if len(fitting) > 1:
            self._refuse(
                "which_car",
                draft.column,
                str(draft.fields.get("model_series", "")),
            )
            return
        state = fitting[0] if fitting else None
        if state is None and not draft.fields.get("model_series"):
            self._refuse("missing_value", row.column_of("model_series"), "")
            return
        if state is not None:
            self._taken.add(state.pk)
        car = CarPlan(state.pk if state else None)
        self._plan_fields(car, state, draft)
        self._plan_vin(car, state, draft)
        car.spells = plan_spells(
            state.spells if state else [],
            draft.software,
            self._today,
        )
        for version, day in car.spells.new:
            self._note("software", "", f"{version} ({day})")
        for _pk, version in car.spells.renamed:
            self._note("software", "", version)
        for _pk, moved_to in car.spells.moved:
            self._note("software", "", in_words(moved_to))
        self._check_end(car, state, draft)
        if car:
            self._plan.cars.append(car)

    def has_current(self) -> bool:
        """Tell whether the member has a car once the plan is carried out."""
        planned = {car.pk: car.values for car in self._plan.cars if car.pk}
        ends = []
        for state in self._known.cars:
            values = {**state.fields, **planned.get(state.pk, {})}
            ends.append(values.get("ended_on"))
        for car in self._plan.cars:
            if car.pk is None:
                ends.append(car.values.get("ended_on"))
        return not all(ends)

    def _refuse(self, code: str, column: str, value: str) -> None:
        self._plan.faults.append(Fault(code, column, value))

    def _note(self, name: str, before: Any, after: Any) -> None:
        change = FieldChange(name, in_words(before), in_words(after))
        self._plan.changes.append(change)

    def _fitting(self, draft: VehicleDraft) -> list[CarState]:
        """Return the stored cars that the row can mean."""
        free = [car for car in self._known.cars if car.pk not in self._taken]
        if draft.vin:
            index = self._index(draft.vin)
            same = [car for car in free if car.vin_index == index]
            if same:
                current = [car for car in same if not car.fields["ended_on"]]
                return [(current or same)[0]]
            free = [car for car in free if not car.vin_index]
        alike = [car for car in free if _is_alike(car, draft)]
        started_on = draft.fields.get("started_on")
        if started_on is not None:
            same_day = [
                car for car in alike if car.fields["started_on"] == started_on
            ]
            if same_day:
                return same_day[:1]
        return alike

    def _plan_fields(
        self,
        car: CarPlan,
        state: CarState | None,
        draft: VehicleDraft,
    ) -> None:
        for name, after in draft.fields.items():
            before = state.fields.get(name) if state else None
            if before == after or (not before and not after):
                continue
            if state is not None and name in state.staff:
                field = f"vehicle.{state.pk}.{name}"
                self._plan.conflicts[field] = in_words(after)
                self._plan.kept[field] = in_words(before)
                continue
            car.values[name] = after
            self._note(name, before, after)

    def _plan_vin(
        self,
        car: CarPlan,
        state: CarState | None,
        draft: VehicleDraft,
    ) -> None:
        if draft.vin and (state is None or not state.vin_index):
            car.vin = draft.vin
            self._note("vin", "", mask_vin(draft.vin))

    def _check_end(
        self,
        car: CarPlan,
        state: CarState | None,
        draft: VehicleDraft,
    ) -> None:
        """Refuse a car that would end before it starts; leave an end with its
        reason to staff together.
        """
        stored = state.fields if state else {}
        if state is not None and state.staff & {"ended_on", "end_reason"}:
            for name in ("ended_on", "end_reason"):
                car.values.pop(name, None)
        values = {**stored, **car.values}
        start, end = values.get("started_on"), values.get("ended_on")
        if start and end and end < start:
            self._refuse("ends_before_start", draft.column, in_words(end))


def _is_alike(car: CarState, draft: VehicleDraft) -> bool:
    """Tell whether a stored car can be the row's by model, year and time."""
    series = draft.fields.get("model_series")
    if series and car.fields["model_series"] != series:
        return False
    years = (car.fields["model_year"], draft.fields.get("model_year"))
    if all(years) and years[0] != years[1]:
        return False
    start = draft.fields.get("started_on")
    ended_on = car.fields["ended_on"]
    return not (start and ended_on and start > ended_on)


def plan_spells(
    stored: list[Spell],
    drafts: tuple[SoftwareDraft, ...],
    today: date,
) -> SpellPlan:
    """Return how the versions of a car change; the same version again adds nothing."""
    plan = SpellPlan()
    spells = sorted(stored, key=lambda spell: spell.day)
    undated = [draft for draft in drafts if draft.day is None]
    dated = [draft for draft in drafts if draft.day is not None]
    for draft in sorted(dated, key=lambda one: one.day or today):
        _add_spell(plan, spells, draft.version, draft.day or today)
    for draft in undated[-1:]:
        if not spells or spells[-1].version != draft.version:
            _add_spell(plan, spells, draft.version, today)
    return plan


def _add_spell(
    plan: SpellPlan,
    spells: list[Spell],
    version: str,
    day: date,
) -> None:
    """Add a version from a day on to the plan, unless it is known."""
    place = sum(spell.day <= day for spell in spells)
    running = spells[place - 1] if place else None
    if running is not None and running.version == version:
        return
    if running is not None and running.day == day:
        spells[place - 1] = running._replace(version=version)
        if running.pk:
            plan.renamed.append((running.pk, version))
        else:
            plan.new.remove((running.version, day))
            plan.new.append((version, day))
        return
    following = spells[place] if place < len(spells) else None
    if following is not None and following.version == version and following.pk:
        spells[place] = following._replace(day=day)
        plan.moved.append((following.pk, day))
        return
    spells.insert(place, Spell(0, version, day))
    plan.new.append((version, day))
