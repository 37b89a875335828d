"""Who answers whom in a thread."""

import pytest

from community.rules.addressees import (
    Addressee,
    ThreadPost,
    find_addressees,
)

ASKER, OLD, OTHER = 1, 2, 3
NAMES = {"老周": {OLD}, "小吴": {OTHER}, "楼主": {ASKER}}


def answered(
    *posts: ThreadPost,
    opener: int | None = 0,
) -> list[Addressee | None]:
    return find_addressees(
        posts,
        thread_key="t",
        opener=opener,
        names=NAMES,
    )


def thread(**signs: tuple[str, ...]) -> list[Addressee | None]:
    """Return what the posts of a thread answer whose last has these signs."""
    return answered(
        ThreadPost("p1", ASKER),
        ThreadPost("p2", OLD),
        ThreadPost("t#3", ASKER),
        ThreadPost("p4", OLD),
        ThreadPost("p5", OTHER, **signs),
    )


def test_a_post_without_signs_answers_the_opening_post() -> None:
    opening = Addressee(0, is_named=False, is_exact=True)
    assert thread() == [None, opening, None, opening, opening]


@pytest.mark.parametrize(
    ("signs", "place", "is_exact"),
    [
        ({"ids": ("p2",)}, 1, True),
        ({"ids": ("3",)}, 2, True),
        ({"ids": ("t",)}, 0, True),
        ({"quoted": ("老周",)}, 3, False),
        ({"called": ("老周",)}, 3, False),
        ({"ids": ("p2",), "quoted": ("楼主",)}, 1, True),
        ({"quoted": ("老周",), "called": ("楼主",)}, 3, False),
        ({"ids": ("gone",), "called": ("老周",)}, 3, False),
        ({"ids": ("p5",), "quoted": ("小吴",), "called": ("楼主",)}, 2, False),
    ],
)
def test_the_nearest_sign_says_what_is_answered(
    signs: dict[str, tuple[str, ...]],
    place: int,
    is_exact: bool,
) -> None:
    expected = Addressee(place, is_named=True, is_exact=is_exact)
    assert thread(**signs)[-1] == expected


@pytest.mark.parametrize(
    "signs",
    [
        {"ids": ("gone",)},
        {"ids": ("99",)},
        {"quoted": ("没人叫这个",)},
        {"called": ("小吴",)},
    ],
)
def test_signs_that_name_nobody_here_say_nothing(
    signs: dict[str, tuple[str, ...]],
) -> None:
    opening = Addressee(0, is_named=False, is_exact=True)
    assert thread(**signs)[-1] == opening


def test_who_opened_the_thread_answers_whom_they_name() -> None:
    found = answered(
        ThreadPost("p1", ASKER),
        ThreadPost("p2", OLD),
        ThreadPost("p3", ASKER, called=("老周",)),
        ThreadPost("p4", ASKER),
    )
    assert found[2:] == [Addressee(1, is_named=True, is_exact=False), None]


def test_who_comes_later_is_not_answered_by_name() -> None:
    found = answered(
        ThreadPost("p1", ASKER),
        ThreadPost("p2", OTHER, called=("老周",)),
        ThreadPost("p3", OLD),
    )
    assert found[1] == Addressee(0, is_named=False, is_exact=True)


def test_without_an_opening_post_only_signs_count() -> None:
    found = answered(
        ThreadPost("p1", ASKER),
        ThreadPost("p2", OTHER),
        ThreadPost("p3", OLD, ids=("p2",)),
        opener=None,
    )
    assert found == [None, None, Addressee(1, is_named=True, is_exact=True)]
