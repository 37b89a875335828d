"""Which matters a post is a report of."""

import pytest

from alerts.rules.matters import MAX_MATTERS, may_report, read_matters
from community.rules.statements import Statement, StatementKind
from community.rules.text import normalise

FAULT = StatementKind.FAULT
OTHER = StatementKind.OTHER


def matters(*said: tuple[StatementKind, str]) -> list[list[tuple[str, str]]]:
    """Return the faults of each matter of a text with these statements."""
    normal = ""
    statements = []
    for kind, text in said:
        start = len(normal)
        normal += normalise(text)
        statements.append(Statement(kind, start, len(normal), ()))
    return [
        list(one.facets.faults) for one in read_matters(normal, statements)
    ]


def test_only_troubles_are_matters() -> None:
    for kind in StatementKind:
        found = matters((kind, "刹车异响。"))
        # OTHER without reasons was not understood: the lexicon decides.
        wanted = kind in (FAULT, StatementKind.AGREEMENT, StatementKind.OTHER)
        assert bool(found) is wanted, kind


def test_each_part_is_a_matter_and_what_names_none_goes_on() -> None:
    assert matters(
        (FAULT, "刹车异响。"),
        (FAULT, "一直这样。"),
        (FAULT, "天窗漏水。"),
    ) == [[("brakes", "noise")], [("roof_glass", "water")]]


def test_treatment_belongs_to_the_trouble_that_it_is_about() -> None:
    found = matters((FAULT, "4S店一拖再拖。"), (FAULT, "刹车异响。"))
    assert [faults[0] for faults in found] == [("brakes", "noise")]
    alone = matters((FAULT, "4S店一拖再拖。"))
    assert alone == [[("dealer", "delayed")]]


def test_a_clause_that_says_nothing_by_itself_belongs_to_the_next() -> None:
    assert matters((OTHER, "我的天窗,"), (FAULT, "老是漏水")) == [
        [("roof_glass", "water")],
    ]
    assert matters((OTHER, "我的天窗。"), (FAULT, "老是漏水")) == [[]]


@pytest.mark.parametrize("count", [1, MAX_MATTERS + 2])
def test_a_list_of_troubles_is_at_most_so_many_matters(count: int) -> None:
    parts = ("刹车", "天窗", "座椅", "空调", "大灯")[:count]
    found = matters(*((FAULT, f"{part}异响。") for part in parts))
    assert len(found) == min(count, MAX_MATTERS)


def test_a_clause_in_a_long_post_about_something_else_is_none() -> None:
    talk = (OTHER, "周末和车友去山里自驾，一路风景很好，大家都很开心。" * 4)
    assert matters(talk, (FAULT, "小桌板卡扣断了")) == []
    assert len(matters((FAULT, "小桌板卡扣断了"))) == 1


def test_what_was_not_understood_is_a_matter_if_the_lexicon_knows_it() -> None:
    normal = "刹车异响"
    unread = Statement(StatementKind.OTHER, 0, len(normal), ())
    denied = unread._replace(reasons=("denied",))
    assert may_report([unread])
    assert not may_report([denied])
    assert [its.part for its in read_matters(normal, [unread])]
    assert not read_matters(normal, [denied])
    assert not read_matters("早上好", [unread._replace(end=3)])
