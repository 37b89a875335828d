"""The demo community: the same for the same seed, and what was planted in it is found."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from activity.selectors.nights import published
from alerts.models import Suggestion, SuggestionPost
from alerts.services.new_posts import process_new_posts
from alerts.services.post_classification import classify_new_posts
from campaigns.models import Campaign
from common.errors import DomainError
from community.models import Post
from insights.models import Segment
from koc.models import KocSpell
from kocops.demo.comparison import (
    as_table,
    faults_table,
    issues_by_fault,
    states_by_archetype,
)
from kocops.demo.people import make_people
from kocops.demo.posts import make_posts
from kocops.demo.seed import seed_demo, write_truth
from kocops.demo.sentences import WISHES
from kocops.demo.teamwork import plant_teamwork
from kocops.nightly import run_nightly
from teamwork.models import Nomination
from teamwork.selectors.desk import read_desk
from teamwork.selectors.desk_items import DeskContext
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
LAST = date(2026, 5, 19)


def seed(**how: Any) -> Any:
    return seed_demo(
        **{
            "members": 150,
            "weeks": 30,
            "seed": 7,
            "last": LAST,
            "clock": lambda: NOW,
            "say": print,
            **how,
        },
    )


def test_what_members_wish_for_is_on_the_board() -> None:
    seed()
    process_new_posts(now=NOW)
    counts = Suggestion.objects.with_counts().values_list("member_count")
    assert len(counts) >= len(WISHES) > 3
    assert sum(count for (count,) in counts) >= 12
    said = SuggestionPost.objects.values_list("said", flat=True)
    assert not [one for one in said if "约个检查" in one]


def test_planted_faults_and_lives_are_found(tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    planted = seed()
    write_truth(planted, truth)
    classify_new_posts(now=NOW)
    run_nightly(business_date=LAST, clock=lambda: NOW)
    for fault, posts, together, others, alerted in issues_by_fault(truth):
        assert together >= 0.5 * posts, (fault, together, posts)
        assert others <= 2, fault
        assert alerted, fault
    states = {
        archetype: count
        for archetype, count, _browsing in states_by_archetype(truth)
    }
    assert states["steady"]["dormant"] == 0
    assert (
        states["silent"]["dormant"] + states["silent"]["cooling"]
        > states["silent"]["active"]
    )
    assert as_table(states_by_archetype(truth)).count("|") > 40
    assert "bluetooth_key_after_ota" in faults_table(issues_by_fault(truth))


def test_the_same_seed_makes_the_same_people_and_posts() -> None:
    def made() -> Any:
        random = np.random.default_rng(3)
        people = make_people(
            members=60,
            first=LAST - timedelta(days=100),
            last=LAST,
            random=random,
        )
        posts = make_posts(
            people,
            first=LAST - timedelta(days=100),
            last=LAST,
            random=np.random.default_rng([3, 1]),
        )
        return people, list(posts)

    assert made() == made()


def test_a_community_is_seeded_once() -> None:
    seed(members=30, weeks=4)
    assert Post.objects.exists()
    with pytest.raises(DomainError):
        seed(members=30, weeks=4)


def test_the_demo_team_begins_its_work_once(accounts: dict[str, Any]) -> None:
    seed(members=400)
    process_new_posts(now=NOW)
    run_nightly(business_date=LAST, clock=lambda: NOW)
    assert plant_teamwork(accounts, now=NOW)
    assert not plant_teamwork(accounts, now=NOW)
    assert Segment.objects.exclude(failure="").count() == 0
    assert Segment.objects.count() == 4
    states = Campaign.objects.order_by("starts_on").values_list("state")
    assert [state for (state,) in states] == ["closed", "running"]
    reader = DeskContext(
        accounts["communicator"],
        frozenset({"communicator"}),
        NOW,
        NOW.date(),
        published().generation,
    )
    assert "promise" in {section.kind for section in read_desk(reader)}
    assert KocSpell.objects.former().count() == 1
    assert KocSpell.objects.due(NOW.date()).exists()
    assert len(set(KocSpell.objects.values_list("tier", flat=True))) == 3
    assert {row.state for row in Nomination.objects.all()} <= {
        "open",
        "accepted",
    }
