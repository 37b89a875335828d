"""What the reasons of a state say is what the lists say."""

import numpy as np
import pytest

from lifecycle.rules.factors import FACTORS
from lifecycle.selectors.explaining import plain_value, value_text


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        # log1p and back is 23.999999999999996: it used to be cut to 23.
        ("active_weeks", float(np.log1p(24)), "24"),
        ("tenure", float(np.log1p(39)), "39"),
        ("usual_days", float(np.log(1.99)), "2.0"),
        ("recent_level", float(np.log(0.567 / 0.433)), "57%"),
        ("missed_days", float(np.log1p(2.96)), "3.0"),
    ],
)
def test_a_factor_is_rounded_like_every_other_figure(
    name: str,
    value: float,
    shown: str,
) -> None:
    factor = next(one for one in FACTORS if one.name == name)
    assert value_text(factor, plain_value(factor, value)) == shown


def test_some_number_of_weeks_would_be_cut() -> None:
    assert any(
        int(float(np.expm1(np.log1p(weeks)))) != weeks for weeks in range(53)
    )
