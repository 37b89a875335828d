"""After every merge is undone the world is as if there had been none, whatever
came in between, under whichever identity, and in whichever order.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from activity.models import ActivityEvent, EventSource, MovedIdentityEvent
from community.models import Post, PostFeatures, Question, Reaction
from community.services.member_upserts import RowOrigin, take_members
from community.services.questions import scan_new_threads
from members.models import (
    Member,
    MemberContact,
    MemberIdentity,
    MemberTag,
)
from members.rules.member_drafts import CircleDraft, MemberDraft
from members.services.tag_push import TagRow, push_tags
from teamwork.models import MemberMerge
from teamwork.services.interactions import log_interaction
from teamwork.services.merge_undo import undo_merge
from teamwork.services.merges import merge_members
from tests.activity.events import ingest
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest as ingest_posts_of
from tests.factories.community import post_row, react, reaction_row
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
PEOPLE = ("u0", "u1", "u2")
SOURCES = count(1)
TEXTS = ("请问胎压灯一直亮怎么办？", "重新学习胎压就好", "谢谢，解决了")

people = st.sampled_from(PEOPLE)
numbers = st.integers(0, 3)
steps = st.one_of(
    st.tuples(st.just("event"), people, numbers),
    st.tuples(st.just("post"), people, numbers),
    st.tuples(st.just("reaction"), people, numbers),
    st.tuples(st.just("tag"), people, numbers),
    st.tuples(st.just("scan"), people, numbers),
    st.tuples(st.just("merge"), people, numbers),
    st.tuples(st.just("undo"), people, numbers),
)


class World:
    """A source of its own with three people, and what arrives from it."""

    def __init__(self) -> None:
        self.source: EventSource = EventSourceFactory(name=f"w{next(SOURCES)}")
        self.merges: list[MemberMerge] = []
        rows = [post_row(0, "u0", TEXTS[0], thread="p0")]
        ingest_posts_of(self.source, rows)
        ingest(self.source, [event_row("e-first", who) for who in PEOPLE], NOW)

    def identity(self, who: str) -> MemberIdentity:
        return MemberIdentity.objects.get(
            platform=self.source.member_platform,
            external_id=who,
        )

    def event(self, who: str, number: int) -> None:
        ingest(self.source, [event_row(f"e{number}", who)], NOW)

    def post(self, who: str, number: int) -> None:
        place = PEOPLE.index(who) * 10 + number + 1
        text = TEXTS[number % len(TEXTS)]
        row = post_row(place, who, text, thread="p0")
        ingest_posts_of(self.source, [row])

    def reaction(self, who: str, number: int) -> None:
        kind = ("like", "favourite")[number % 2]
        react(self.source, [reaction_of(who, kind)])

    def tag(self, who: str, number: int) -> None:
        name = f"标签{who}{number}"
        push_tags(rows=[TagRow(1, None, str(self.identity(who)), name, 0.5)])

    def scan(self, _who: str, _number: int) -> None:
        scan_new_threads()

    def merge(self, who: str, number: int) -> None:
        source = self.identity(who).member
        target = self.identity(PEOPLE[number % len(PEOPLE)]).member
        if source.pk != target.pk:
            self.merges.append(merge(target, source))

    def undo(self, _who: str, number: int) -> None:
        if self.merges:
            chosen = self.merges.pop(number % len(self.merges))
            undo_merge(merge=chosen, user=None, now=NOW)

    def owners(self) -> dict[str, Any]:
        """Return whose everything is, by the identity of the owner."""
        names = {self.identity(who).member_id: who for who in PEOPLE}
        assert len(names) == len(PEOPLE)
        found: dict[str, Any] = {}
        events = ActivityEvent.objects.filter(source=self.source)
        for key, member in events.values_list("external_id", "member"):
            found[f"event {key}"] = names[member]
        posts = Post.objects.filter(source=self.source)
        for key, member in posts.values_list("external_id", "author"):
            found[f"post {key}"] = names[member]
        reactions = Reaction.objects.filter(post__in=posts)
        for kind, member in reactions.values_list("kind", "member"):
            key = f"reaction {kind} {names[member]}"
            found[key] = found.get(key, 0) + 1
        tags = MemberTag.objects.filter(member__in=names)
        for name, member in tags.values_list("name", "member"):
            found[f"tag {name}"] = names[member]
        scan_new_threads()
        for row in PostFeatures.objects.filter(post__in=posts):
            key = f"features {row.post.external_id}"
            found[key] = (names[row.author_id], names.get(row.to_member_id))
        for question in Question.objects.filter(post__in=posts):
            helper = names.get(question.helper_id)
            found["question"] = (helper, question.answer_count)
        return found


def event_row(key: str, who: str) -> dict[str, Any]:
    return {
        "external_id": f"{key}-{who}",
        "member": who,
        "occurred_at": (NOW - timedelta(hours=3)).isoformat(),
        "kind": "login",
    }


def reaction_of(who: str, kind: str) -> dict[str, Any]:
    """Return a reaction to p0, at another moment for each person."""
    at = NOW - timedelta(minutes=PEOPLE.index(who) + 1)
    return reaction_row(who, kind, "p0", occurred_at=at.isoformat())


def merge(kept: Member, merged: Member) -> MemberMerge:
    return merge_members(
        kept=kept,
        merged=merged,
        take=("city",),
        reason="同一个人",
        user=None,
        now=NOW,
    )


@settings(max_examples=25)
@given(st.lists(steps, max_size=14), st.integers(0, 5))
@example([("reaction", "u2", 0), ("merge", "u2", 0), ("reaction", "u0", 0)], 0)
@example([("merge", "u1", 0), ("reaction", "u1", 0), ("reaction", "u0", 0)], 0)
@example([("merge", "u0", 1), ("reaction", "u1", 0), ("reaction", "u0", 0)], 0)
@example([("reaction", "u1", 0), ("merge", "u1", 0), ("reaction", "u1", 0)], 0)
@example(
    [
        ("merge", "u1", 0),
        ("post", "u1", 1),
        ("scan", "u0", 0),
        ("merge", "u0", 2),
        ("tag", "u1", 1),
    ],
    0,
)
def test_undone_the_world_is_as_if_nobody_had_been_merged(
    happened: list[tuple[str, str, int]],
    order: int,
) -> None:
    merged, untouched = World(), World()
    for name, who, number in happened:
        act(merged, name)(who, number)
        if name not in ("merge", "undo"):
            act(untouched, name)(who, number)
    while merged.merges:
        merged.undo("", order)
    assert merged.owners() == untouched.owners()
    assert not MemberIdentity.objects.filter(moved_by_merge=True).exists()


def act(world: World, name: str) -> Callable[[str, int], None]:
    step: Callable[[str, int], None] = getattr(world, name)
    return step


def test_sent_again_after_the_undo_everything_is_a_duplicate() -> None:
    world = World()
    world.merge("u1", 0)
    world.event("u1", 1)
    world.post("u1", 1)
    world.reaction("u1", 0)
    world.undo("", 0)
    before = world.owners()
    _batch, outcome = ingest(world.source, [event_row("e1", "u1")], NOW)
    assert (outcome.duplicate, outcome.rejected) == (1, 0)
    world.post("u1", 1)
    reacted = react(world.source, [reaction_of("u1", "like")])
    assert (reacted.duplicate, reacted.rejected) == (1, 0)
    assert world.owners() == before


def test_an_entry_for_the_number_of_a_merged_member_goes_back_to_them() -> (
    None
):
    kept, merged = MemberFactory(), MemberFactory()
    row = merge(kept, merged)
    entries = []
    for number, member in zip(count(1), (merged, kept)):
        entry, is_new = log_interaction(
            key=f"00000000-0000-0000-0000-00000000000{number}",  # type: ignore[arg-type]
            member=member,
            now=NOW,
            user=None,
            happened_at=None,
            channel="wechat",
            summary="聊了胎压",
        )
        assert (is_new, entry.member_id) == (True, kept.pk)
        entries.append(entry)
    assert undo_merge(merge=row, user=None, now=NOW) == 1
    for entry, member in zip(entries, (merged, kept), strict=True):
        entry.refresh_from_db()
        assert entry.member_id == member.pk


def test_a_merge_in_the_middle_undone_first_leaves_the_later_one_whole() -> (
    None
):
    world = World()
    world.merge("u1", 0)
    world.merge("u0", 2)
    world.event("u1", 1)
    world.event("u0", 1)
    first, second = world.merges
    undo_merge(merge=first, user=None, now=NOW)
    owner = ActivityEvent.objects.get(
        source=world.source,
        external_id="e1-u1",
    ).member
    assert owner == first.merged
    assert world.identity("u0").member == second.kept
    # Merged anew, nothing of them goes to the member in the middle.
    third = merge(second.kept, Member.objects.get(pk=owner.pk))
    undo_merge(merge=second, user=None, now=NOW)
    assert world.identity("u1").member == second.kept
    undo_merge(merge=third, user=None, now=NOW)
    assert world.identity("u1").member == owner
    assert not MovedIdentityEvent.objects.exclude(
        event__member=owner,
    ).filter(identity=world.identity("u1"))


def test_what_deliveries_say_of_an_identity_goes_back_with_it() -> None:
    world = World()
    world.merge("u1", 0)
    platform = world.source.member_platform
    draft = MemberDraft(
        line=1,
        identities=((platform, "u1"), (platform, "u1-second")),
        raw={},
        tags=("露营",),
        contacts={"phone": "+8613900000017"},
        circles=(CircleDraft("车友会", None, None),),
    )
    delivery = RowOrigin("crm", NOW, NOW.date())
    (outcome,) = take_members(drafts=[draft], delivery=delivery)
    assert outcome.member_id == world.identity("u0").member_id
    ingest(world.source, [event_row("late", "u1-second")], NOW)
    world.undo("", 0)
    owner = world.identity("u1").member
    assert MemberTag.objects.get(name="露营").member == owner
    assert MemberContact.objects.get(kind="phone").member == owner
    assert owner.circle_memberships.count() == 1
    second = MemberIdentity.objects.get(external_id="u1-second")
    assert (second.member, second.moved_by_merge) == (owner, False)
    late = ActivityEvent.objects.get(external_id="late-u1-second")
    assert late.member == owner
    (again,) = take_members(drafts=[draft], delivery=delivery)
    assert again.status == "unchanged"
