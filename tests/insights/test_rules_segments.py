"""A rule is read whole or refused with the place of what is wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.rules.segments import DEEPEST, RuleFault, conditions, read_rule
from insights.selectors.segment_fields import GRAMMAR

STATE = {"field": "state", "is": ["cooling"]}


@pytest.mark.parametrize(
    ("rule", "code", "path"),
    [
        (None, "not_a_rule", ()),
        ({}, "not_a_rule", ()),
        ({"all": []}, "empty_group", ("all",)),
        ({"all": [STATE], "any": [STATE]}, "unknown_key", ()),
        ({"all": [STATE, {"field": "nothing"}]}, "unknown_field", ("all", 1)),
        (
            {"not": {"field": "state", "is": ["asleep"]}},
            "bad_value",
            ("not", "is"),
        ),
        ({"field": "city", "is": []}, "no_values", ()),
        ({"field": "city", "is": ["a\x00"]}, "bad_value", ("is",)),
        ({"field": "geek", "at_least": True}, "bad_number", ("at_least",)),
        (
            {"field": "geek", "at_least": float("nan")},
            "bad_number",
            ("at_least",),
        ),
        ({"field": "geek"}, "no_bound", ()),
        (
            {"field": "joined", "within_days": 0},
            "bad_number",
            ("within_days",),
        ),
        (
            {"field": "joined", "within_days": 3, "not_within_days": 3},
            "no_bound",
            (),
        ),
        ({"field": "events", "at_least": 3}, "no_bound", ()),
        (
            {"field": "events", "at_least": 3, "weeks": 60},
            "bad_number",
            ("weeks",),
        ),
        ({"any": [STATE] * 31}, "empty_group", ("any",)),
        (
            {"all": [{"any": [STATE] * 16}, {"any": [STATE] * 16}]},
            "too_many",
            (),
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(rule, code, path) -> None:
    with pytest.raises(RuleFault) as caught:
        read_rule(rule, GRAMMAR)
    assert (caught.value.code, caught.value.path) == (code, path)


def test_too_deep_is_refused() -> None:
    rule = STATE
    for _n in range(DEEPEST + 1):
        rule = {"not": rule}
    with pytest.raises(RuleFault, match="too_deep"):
        read_rule(rule, GRAMMAR)


def test_conditions_know_whether_they_are_wanted() -> None:
    negated = {"any": [{"field": "city", "is": "上海"}, {"not": STATE}]}
    rule = read_rule({"all": [STATE, {"not": negated}]}, GRAMMAR)
    assert [(one["field"], wanted) for one, wanted in conditions(rule)] == [
        ("state", True), ("city", False), ("state", True),
    ]  # fmt: skip


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text()
    | st.sampled_from(sorted(GRAMMAR)),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                [
                    "all",
                    "any",
                    "not",
                    "field",
                    "is",
                    "at_least",
                    "weeks",
                    "within_days",
                    "x",
                ],
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(anything)
def test_anything_is_read_or_refused_and_read_again_is_the_same(
    rule: object,
) -> None:
    try:
        read = read_rule(rule, GRAMMAR)
    except RuleFault:
        return
    assert read_rule(json.loads(json.dumps(read)), GRAMMAR) == read
