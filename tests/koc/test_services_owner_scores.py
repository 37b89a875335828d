"""Real-owner scores are kept up to date in rounds, for those who may be scored."""

from datetime import timedelta
from typing import Any

import pytest

from community.models import (
    Cooperation,
    Post,
    PostFeatures,
    Question,
    Reaction,
)
from koc.models import OwnerRound, OwnerScore
from koc.services import owner_scores
from koc.services.owner_scores import refresh_owner_scores
from members.models import Member, MemberConsent
from members.services.consents import record_consent
from teamwork.services.merge_undo import undo_merge
from teamwork.services.merges import merge_members
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
OWN_WORDS = (
    "我的车跑了2万公里",
    "提车一年多了",
    "早上接娃上班",
    "百公里电耗15",
)


def write(member: Any, *texts: str, days: int = 3, **how: Any) -> list[Post]:
    posts = []
    for text in texts:
        number = Post.objects.count() + 1
        post = Post.objects.create(
            source=EventSourceFactory(),
            external_id=f"o{number}",
            thread_key=f"o{number}",
            author=member,
            text=text,
            posted_at=NOW - timedelta(days=days),
            **how,
        )
        PostFeatures.objects.create(
            post=post,
            author=member,
            posted_at=post.posted_at,
        )
        posts.append(post)
    return posts


def paid_since(member: Any, days: int) -> None:
    Cooperation.objects.create(
        member=member,
        partner="某品牌",
        started_on=(NOW - timedelta(days=days)).date(),
        recorded_at=NOW,
        batch="6a3f1b1e-6f0e-4f43-9d1c-1f3c3f0b2a11",
    )


def refuse(member: Any, *, is_given: bool = False) -> None:
    record_consent(
        member_id=member.pk,
        purpose=MemberConsent.Purpose.SCORING,
        is_given=is_given,
        note="电话",
        user=None,
        now=NOW,
    )


def test_a_round_scores_who_wrote_with_reasons() -> None:
    member, silent = MemberFactory(), MemberFactory()
    bot = MemberFactory(kind="bot")
    posts = write(member, *OWN_WORDS)
    write(bot, *OWN_WORDS)
    refresh_owner_scores(now=NOW)
    row = OwnerScore.objects.get()
    assert (row.pk, row.posts) == (member.pk, len(OWN_WORDS))
    assert row.score == sum(one["points"] for one in row.reasons)
    shown = {one["post"] for part in row.reasons for one in part["examples"]}
    assert shown <= {post.pk for post in posts}
    assert not OwnerScore.objects.filter(pk=silent.pk).exists()


def test_who_refuses_scores_has_none_until_they_agree() -> None:
    member = MemberFactory()
    write(member, *OWN_WORDS)
    refresh_owner_scores(now=NOW)
    refuse(member)
    assert not OwnerScore.objects.exists()
    refresh_owner_scores(now=NOW + timedelta(days=1))
    assert not OwnerScore.objects.exists()
    refuse(member, is_given=True)
    refresh_owner_scores(now=NOW + timedelta(days=2))
    assert OwnerScore.objects.exists()


def test_a_round_a_day_reads_what_changed(monkeypatch: Any) -> None:
    monkeypatch.setattr(owner_scores, "BATCH_MEMBERS", 2)
    members = [MemberFactory() for _n in range(5)]
    for member in members:
        write(member, *OWN_WORDS)
    assert refresh_owner_scores(now=NOW, most_batches=1) == 2
    assert OwnerScore.objects.count() == 2
    assert not OwnerRound.objects.get().is_done
    assert refresh_owner_scores(now=NOW) == 3
    assert OwnerScore.objects.count() == 5
    assert refresh_owner_scores(now=NOW) == 0
    Post.objects.filter(author=members[0]).update(is_deleted=True)
    Post.objects.exclude(author=members[0]).update(
        updated_at=NOW - timedelta(days=9),
    )
    for member in members:
        type(member).objects.update(updated_at=NOW - timedelta(days=9))
    tomorrow = NOW + timedelta(days=1)
    assert refresh_owner_scores(now=tomorrow) == 1
    assert OwnerScore.objects.count() == 4


def test_what_was_written_for_pay_speaks_against_them() -> None:
    member = MemberFactory()
    write(member, *OWN_WORDS, days=3)
    refresh_owner_scores(now=NOW)
    before = OwnerScore.objects.get()
    assert before.against == 0
    paid_since(member, 9)
    type(member).objects.update(updated_at=NOW + timedelta(hours=1))
    refresh_owner_scores(now=NOW + timedelta(days=1))
    after = OwnerScore.objects.get()
    assert after.score < before.score
    assert after.against == 60


def test_help_is_counted_by_distinct_people() -> None:
    helper, thanker = MemberFactory(), MemberFactory()
    posts = write(helper, *OWN_WORDS)
    features = PostFeatures.objects.filter(author=helper)
    features.filter(post__in=posts[:2]).update(
        to_member=thanker,
        thanked=True,
    )
    for post in posts:
        Reaction.objects.create(
            post=post, member=thanker, kind="favourite", reacted_at=NOW
        )
    Reaction.objects.create(
        post=posts[0], member=helper, kind="favourite", reacted_at=NOW
    )
    asked = write(thanker, "怎么办？")[0]
    Question.objects.create(
        post=asked,
        helper=helper,
        answer_count=1,
        answered_at=NOW,
        solved_at=NOW,
        solved_how="thanked",
    )
    refresh_owner_scores(now=NOW)
    row = OwnerScore.objects.get(pk=helper.pk)
    assert (row.thankers, row.healed, row.savers, row.effect) == (1, 1, 1, 3)
    answer = write(helper, "看这里", days=0)[0]
    Post.objects.filter(pk=answer.pk).update(thread_key=asked.thread_key)
    PostFeatures.objects.filter(pk=answer.pk).update(is_paid=True)
    owner_scores.count_helped_by_all(now=NOW)
    row.refresh_from_db()
    assert row.healed == 0


def between(monkeypatch: Any, act: Any) -> None:
    """Do something while posts are read, before the scores are stored."""
    score = owner_scores.score_owner

    def scoring(posts: Any) -> Any:
        found = score(posts)
        monkeypatch.setattr(owner_scores, "score_owner", score)
        act()
        return found

    monkeypatch.setattr(owner_scores, "score_owner", scoring)


def test_who_withdraws_while_posts_are_read_gets_no_score(
    monkeypatch: Any,
) -> None:
    member = MemberFactory()
    write(member, *OWN_WORDS)
    between(monkeypatch, lambda: refuse(member))
    refresh_owner_scores(now=NOW)
    assert not OwnerScore.objects.exists()


def test_who_is_erased_while_posts_are_read_gets_no_score(
    monkeypatch: Any,
) -> None:
    member = MemberFactory()
    write(member, *OWN_WORDS)
    rows = Member.objects.filter(pk=member.pk)
    between(monkeypatch, lambda: rows.update(kind="erased"))
    refresh_owner_scores(now=NOW)
    assert not OwnerScore.objects.exists()


def test_who_is_paid_while_posts_are_read_is_read_again(
    monkeypatch: Any,
) -> None:
    member = MemberFactory()
    write(member, *OWN_WORDS)
    between(monkeypatch, lambda: paid_since(member, 9))
    refresh_owner_scores(now=NOW)
    assert OwnerScore.objects.get().against == 60


def test_who_refuses_once_merged_has_no_score() -> None:
    member, other = MemberFactory(), MemberFactory()
    write(member, *OWN_WORDS)
    refresh_owner_scores(now=NOW)
    refuse(other)
    assert OwnerScore.objects.exists()
    merge = merge_members(
        kept=member,
        merged=other,
        take=(),
        reason="同一人",
        now=NOW,
        user=None,
    )
    assert not OwnerScore.objects.exists()
    undo_merge(merge=merge, now=NOW, user=None)
    assert OwnerScore.objects.get().pk == member.pk
