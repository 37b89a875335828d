"""The usual rate of a fault."""

import json
from datetime import timedelta

import pytest

from alerts.rules.rates import ReportRates
from tests.conftest import NOW


def test_the_usual_rate_is_by_model_and_counts_owners_once() -> None:
    rates = ReportRates()
    for number in range(90):
        at = NOW - timedelta(days=40 + number)
        rates.add(
            at,
            number % 60,
            fault="brakes|noise",
            model="S5" if number % 10 else "M9",
        )
        rates.add(at, 999, fault="", model="S5")
    for known in (
        rates,
        ReportRates.load(json.loads(json.dumps(rates.dump()))),
    ):
        assert known.usual(
            NOW,
            fault="brakes|noise",
            model="M9",
        ) == pytest.approx(60 * 30 / 99 * 9 / 180)
        assert known.usual(NOW, fault="brakes|water", model="M9") == 0
        assert (
            known.usual(
                NOW - timedelta(days=400),
                fault="brakes|noise",
                model="M9",
            )
            == 0
        )
    rates.add(NOW - timedelta(days=900), 1, fault="", model="S5")
    assert rates.usual(NOW, fault="brakes|noise", model="M9") == pytest.approx(
        60 * 30 / 180 * 9 / 180,
    )
