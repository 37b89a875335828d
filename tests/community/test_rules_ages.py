"""Posts at fixed ages: different people, by their first act."""

from datetime import timedelta

from community.rules.ages import ByAge, is_over, people_by_age
from tests.conftest import NOW


def test_a_person_counts_once_by_their_first_act() -> None:
    acts = [
        ("a", NOW + timedelta(days=8)),
        ("a", NOW + timedelta(hours=2)),
        ("b", NOW + timedelta(days=3)),
        ("c", NOW + timedelta(days=20)),
        ("d", NOW + timedelta(days=40)),
    ]
    assert people_by_age(NOW, acts) == ByAge(1, 2, 3)


def test_an_age_ends_to_the_second() -> None:
    week = NOW + timedelta(days=7)
    acts = [("a", week), ("b", week - timedelta(seconds=1))]
    assert people_by_age(NOW, acts).day_7 == 1
    assert is_over(NOW, 7, week)
    assert not is_over(NOW, 7, week - timedelta(seconds=1))


def test_an_act_before_the_post_counts_from_its_first_day() -> None:
    acts = [("a", NOW - timedelta(minutes=5))]
    assert people_by_age(NOW, acts) == ByAge(1, 1, 1)
