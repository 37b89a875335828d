"""Welcomes and introductions by colleagues count once, and can be undone."""

from datetime import timedelta
from typing import Any

import pytest

from activity.models import EventSource
from common.errors import Conflict, Invalid, NotFound
from community.models import PostFeatures
from members.models import Member
from roles.models import Introduction, NewcomerWelcome
from roles.selectors.introductions import count_introductions
from roles.selectors.newcomers import newcomers
from roles.services.newcomers import (
    introduce,
    record_welcome,
    undo_introduction,
    undo_welcome,
)
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def newcomer() -> Any:
    return MemberFactory(joined_on=TODAY, joined_from=Member.JoinedFrom.STAFF)


def welcome(member: Any, user: Any, **more: Any) -> NewcomerWelcome:
    given = {"how": "phone", "note": "", "now": NOW, **more}
    return record_welcome(member_id=member.pk, user=user, **given)


def waiting() -> set[int]:
    since = TODAY - timedelta(days=30)
    rows = newcomers(Member.objects.unmerged(), since=since)
    return set(rows.filter(welcomed_at=None).values_list("pk", flat=True))


def test_a_recorded_welcome_ends_the_waiting(
    accounts: Any, newcomer: Any
) -> None:
    assert waiting() == {newcomer.pk}
    made = welcome(newcomer, accounts["communicator"])
    again = welcome(newcomer, accounts["lead"])
    assert again == made and NewcomerWelcome.objects.count() == 1
    assert waiting() == set()
    undo_welcome(welcome_id=made.pk, now=NOW)
    assert waiting() == {newcomer.pk}
    undone = undo_welcome(welcome_id=made.pk, now=NOW + timedelta(days=1))
    assert undone.undone_at == NOW


def test_the_earlier_of_post_and_record_counts(
    accounts: Any, newcomer: Any
) -> None:
    welcome(newcomer, accounts["communicator"])
    source: EventSource = EventSourceFactory()
    ingest(source, [post_row(1, "host", "欢迎新朋友")])
    reply = PostFeatures.objects.create(
        post_id=Member.objects.get(identities__external_id="host")
        .posts.get()
        .pk,
        author=Member.objects.get(identities__external_id="host"),
        posted_at=NOW - timedelta(days=2),
        to_member=newcomer,
    )
    since = TODAY - timedelta(days=30)
    row = newcomers(Member.objects.unmerged(), since=since).get(
        pk=newcomer.pk,
    )
    assert (row.welcomed_at, row.recorded_at) == (reply.posted_at, NOW)


def test_only_people_are_welcomed(accounts: Any) -> None:
    bot = MemberFactory(kind=Member.Kind.BOT)
    with pytest.raises(Invalid):
        welcome(bot, accounts["lead"])
    with pytest.raises(NotFound):
        undo_welcome(welcome_id=0, now=NOW)


def test_an_introduction_counts_once_and_knows_its_outcome(
    accounts: Any, newcomer: Any
) -> None:
    host = MemberFactory(nickname="蜂王")
    given = {
        "newcomer_id": newcomer.pk,
        "host_id": host.pk,
        "user": accounts["lead"],
        "now": NOW,
    }
    made = introduce(**given)
    assert introduce(**given) == made
    assert count_introductions(NOW)[:2] == (1, 0)
    source: EventSource = EventSourceFactory()
    ingest(source, [post_row(1, "any", "你好"), post_row(2, "any", "再见")])
    for number, days in ((1, -1), (2, 3)):
        PostFeatures.objects.create(
            post=source_post(f"p{number}"),
            author=host,
            posted_at=NOW + timedelta(days=days),
            to_member=newcomer,
        )
    row = Introduction.objects.in_force().with_outcome().get()
    assert row.met_at == NOW + timedelta(days=3), "not what was before it"
    assert count_introductions(NOW + timedelta(days=4))[:2] == (1, 1)
    undo_introduction(introduction_id=made.pk, now=NOW)
    assert count_introductions(NOW)[:2] == (0, 0)
    assert introduce(**given) != made


def source_post(external_id: str) -> Any:
    posts = Member.objects.get(identities__external_id="any").posts
    return posts.get(external_id=external_id)


def test_nobody_is_introduced_to_themselves(
    accounts: Any, newcomer: Any
) -> None:
    with pytest.raises(Conflict):
        introduce(
            newcomer_id=newcomer.pk,
            host_id=newcomer.pk,
            user=accounts["lead"],
            now=NOW,
        )
    with pytest.raises(NotFound):
        undo_introduction(introduction_id=0, now=NOW)
