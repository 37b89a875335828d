"""Moods of single texts, and shares of them corrected by how often they err."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.rules.text import normalise
from immunity.rules.mood_model import (
    CELLS,
    NEGATIVE,
    POSITIVE,
    READ_CHARACTERS,
    cell_of,
    is_readable,
    load_model,
    read_mood,
    save_model,
    shipped_card,
    shipped_model,
)
from immunity.rules.mood_shares import (
    MIN_TEXTS,
    adjusted_shares,
    likelihoods,
    share_with_interval,
)
from immunity.rules.mood_topics import MoodTopic, pack_topics, topics_in

KNOWN = ((70, 20, 10), (20, 60, 20), (10, 20, 70))
counts = st.lists(st.integers(1, 200), min_size=3, max_size=3)


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("这车太垃圾了，异响不断，后悔死了", NEGATIVE),
        ("油耗太高，动力也不行，失望", NEGATIVE),
        ("内饰好看，空间大，非常满意", POSITIVE),
        ("操控很棒，开着真舒服", POSITIVE),
    ],
)
def test_plain_words_are_read_as_they_are_meant(text: str, mood: int) -> None:
    assert read_mood(normalise(text), shipped_model()).mood == mood


def test_reading_is_of_whole_numbers_that_belong_together() -> None:
    reading = read_mood("动力不错，就是油耗高", shipped_model())
    assert 0 <= reading.negative + reading.positive <= 101
    assert 0 <= reading.cell < CELLS
    assert reading.topics == (MoodTopic.CONSUMPTION, MoodTopic.POWER)
    assert pack_topics(reading.topics) == 0b110000


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    long = "车" * READ_CHARACTERS
    model = shipped_model()
    assert read_mood(long + "油耗太高", model) == read_mood(long, model)
    assert not is_readable("x" * READ_CHARACTERS + "车")


def test_english_is_not_read() -> None:
    assert not is_readable(normalise("The car is awful"))
    assert is_readable(normalise("车 is awful"))


def test_a_topic_is_found_by_its_words() -> None:
    assert topics_in("方向盘和后备箱") == (MoodTopic.HANDLING, MoodTopic.SPACE)
    assert topics_in("你好") == ()


def test_every_pair_of_chances_has_a_cell() -> None:
    found = {cell_of(n / 50, p / 50) for n in range(51) for p in range(51 - n)}
    assert min(found) == 0
    assert max(found) < CELLS
    assert cell_of(0.9, 0.05) != cell_of(0.05, 0.9)


def test_weights_are_the_same_after_they_were_written(
    tmp_path: object,
) -> None:
    path = f"{tmp_path}/mood.npz"
    model = shipped_model()
    save_model(model, path)  # type: ignore[arg-type]
    again = load_model(path)  # type: ignore[arg-type]
    for one, other in zip(model, again, strict=True):
        assert np.array_equal(one, other)


def test_card_fits_the_weights() -> None:
    card = shipped_card()
    assert len(card["cells"]) == 3
    assert {len(row) for row in card["cells"]} == {CELLS}
    assert [sum(row) for row in card["cells"]] == card["moods of texts"]
    assert card["judged"]["texts"] > 1000
    assert card["limits"]


@given(counts)
def test_a_faultless_model_changes_no_share(seen: list[int]) -> None:
    shares = adjusted_shares(np.array(seen, dtype=float), np.eye(3))
    assert shares == pytest.approx(np.array(seen) / sum(seen))


@given(counts, st.permutations(range(3)))
def test_names_of_moods_do_not_matter(
    seen: list[int], order: list[int]
) -> None:
    matrix = likelihoods(KNOWN)
    shares = adjusted_shares(np.array(seen, dtype=float), matrix)
    moved = adjusted_shares(
        np.array(seen, dtype=float)[order],
        matrix[order][:, order],
    )
    assert moved == pytest.approx(shares[order])


@given(counts)
def test_shares_are_shares(seen: list[int]) -> None:
    shares = adjusted_shares(np.array(seen, dtype=float), likelihoods(KNOWN))
    assert shares.min() >= 0
    assert shares.sum() == pytest.approx(1)


def test_known_errors_are_taken_out_of_a_share() -> None:
    """Where half of 1,000 are negative, the model counts 45 of a hundred."""
    matrix = likelihoods(np.array(KNOWN) * 1000)
    truth = np.array([0.5, 0.3, 0.2])
    seen = truth @ matrix * 100_000
    assert seen[0] / seen.sum() == pytest.approx(0.43, abs=0.01)
    assert adjusted_shares(seen, matrix) == pytest.approx(truth, abs=0.02)


def test_few_texts_have_no_share() -> None:
    assert share_with_interval([MIN_TEXTS - 1, 0, 0], KNOWN, NEGATIVE) is None
    assert share_with_interval([MIN_TEXTS, 0, 0], KNOWN, NEGATIVE) is not None


def test_interval_holds_the_share_and_narrows_with_more_texts() -> None:
    known = (np.array(KNOWN) * 100).tolist()
    few = share_with_interval([20, 25, 15], known, NEGATIVE)
    many = share_with_interval([2000, 2500, 1500], known, NEGATIVE)
    assert few is not None
    assert many is not None
    for share in (few, many):
        assert share.low <= share.value <= share.high
    assert few.high - few.low > 3 * (many.high - many.low)
    assert few == share_with_interval([20, 25, 15], known, NEGATIVE)


def test_little_known_of_the_model_widens_the_interval() -> None:
    counts = [200, 250, 150]
    little = share_with_interval(counts, KNOWN, NEGATIVE)
    much = share_with_interval(
        counts, (np.array(KNOWN) * 100).tolist(), NEGATIVE
    )
    assert little is not None
    assert much is not None
    assert little.high - little.low > much.high - much.low
