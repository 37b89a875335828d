"""The model that weighs the signs and words of a sentence."""

import numpy as np
import pytest

from community.research.statement_fitting import Example, fit_model
from community.rules import statement_model
from community.rules.statement_grams import read_grams
from community.rules.statement_model import (
    KINDS,
    PATH,
    StatementModel,
    embeddings_in_units,
    load_model,
    save_model,
    shipped_model,
)
from community.rules.statements import StatementKind, read_statements

LARGEST_FILE = 2_000_000


def test_chinese_is_read_by_characters() -> None:
    assert read_grams("刹车3.5次") >= {"刹", "刹车", "^刹", "0", "车0", "次$"}


def test_latin_text_is_read_by_words() -> None:
    grams = read_grams("brakes squealing 20 times")
    assert {"brakes ", "squea*", "^brakes ", "times $"} <= grams
    assert "squealing 0 " in grams
    assert "br" not in grams


def test_latin_words_in_chinese_text_count_as_words() -> None:
    assert {"carplay ", "断"} <= read_grams("carplay断了")


def test_a_sentence_without_words_has_no_weights() -> None:
    model = StatementModel(
        {},
        {},
        np.zeros((1, 2), np.int8),
        np.zeros(2, int),
        np.zeros((2, len(KINDS)), int),
        np.zeros(len(KINDS), int),
    )
    chances = model.chances((), read_grams(""))
    assert chances == pytest.approx([1 / len(KINDS)] * len(KINDS))


def test_the_order_of_words_changes_no_chance() -> None:
    model = load_model()
    grams = sorted(read_grams("空调吹着吹着就没风了"))
    signs = ("any", "middle")
    assert model.chances(signs, grams) == model.chances(signs, grams[::-1])
    assert sum(model.chances(signs, grams)) == pytest.approx(1)


def test_weights_of_signs_and_words_fit_a_byte() -> None:
    weights = np.array([[0.5, -9.0, 9.0]])
    assert embeddings_in_units(weights).tolist() == [[32, -127, 127]]


def a_small_model() -> StatementModel:
    return fit_model(
        [
            Example("it rattles", "fault"),
            Example("it rattles badly", "fault"),
            Example("thanks mate", "other"),
            Example("thanks all", "other", is_first=True),
        ],
    )


def test_a_model_is_read_as_it_was_written(tmp_path) -> None:
    model = a_small_model()
    path = tmp_path / "model.npz"
    save_model(model, path)
    again = load_model(path)
    assert again.grams == model.grams
    assert (again.embeddings == model.embeddings).all()
    assert again.chances((), {"rattles "}) == model.chances((), {"rattles "})
    save_model(again, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == path.read_bytes()


def test_the_same_sentences_give_the_same_model() -> None:
    one, two = a_small_model(), a_small_model()
    assert (one.embeddings == two.embeddings).all()
    assert (one.outputs == two.outputs).all()


def test_what_was_learnt_is_read() -> None:
    signs = ["any", "short"]
    chances = a_small_model().chances(signs, read_grams("it rattles"))
    assert KINDS[chances.index(max(chances))] == "fault"


def test_a_model_of_other_kinds_is_refused(tmp_path, monkeypatch) -> None:
    path = tmp_path / "model.npz"
    monkeypatch.setattr(statement_model, "KINDS", ("one", "two"))
    save_model(a_small_model(), path)
    monkeypatch.undo()
    with pytest.raises(ValueError, match="other kinds"):
        load_model(path)


def test_reasons_add_up_to_what_a_score_gains() -> None:
    """Without the strongest word of a kind its score falls by as much as that
    word is said to add, as long as the same units are above zero.
    """
    model = StatementModel(
        {},
        {"a": 0, "b": 1, "c": 2},
        np.array([[64, 0], [32, -128 + 64], [-64, 0]], np.int8),
        np.array([0, 0]),
        np.eye(2, len(KINDS), KINDS.index("fault"), dtype=int),
        np.zeros(len(KINDS), int),
    )
    assert model.reasons((), ["a", "b", "c"], "fault") == ["a", "b"]
    assert model.reasons((), ["a", "b", "c"], KINDS[3]) == []


def test_the_shipped_model_is_small_and_has_every_kind() -> None:
    assert PATH.stat().st_size < LARGEST_FILE
    assert set(KINDS) == set(StatementKind)


def test_words_are_the_reasons_where_no_list_has_them() -> None:
    grams = read_grams("thanks a lot")
    reasons = shipped_model().words_for(("any",), grams, "other")
    assert "thanks" in reasons
    assert 0 < len(reasons) <= 3


def test_a_trouble_has_reasons() -> None:
    for statement in read_statements("轮毂里面咣咣响,方向盘也歪"):
        assert statement.reasons
