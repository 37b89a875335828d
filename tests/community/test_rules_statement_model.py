"""The model that weighs the signs and words of a sentence."""

import numpy as np
import pytest

from community.research.statement_fitting import Example, fit_model
from community.rules.statement_grams import read_grams
from community.rules.statement_model import (
    KINDS,
    PATH,
    StatementModel,
    dump_model,
    in_units,
    load_model,
    reasons_of_kind,
)
from community.rules.statements import StatementKind, read_statements

LARGEST_FILE = 1_500_000


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
    chances = StatementModel({}, {}, np.zeros((1, len(KINDS)), int)).chances(
        (),
        read_grams(""),
    )
    assert chances == pytest.approx([1 / len(KINDS)] * len(KINDS))


def test_the_order_of_words_changes_no_chance() -> None:
    model = load_model()
    grams = sorted(read_grams("空调吹着吹着就没风了"))
    signs = ("any", "middle")
    assert model.chances(signs, grams) == model.chances(signs, grams[::-1])
    assert sum(model.chances(signs, grams)) == pytest.approx(1)


def test_units_of_a_row_add_up_to_nothing() -> None:
    units = in_units(np.array([[1.0, 2.0, 3.0]]))
    assert units.tolist() == [[-100, 0, 100]]


def test_a_model_is_read_as_it_was_written(tmp_path) -> None:
    model = fit_model(
        [
            Example("it rattles", "fault"),
            Example("it rattles badly", "fault"),
            Example("thanks mate", "other"),
            Example("thanks all", "other", is_first=True),
        ],
    )
    path = tmp_path / "model.json"
    path.write_text(dump_model(model, {"what": "a test"}), "utf-8")
    again = load_model(path)
    assert again.grams == model.grams
    assert (again.weights == model.weights).all()
    chances = dict(
        zip(KINDS, again.chances((), {"rattles "}), strict=True),
    )
    assert max(chances, key=chances.__getitem__) == "fault"


def test_the_shipped_model_is_small_and_has_every_kind() -> None:
    assert PATH.stat().st_size < LARGEST_FILE
    assert set(KINDS) == set(StatementKind)


def test_words_are_the_reasons_where_no_list_has_them() -> None:
    reasons = reasons_of_kind(read_grams("thanks a lot"), "other")
    assert "thanks" in reasons
    assert 0 < len(reasons) <= 3


def test_a_trouble_has_reasons() -> None:
    for statement in read_statements("轮毂里面咣咣响,方向盘也歪"):
        assert statement.reasons
