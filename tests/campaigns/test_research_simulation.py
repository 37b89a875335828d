"""A few campaigns over a generated log: alarms near five per cent, intervals
that hold what was planted.
"""

import numpy as np
import pytest

from campaigns.research.simulation import make_log, simulate_campaigns


@pytest.mark.parametrize("is_draw", [True, False])
def test_a_few_campaigns(is_draw: bool) -> None:
    log = make_log(150, 120, np.random.default_rng(3))
    found = simulate_campaigns(
        log, is_draw=is_draw, share=0.4, gain=2.0, draws=100, seed=3
    )
    assert found.said > 0.85
    assert found.false_alarms < 0.13
    assert found.coverage > 0.87
    assert found.seen > 0.7
