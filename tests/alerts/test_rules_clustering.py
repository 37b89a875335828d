"""When issues become one: an issue that has just become one joins a known twin
sooner than two known ones do.
"""

from dataclasses import replace

import pytest

from alerts.rules.clustering import IssueIndex
from alerts.rules.clustering_settings import TITLES

ONE = ("sunroof", "leaks", "rain")
OTHER = ("sunroof", "water", "seat")
# With these settings two issues become one only by being compared, and only as merge_known says.
SETTINGS = replace(TITLES, alpha=1e9, merge=2.0, merge_big=2.0)


def issues_after(posts: list[tuple[str, ...]], known: float) -> int:
    """Return how many issues there are after these posts, each of which goes
    to the issue with just its words.
    """
    index = IssueIndex(settings=replace(SETTINGS, merge_known=known))
    for words in posts:
        number = next(
            (n for n, held in index.terms.items() if set(words) <= set(held)),
            None,
        )
        index.place(
            dict.fromkeys(words, 1.0),
            lean={number: 1e6} if number else None,
        )
    return len(index.terms)


@pytest.mark.parametrize(("known", "left"), [(0.05, 1), (0.9, 2)])
def test_an_issue_of_that_size_joins_a_known_one_like_it(
    known: float,
    left: int,
) -> None:
    assert issues_after([ONE] * 3 + [OTHER] * 3, known) == left


def test_smaller_and_known_issues_do_not_join_that_way() -> None:
    assert issues_after([ONE] * 3 + [OTHER] * 2, 0.05) == 2
    assert issues_after([ONE] * 2 + [OTHER] * 3, 0.05) == 2
    assert issues_after([ONE] * 2 + [OTHER] * 3 + [ONE], 0.05) == 1
