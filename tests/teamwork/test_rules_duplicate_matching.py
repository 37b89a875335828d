"""What speaks for two records being one person, and how strongly."""

from datetime import date
from typing import Any

import pytest

from teamwork.rules.duplicate_matching import (
    SUGGESTED_FROM,
    WEIGHTS,
    Car,
    ComparedMember,
    evidence_for,
    fold_identity,
    strength_of,
    weight_of,
)

DAY = date(2025, 1, 2)
NOBODY = ComparedMember(
    vins=frozenset(),
    name="",
    city="",
    series=frozenset(),
    platforms=frozenset({"app"}),
)


def record(**known: Any) -> ComparedMember:
    return NOBODY._replace(**known)


def car(
    vin: str = "v",
    *,
    since: date | None = DAY,
    until: date | None = None,
) -> ComparedMember:
    cars = (Car(vin, "海豹", since, until),)
    return record(
        vins=frozenset({vin} - {""}),
        series=frozenset({"海豹"}),
        cars=cars,
    )


def names(one: ComparedMember, other: ComparedMember) -> list[str]:
    return [evidence.name for evidence in evidence_for(one, other)]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (NOBODY, NOBODY, []),
        (car(), car(), ["same_vin"]),
        (car(until=date(2025, 6, 1)), car(since=date(2025, 6, 1)), ["resold_vin"]),
        (car(since=None), car(), ["same_vin"]),
        (car(""), car(""), ["same_car_day"]),
        (car(""), car("", since=date(2025, 1, 3)), ["same_series"]),
        (car("a"), car("b"), ["same_car_day"]),
        (record(phones=frozenset("p")), record(phones=frozenset("p")), ["same_phone"]),
        (
            record(unionids=frozenset("u"), name="a"),
            record(unionids=frozenset("u"), name="a"),
            ["same_unionid", "same_name"],
        ),
    ],
)  # fmt: skip
def test_what_agrees_is_named(
    one: ComparedMember,
    other: ComparedMember,
    found: list[str],
) -> None:
    assert names(one, other) == names(other, one) == found


def test_what_is_written_differently_is_shown_in_both_ways() -> None:
    one = record(name="龙岩", nickname="龍岩", city="台北", shown_city="臺北")
    other = one._replace(nickname="龙岩", shown_city="臺北")
    values = {found.name: found.value for found in evidence_for(one, other)}
    assert values == {"same_name": "龍岩 / 龙岩", "same_city": "臺北"}


@pytest.mark.parametrize(
    "written",
    ["u1001", "U1001", " u1001 ", "u 1001", "ｕ１００１", "u1001\u200b"],
)
def test_an_id_written_differently_is_the_same(written: str) -> None:
    assert fold_identity("app", written) == "app:u1001"
    assert fold_identity("forum", written) != "app:u1001"


def test_one_id_in_two_spellings_is_enough_on_one_platform() -> None:
    held = {"identities": frozenset({"app:u1"})}
    one = record(keys={"app:u1": "app:U1"}, **held)
    other = record(keys={"app:u1": "app:u1"}, **held)
    assert weight_of(one, other) >= SUGGESTED_FROM
    assert evidence_for(one, other)[0].value == "app:U1 / app:u1"


def test_a_car_that_was_sold_on_makes_nobody_the_same() -> None:
    seller = car(until=date(2025, 6, 1))
    buyer = car(since=date(2025, 6, 1))._replace(
        platforms=frozenset({"forum"}),
    )
    assert weight_of(seller, buyer) < SUGGESTED_FROM


def test_strength_is_said_in_three_steps() -> None:
    assert strength_of(WEIGHTS["same_unionid"]) == "nearly_certain"
    assert strength_of(WEIGHTS["same_phone"]) == "likely"
    assert strength_of(SUGGESTED_FROM) == "possible"
