"""Decide what a row does to a member: what changes, what staff's word withstands,
what looks like a spreadsheet's doing.
"""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from common.rules.rows import Fault
from members.rules.car_plans import CarPlanner
from members.rules.masking import mask_contact
from members.rules.member_drafts import MemberDraft
from members.rules.member_states import (
    Detail,
    FieldChange,
    MemberPlan,
    MemberState,
    in_words,
)
from members.rules.member_values import is_spreadsheet_change

ARRIVAL, FILE, STAFF = "arrival", "file", "staff"
OWNER, FORMER, PROSPECT = "owner", "former", "prospect"
DECLARED = "declared"
EMPTY = {"owner_status": PROSPECT, "kind": "person", "joined_on": None}
KEPT = "kept"
HIDDEN = "***"
Index = Callable[[str], str]


class MemberPlanner:
    """Compares rows with what is stored.

    index: gives the blind index of a personal value · accepted: changes (line:
    field) that are taken although they look like a spreadsheet's doing, or
    None if such changes are not looked for.
    """

    def __init__(
        self,
        *,
        today: date,
        index: Index,
        accepted: Collection[str] | None = None,
    ) -> None:
        self._today = today
        self._index = index
        self._accepted = accepted

    def plan(
        self, state: MemberState | None, draft: MemberDraft
    ) -> MemberPlan:
        """Return what the row does to the member, a new one without a state."""
        plan = MemberPlan(is_new=state is None)
        known = state or MemberState()
        self._plan_fields(plan, known, draft)
        self._plan_details(plan, known, draft)
        self._plan_identities(plan, known, draft)
        self._plan_tags(plan, known, draft)
        cars = CarPlanner(plan, known, self._today, self._index)
        for car in draft.vehicles:
            cars.add(car, draft)
        self._follow_owner_status(plan, known, draft, cars)
        self._check_contacts(plan, known, draft)
        for field, value in plan.conflicts.items():
            kept = known.conflicts.get(field)
            if kept is None or kept[0] != self._index(value):
                plan.new_conflicts.add(field)
        self._drop_settled(plan, known)
        if plan.is_new and not plan.values.get("nickname"):
            plan.values["nickname"] = draft.identities[0][1][:60]
        return plan

    def _drop_settled(self, plan: MemberPlan, known: MemberState) -> None:
        """Leave out conflicts that somebody has decided to keep as they are."""
        for field in list(plan.conflicts):
            is_new = field in plan.new_conflicts
            if not is_new and known.conflicts[field][1] == KEPT:
                del plan.conflicts[field]

    def _plan_fields(
        self,
        plan: MemberPlan,
        known: MemberState,
        draft: MemberDraft,
    ) -> None:
        for name, value in draft.fields.items():
            empty = EMPTY.get(name, "")
            before = known.fields.get(name, empty)
            after = empty if value is None else value
            if before == after or (not before and not after):
                continue
            if name == "joined_on":
                self._plan_joining(plan, known, after)
            elif name in known.staff:
                plan.conflicts[name] = in_words(after)
                plan.kept[name] = in_words(before)
            elif self._is_left_out(plan, draft, name, before, after):
                continue
            else:
                plan.values[name] = after
                self._note(plan, name, before, after)

    def _plan_joining(
        self,
        plan: MemberPlan,
        known: MemberState,
        after: Any,
    ) -> None:
        """A day that a delivery gives replaces the first arrival; a known day
        it may only bring forward.
        """
        before = known.fields.get("joined_on")
        is_staff = "joined_on" in known.staff or known.joined_from == STAFF
        is_later = (
            known.joined_from == FILE
            and before is not None
            and after is not None
            and after > before
        )
        if is_staff or is_later:
            plan.conflicts["joined_on"] = in_words(after)
            plan.kept["joined_on"] = in_words(before)
            return
        plan.values["joined_on"] = after
        plan.joined_from = FILE if after else ""
        self._note(plan, "joined_on", before, after)

    def _is_left_out(
        self,
        plan: MemberPlan,
        draft: MemberDraft,
        name: str,
        before: Any,
        after: Any,
    ) -> bool:
        if self._accepted is None or f"{draft.line}:{name}" in self._accepted:
            return False
        old, new = in_words(before), in_words(after)
        if not is_spreadsheet_change(old, new):
            return False
        plan.left_out.append(FieldChange(name, old, new))
        return True

    def _note(
        self, plan: MemberPlan, name: str, before: Any, after: Any
    ) -> None:
        plan.changes.append(
            FieldChange(name, in_words(before), in_words(after))
        )

    def _plan_details(
        self,
        plan: MemberPlan,
        known: MemberState,
        draft: MemberDraft,
    ) -> None:
        for kind, value in draft.contacts.items():
            held = known.details.get(kind, [])
            self._plan_detail(plan, kind, value or "", held)
        if draft.unionid:
            held = known.details.get("unionid", [])
            index = self._index(draft.unionid)
            if not any(one.digest == index for one in held):
                plan.details.append(("unionid", draft.unionid))
                shown = mask_contact("unionid", draft.unionid)
                self._note(plan, "unionid", "", shown)

    def _plan_detail(
        self,
        plan: MemberPlan,
        kind: str,
        value: str,
        held: list[Detail],
    ) -> None:
        index = self._index(value) if value else ""
        if any(one.digest == index for one in held) or not (value or held):
            return
        if any(one.is_staff for one in held):
            plan.conflicts[kind] = value
            plan.kept[kind] = HIDDEN
            return
        plan.dropped += [one.pk for one in held]
        if value:
            plan.details.append((kind, value))
        before = HIDDEN if held else ""
        self._note(plan, kind, before, mask_contact(kind, value))

    def _plan_identities(
        self,
        plan: MemberPlan,
        known: MemberState,
        draft: MemberDraft,
    ) -> None:
        for identity in draft.identities:
            if identity not in known.identities:
                plan.identities.append(identity)
                self._note(plan, "identity", "", ":".join(identity))

    def _plan_tags(
        self,
        plan: MemberPlan,
        known: MemberState,
        draft: MemberDraft,
    ) -> None:
        if draft.tags is None:
            return
        for name in draft.tags:
            if name not in known.tags:
                plan.new_tags.append(name)
                self._note(plan, "tags", "", name)
        if draft.tags:
            return
        for name, source in known.tags.items():
            if source == DECLARED:
                plan.dropped_tags.append(name)
                self._note(plan, "tags", name, "")

    def _follow_owner_status(
        self,
        plan: MemberPlan,
        known: MemberState,
        draft: MemberDraft,
        cars: CarPlanner,
    ) -> None:
        """Who has a car is an owner, unless the row or staff say otherwise."""
        is_said = (
            "owner_status" in draft.fields or "owner_status" in known.staff
        )
        if is_said or not plan.cars:
            return
        after = OWNER if cars.has_current() else FORMER
        before = known.fields.get("owner_status", PROSPECT)
        if before != after:
            plan.values["owner_status"] = after
            self._note(plan, "owner_status", before, after)

    def _check_contacts(
        self,
        plan: MemberPlan,
        known: MemberState,
        draft: MemberDraft,
    ) -> None:
        """Refuse a row that would make primary and backup contact one person."""
        both = []
        for name in ("primary_contact", "backup_contact"):
            both.append(plan.values.get(name, known.fields.get(name)))
        if both[0] and both[0] == both[1]:
            column = draft.column_of("backup_contact")
            plan.faults.append(Fault("same_contacts", column, str(both[1])))
