from datetime import date, timedelta

import pytest

from activity.models import CommunityWeek
from activity.rules.generations import KEPT_GENERATIONS
from activity.selectors.nights import oldest_kept_generation

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 5, 18)


def publish(generation: int) -> None:
    """Store two weeks of the community, as each published night does."""
    for week in range(2):
        CommunityWeek.objects.create(
            generation=generation,
            week_start=MONDAY + timedelta(weeks=week),
            active_members=1,
            new_members=0,
            returning_members=0,
            dimension_members=[],
            dimension_events=[],
        )


def test_nothing_is_dropped_before_the_first_night() -> None:
    assert oldest_kept_generation() is None
    publish(3)
    assert oldest_kept_generation() == 3


def test_the_latest_generations_are_kept() -> None:
    for generation in (3, 5, 9, 12):
        publish(generation)
    assert KEPT_GENERATIONS == 2
    assert oldest_kept_generation() == 9
