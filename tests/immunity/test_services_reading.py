"""Posts that pass something on become claims; complaints never do."""

import pytest

from activity.models import EventSource
from common.models import DomainEvent
from immunity.models import Claim, ClaimPost
from immunity.services.policies import save_policy
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.immunity.rumours import HEARSAY, REFUTATION, read, say, spread

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> EventSource:
    made: EventSource = EventSourceFactory()
    return made


def test_three_people_make_a_suggested_claim(source: EventSource) -> None:
    assert spread(source, *HEARSAY[:2]) is None
    say(source, ("传话3", HEARSAY[2]))
    assert read().suggested == 1
    claim = Claim.objects.get()
    assert claim.state == "suggested"
    assert claim.posts.count() == 3
    assert claim.wordings.count() == 3
    assert claim.scene_words[0].startswith("雨天/")


def test_one_person_makes_no_claim(source: EventSource) -> None:
    for text in HEARSAY:
        say(source, ("话多", text))
    assert read().suggested == 0


def test_complaints_are_kept_out(source: EventSource) -> None:
    complaint = "我的车昨天雨天充电漏电了，充电枪冒烟"
    for name in ("甲", "乙", "丙", "丁"):
        say(source, (name, complaint))
    assert read().kept == 0
    assert not ClaimPost.objects.exists()


def test_later_posts_join_with_their_stance(source: EventSource) -> None:
    claim = spread(source, *HEARSAY[:3])
    assert claim is not None
    say(
        source,
        ("辟谣人", REFUTATION),
        ("老车主", "我雨天充电三年了，从来没漏过电"),
        ("新人", "听说雨天充电会起火，是真的吗？"),
    )
    read()
    counted = Claim.objects.with_counts().get(pk=claim.pk)
    assert counted.spreading_count == 3
    assert counted.refuting_count == 2
    assert counted.asking_count == 1


def test_spreading_is_announced_once(source: EventSource) -> None:
    save_policy(
        suggest_authors=2,
        spreading_authors=3,
        window_days=7,
        note="小社群",
        now=NOW,
        user=None,
    )
    spread(source, *HEARSAY[:2])
    assert not DomainEvent.objects.filter(kind="claim.spreading").exists()
    spread(source, *HEARSAY)
    events = DomainEvent.objects.filter(kind="claim.spreading")
    assert events.count() == 1
    say(source, ("又一个人", HEARSAY[1]))
    again = read()
    assert (again.kept, again.spreading) == (1, 0)
    assert events.count() == 1
    assert events.get().data["spreading_people"] >= 3


def test_deleted_posts_do_not_count(source: EventSource) -> None:
    claim = spread(source, *HEARSAY[:3])
    assert claim is not None
    post = claim.posts.first().post  # type: ignore[union-attr]
    post.is_deleted = True
    post.save(update_fields=["is_deleted"])
    counted = Claim.objects.with_counts().get(pk=claim.pk)
    assert counted.spreading_count == 2
