"""Why two member records may be one person.

A unionid or a car belongs to one person at a time, so the same one nearly
proves it; a car that one had after the other was sold. A nickname alone proves
nothing (there are many 老王): it only counts together with other agreement, and
names that many members have are ignored. Two records on one platform are more
likely two separate accounts, unless their ids differ only in how they are
written.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from common.rules.spelling import fold_text

WEIGHTS: Mapping[str, float] = {
    "same_unionid": 6.0,
    "same_vin": 5.0,
    "same_phone": 4.0,
    "same_identity": 2.5,
    "same_car_day": 2.0,
    "same_series": 1.5,
    "same_name": 1.0,
    "same_city": 1.0,
    "resold_vin": 0.5,
}
ONE_PLATFORM = -1.5
SUGGESTED_FROM = 2.0
LIKELY_FROM = 3.0
NEARLY_CERTAIN_FROM = 5.0


class Car(NamedTuple):
    """A car of a member. vin: its keyed digest, "" if unknown."""

    vin: str
    series: str
    started_on: date | None = None
    ended_on: date | None = None


class ComparedMember(NamedTuple):
    """What is compared of a member.

    vins, phones, unionids: keyed digests · name, city: folded · series: of
    their cars · identities: platform and folded id · nickname, shown_city and
    keys (by identity): as written.
    """

    vins: frozenset[str]
    name: str
    city: str
    series: frozenset[str]
    platforms: frozenset[str]
    cars: tuple[Car, ...] = ()
    phones: frozenset[str] = frozenset()
    unionids: frozenset[str] = frozenset()
    identities: frozenset[str] = frozenset()
    nickname: str = ""
    shown_city: str = ""
    keys: Mapping[str, str] = {}


class MatchEvidence(NamedTuple):
    """What agrees, and the values that do where they may be shown."""

    name: str
    value: str = ""


def fold_identity(platform: str, external_id: str) -> str:
    """Return an identity as it is compared: u1001, U1001 and " u1001" are one."""
    folded = fold_text(external_id).replace(" ", "")
    return f"{platform}:{folded}"


def evidence_for(
    one: ComparedMember, other: ComparedMember
) -> list[MatchEvidence]:
    """Return what agrees, the strongest first."""
    found = [*_by_keys(one, other), *_by_words(one, other)]
    found.extend(_by_cars(one, other))
    found.sort(key=lambda evidence: -WEIGHTS[evidence.name])
    return found


def _by_keys(
    one: ComparedMember, other: ComparedMember
) -> Iterable[MatchEvidence]:
    if one.unionids & other.unionids:
        yield MatchEvidence("same_unionid")
    if one.phones & other.phones:
        yield MatchEvidence("same_phone")
    for identity in sorted(one.identities & other.identities):
        first = one.keys.get(identity, "")
        yield MatchEvidence(
            "same_identity", _both(first, other.keys[identity])
        )
        return


def _by_words(
    one: ComparedMember, other: ComparedMember
) -> Iterable[MatchEvidence]:
    if one.name and one.name == other.name:
        value = _both(one.nickname, other.nickname)
        yield MatchEvidence("same_name", value)
    if one.city and one.city == other.city:
        value = _both(one.shown_city, other.shown_city)
        yield MatchEvidence("same_city", value)


def _by_cars(
    one: ComparedMember, other: ComparedMember
) -> Iterable[MatchEvidence]:
    shared = one.vins & other.vins
    if shared:
        is_resold = _is_one_after_the_other(one, other, shared)
        yield MatchEvidence("resold_vin" if is_resold else "same_vin")
        return
    days = _days_of(one) & _days_of(other)
    if days:
        series, day = sorted(days)[0]
        yield MatchEvidence("same_car_day", f"{series}, {day.isoformat()}")
    elif one.series & other.series:
        yield MatchEvidence("same_series", min(one.series & other.series))


def _days_of(record: ComparedMember) -> set[tuple[str, date]]:
    found = set()
    for car in record.cars:
        if car.started_on is not None:
            found.add((car.series, car.started_on))
    return found


def _is_one_after_the_other(
    one: ComparedMember,
    other: ComparedMember,
    vins: frozenset[str],
) -> bool:
    """Tell whether each of these cars is known to have been one's only after
    it was the other's.
    """
    for first in one.cars:
        for second in other.cars:
            if first.vin != second.vin or first.vin not in vins:
                continue
            if not (
                _ends_before(first, second) or _ends_before(second, first)
            ):
                return False
    return bool(one.cars and other.cars)


def _ends_before(first: Car, second: Car) -> bool:
    if first.ended_on is None or second.started_on is None:
        return False
    return first.ended_on <= second.started_on


def _both(first: str, second: str) -> str:
    """Return what both say, once if it is written alike."""
    return first if first == second else f"{first} / {second}"


def weight_of(one: ComparedMember, other: ComparedMember) -> float:
    """Return how much speaks for one person, in units of one weak agreement.

    Pairs are suggested from SUGGESTED_FROM on.
    """
    names = {evidence.name for evidence in evidence_for(one, other)}
    weight = sum(WEIGHTS[name] for name in names)
    is_one_account = names & {"same_identity", "same_unionid"}
    if one.platforms & other.platforms and not is_one_account:
        weight += ONE_PLATFORM
    return weight


def strength_of(weight: float) -> str:
    """Return the name of how strong the evidence is."""
    if weight >= NEARLY_CERTAIN_FROM:
        return "nearly_certain"
    return "likely" if weight >= LIKELY_FROM else "possible"
