"""Whom the first pictures of a member attracted; echoes; the works behind a strength."""

from datetime import timedelta

import pytest
from django.urls import reverse

from activity.models import ActivityEvent, EventDetail
from activity.rules.kinds import KIND_BY_NAME
from alerts.services.new_posts import process_new_posts
from community.models import Post
from members.models import Member
from roles.models import RoleSpell
from roles.rules.contributions import SHIPPED_WEIGHTS, ContributionType
from roles.selectors.attraction import count_viewers
from roles.selectors.contributions import read_contributions
from roles.selectors.journey import read_journeys
from roles.selectors.policies import sources_without_reactions
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row
from tests.roles.community import DAY, TONIGHT, member

pytestmark = pytest.mark.django_db


def look(source, name: str, post: str, *, days_ago: float) -> None:
    """A member looks at a post, and the event says so."""
    event = ActivityEvent.objects.create(
        source=source,
        external_id=f"{name}-{post}-{days_ago}",
        member=member(name),
        kind=KIND_BY_NAME["view"].number,
        occurred_at=NOW - timedelta(days=days_ago),
    )
    EventDetail.objects.create(
        event=event,
        object_type=EventDetail.ObjectType.POST,
        object_id=post,
    )


@pytest.fixture
def source():
    """A source without reactions: pictures of eye, and three who also wrote."""
    source = EventSourceFactory()
    rows = [
        post_row(1, "eye", "湖边的晚霞", minutes=-DAY * 6, media_count=3),
        post_row(2, "new", "你好", minutes=-DAY),
        post_row(3, "old", "你好", minutes=-DAY),
    ]
    ingest(source, rows)
    process_new_posts(now=NOW)
    for name, days in (("new", 5), ("old", 90)):
        Member.objects.filter(pk=member(name).pk).update(
            joined_on=NOW.date() - timedelta(days=days),
            joined_from=Member.JoinedFrom.FILE,
        )
    return source


def attracted_by_eye() -> list[int]:
    made = read_contributions(
        first_member=0,
        last_member=2**62,
        day=TONIGHT,
        weights=SHIPPED_WEIGHTS,
    )
    is_attracted = made.contribution_type == ContributionType.ATTRACTED
    return made.person[is_attracted].tolist()


def test_only_a_newcomer_in_their_first_days_is_attracted(source) -> None:
    look(source, "old", "p1", days_ago=4)
    assert attracted_by_eye() == []
    look(source, "new", "p1", days_ago=4)
    assert attracted_by_eye() == [member("new").pk]
    through = NOW.date()
    assert read_journeys(since=TONIGHT, through=through) == []
    since = through - timedelta(days=30)
    found = read_journeys(since=since, through=through)
    journeys = {one.member: one for one in found}
    assert journeys[member("new").pk].attracted_by == member("eye").pk


def test_viewers_are_different_people_without_the_author(source) -> None:
    for days_ago in (4, 3):
        look(source, "new", "p1", days_ago=days_ago)
    look(source, "old", "p1", days_ago=4)
    look(source, "eye", "p1", days_ago=4)
    post = Post.objects.get(external_id="p1")
    assert count_viewers([post.pk], before=NOW) == {post.pk: 2}


def test_a_source_without_reactions_is_known(source) -> None:
    assert sources_without_reactions([source.pk]) == [source.pk]
    Post.objects.filter(external_id="p1").update(reaction_count=1)
    assert sources_without_reactions([source.pk]) == []


def test_the_first_night_decides_the_weeks_before(tonight) -> None:
    spell = RoleSpell.objects.get(member=member("geek"))
    assert spell.started_on < TONIGHT - timedelta(days=7)


def test_all_works_behind_a_strength_are_shown(
    tonight,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    address = reverse("roles:member_works", args=[member("geek").pk, "geek"])
    page = as_role("communicator").get(address)
    assert page.status_code == 200
    assert page.context["page"].paginator.count == 12
    assert len(page.context["rows"]) == 12
    wrong = reverse("roles:member_works", args=[member("geek").pk, "king"])
    assert as_role("communicator").get(wrong).status_code == 404
