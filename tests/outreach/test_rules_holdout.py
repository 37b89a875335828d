import random

import pytest

from outreach.rules.holdout import (
    Arms,
    effect_of,
    is_held_out,
    pooled_effect,
    power_of,
    smallest_visible,
)


def drawn(share: float, count: int, generator: random.Random) -> int:
    return sum(generator.random() < share for _one in range(count))


def test_draw_is_the_same_for_ever() -> None:
    chosen = [pk for pk in range(40) if is_held_out(pk, "wave", 0.2)]
    assert chosen == [1, 6, 13, 19, 20, 21, 27, 31]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_draw_has_its_share(share: float) -> None:
    count = sum(is_held_out(pk, "a-wave", share) for pk in range(20_000))
    assert abs(count / 20_000 - share) < 0.01


def test_waves_draw_independently() -> None:
    both = 0
    for pk in range(20_000):
        both += is_held_out(pk, "one", 0.5) and is_held_out(pk, "two", 0.5)
    assert abs(both / 20_000 - 0.25) < 0.01


@pytest.mark.parametrize("base", [0.05, 0.3])
def test_interval_holds_what_it_says(base: float) -> None:
    """2,000 draws: coverage at least .94, false alarms 5 % ± 1.5."""
    generator = random.Random(7)
    covered = alarms = 0
    for _draw in range(2_000):
        arms = Arms(
            400,
            drawn(base + 0.1, 400, generator),
            100,
            drawn(base, 100, generator),
        )
        effect = effect_of(arms)
        assert effect is not None
        covered += effect.low <= 0.1 <= effect.high
        same = effect_of(
            arms._replace(written_hits=drawn(base, 400, generator))
        )
        assert same is not None
        alarms += same.is_seen
    assert covered / 2_000 >= 0.94
    assert alarms / 2_000 <= 0.065


def test_power_is_what_a_simulation_finds() -> None:
    generator = random.Random(3)
    seen = 0
    for _draw in range(2_000):
        arms = Arms(
            300,
            drawn(0.167, 300, generator),
            300,
            drawn(0.106, 300, generator),
        )
        effect = effect_of(arms)
        assert effect is not None
        seen += effect.is_seen
    expected = power_of(300, 300, 0.106, 0.061)
    assert abs(seen / 2_000 - expected) < 0.03


def test_smallest_visible_effect() -> None:
    found = smallest_visible(900, 100, 0.1)
    assert found is not None
    assert power_of(900, 100, 0.1, found) == pytest.approx(0.8, abs=0.001)
    assert smallest_visible(900, 2, 0.9) is None


def test_pooled_waves_are_compared_within() -> None:
    """A wave of many returning members does not pass for an effect."""
    waves = [Arms(900, 90, 100, 10), Arms(100, 60, 900, 540)]
    effect = pooled_effect(waves)
    assert effect is not None
    assert effect.difference == pytest.approx(0.0)
    assert pooled_effect([Arms(10, 1, 0, 0)]) is None
