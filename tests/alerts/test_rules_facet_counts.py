"""Counts of what reports name: most frequent first, at most twelve."""

from collections import Counter

from alerts.rules.facet_counts import (
    MAX_NAMED,
    add_counts,
    add_names,
    leading_names,
    most_named,
)


def test_names_said_half_as_often_still_lead() -> None:
    assert leading_names([["brakes", 4], ["doors", 2], ["key", 1]]) == {
        "brakes",
        "doors",
    }
    assert leading_names([]) == frozenset()


def test_names_are_added_most_frequent_first() -> None:
    counts = add_names([["brakes", 1]], ["doors", "doors", "brakes", "key"])

    assert counts == [["brakes", 2], ["doors", 2], ["key", 1]]


def test_counts_are_added_without_changing_the_given() -> None:
    given = [["brakes", 2]]

    assert add_counts(given, [["doors", 3], ["brakes", 2]]) == [
        ["brakes", 4],
        ["doors", 3],
    ]
    assert given == [["brakes", 2]]


def test_only_so_many_names_are_stored() -> None:
    counts = Counter({f"part {n:02}": 1 for n in range(MAX_NAMED + 3)})

    assert len(most_named(counts)) == MAX_NAMED
