"""Members whom an opportunity suits."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from activity.selectors.nights import published
from lifecycle.models import DormancyState
from members.models import Member, MemberTag, VehicleOwnership
from outreach.models import Opportunity
from outreach.rules.gate import REASONS, Reason
from outreach.rules.gate_arrays import ALLOWED_CODE
from outreach.rules.matching import Fit, Interest, Wanted, fit_of
from outreach.selectors.gate import Gate
from outreach.selectors.left_alone import left_alone

QUIET_STATES = (DormancyState.State.COOLING, DormancyState.State.DORMANT)


class Candidate(NamedTuple):
    """A member whom an opportunity suits, and why."""

    member_id: int
    fit: Fit
    is_dormant: bool


class Found(NamedTuple):
    """Whom an opportunity suits: those who may be written to, and how many
    others may not, by reason.
    """

    candidates: list[Candidate]
    refused: dict[Reason, int]


def wanted_of(opportunity: Opportunity) -> Wanted:
    """Return whom an opportunity suits."""
    return Wanted(
        frozenset(opportunity.tags),
        frozenset(opportunity.model_series),
        frozenset(opportunity.cities),
    )


def find_candidates(opportunity: Opportunity, *, now: datetime) -> Found:
    """Return whom an opportunity suits, those it suits best first, and how
    many of them may not be written to.
    """
    wanted = wanted_of(opportunity)
    members = _audience(opportunity, wanted)
    places = dict(members.values_list("pk", "city"))
    interests = _interests(places, wanted)
    cars = _cars(places, wanted)
    fits: dict[int, Fit] = {}
    for member_id, city in places.items():
        fit = fit_of(
            wanted,
            interests=interests.get(member_id, ()),
            cars=cars.get(member_id, ()),
            city=city,
        )
        if fit is not None:
            fits[member_id] = fit
    return _allowed(fits, Gate(now), left_alone(opportunity.pk, list(fits)))


def _allowed(fits: dict[int, Fit], gate: Gate, left: set[int]) -> Found:
    """Divide members into those who may be written to and the others; `left`:
    who is left alone.
    """
    facts = gate.read(sorted(fits))
    facts.columns.is_held_out[np.isin(facts.ids, list(left))] = True
    verdicts = gate.ask_all(facts, purpose="opportunity", keeps_hours=False)
    candidates = []
    refused: dict[Reason, int] = {}
    dormant = facts.columns.is_dormant
    for row, member_id in enumerate(facts.ids.tolist()):
        code = int(verdicts.codes[row])
        if code == ALLOWED_CODE:
            one = Candidate(member_id, fits[member_id], bool(dormant[row]))
            candidates.append(one)
            continue
        reason = REASONS[code]
        refused[reason] = refused.get(reason, 0) + 1
    candidates.sort(key=lambda one: (-one.fit.score, one.member_id))
    return Found(candidates, refused)


def _audience(opportunity: Opportunity, wanted: Wanted) -> Any:
    """Return the members among whom it is looked: by state, tag, car, city."""
    members = Member.objects.real_people()
    if opportunity.audience != Opportunity.Audience.ANYONE:
        night = published()
        generation = night.generation if night else 0
        states = DormancyState.objects.of_generation(generation)
        wanted_states: tuple[DormancyState.State, ...] = QUIET_STATES
        if opportunity.audience == Opportunity.Audience.DORMANT:
            wanted_states = (DormancyState.State.DORMANT,)
        quiet = states.filter(state__in=wanted_states)
        members = members.filter(pk__in=quiet.values("member_id"))
    if wanted.tags:
        tags = MemberTag.objects.filter(name__in=wanted.tags)
        members = members.filter(pk__in=tags.values("member_id"))
    if wanted.model_series:
        cars = VehicleOwnership.objects.current().filter(
            model_series__in=wanted.model_series,
        )
        members = members.filter(pk__in=cars.values("member_id"))
    if wanted.cities:
        members = members.filter(city__in=wanted.cities)
    return members.order_by("pk")


def _interests(
    members: Iterable[int],
    wanted: Wanted,
) -> dict[int, list[Interest]]:
    """Return the wanted interests of members that staff have not rejected."""
    rows = MemberTag.objects.filter(name__in=wanted.tags, is_rejected=False)
    known = set(members)
    found: dict[int, list[Interest]] = {}
    columns = ("member_id", "name", "source", "weight")
    for member_id, name, source, weight in rows.values_list(*columns):
        if member_id in known:
            one = Interest(name, source, weight)
            found.setdefault(member_id, []).append(one)
    return found


def _cars(members: Iterable[int], wanted: Wanted) -> dict[int, set[str]]:
    rows = VehicleOwnership.objects.current().filter(
        model_series__in=wanted.model_series,
    )
    known = set(members)
    found: dict[int, set[str]] = {}
    for member_id, series in rows.values_list("member_id", "model_series"):
        if member_id in known:
            found.setdefault(member_id, set()).add(series)
    return found
