"""Two records of one person become one; undone, every table is as it was."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.urls import reverse

from activity.models import (
    ActivityEvent,
    ActivitySummary,
    MemberRecount,
    MovedIdentityEvent,
)
from activity.selectors.nights import published
from common.errors import DomainError
from community.models import Post, PostFeatures, Reaction
from insights.models import Segment, SegmentSpell
from insights.rules.segments import AsOf
from insights.services.segment_counts import refresh_segments
from insights.services.segment_lists import enlist_members
from insights.services.segments import save_segment
from kocops.nightly import fingerprint_of, run_missed_nights, run_nightly
from members.models import Member, MemberIdentity, VehicleOwnership
from members.rules.merging import OnMerge
from members.selectors.member_relations import (
    check_merge_policies,
    member_relations,
    policy_of,
    relations_with,
)
from members.services.directory import (
    save_member,
    tag_members,
    write_name_tokens,
)
from members.services.vehicles import add_vehicle
from teamwork.models import Interaction, MemberMerge, Nomination
from teamwork.rules.duplicate_matching import (
    SUGGESTED_FROM,
    ComparedMember,
    weight_of,
)
from teamwork.selectors.merge_suggestions import suggest_merges
from teamwork.services.merge_arrivals import collect_orphaned_rows
from teamwork.services.merge_undo import undo_merge
from teamwork.services.merges import mark_not_duplicate, merge_members
from tests.activity.events import ingest, raw_events
from tests.architecture.test_access_walk import Made, make_rows
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest as ingest_posts_of
from tests.factories.community import post_row, react, reaction_row
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
YESTERDAY = (NOW - timedelta(days=1)).date()
EVERYTHING = (
    "owner_status",
    "joined_on",
    "city",
    "primary_contact_id",
    "contact_note",
)


@pytest.fixture
def community(accounts: dict[str, Any]) -> tuple[Made, Made]:
    """Two members with one row of everything and events, a night, a segment;
    some things they have both.
    """
    one, other = (
        make_rows(f"车友{n}", number=n, owner=accounts["lead"]) for n in (1, 2)
    )
    source = EventSourceFactory()
    ingest(
        source,
        raw_events(members=2, count=300, last=YESTERDAY, days=200),
        NOW,
    )
    made = list(
        MemberIdentity.objects.filter(
            platform=source.member_platform,
        ).order_by("pk"),
    )
    for keys, member in zip(made, (one.member, other.member), strict=True):
        ActivityEvent.objects.filter(member=keys.member).update(member=member)
        MemberIdentity.objects.filter(pk=keys.pk).update(member=member)
    tag_members(
        member_ids=[one.member.pk, other.member.pk],
        name="露营",
        source="staff",
    )
    other.member.circle_memberships.create(
        circle=one.circle,
        started_on=date(2025, 1, 3),
    )
    save_segment(
        segment=None,
        name="都在",
        note="",
        rule={"field": "tag", "is": ["露营"]},
        now=NOW,
        user=None,
    )
    run_nightly(business_date=YESTERDAY, clock=lambda: NOW)
    return one, other


def whole_database() -> dict[str, list[Any]]:
    """Every row of every table but those that say that something was merged, is
    to be read again, or was computed anew from the posts.
    """
    informed = {
        "teamwork.MemberMerge",
        "activity.MemberRecount",
        "common.AuditRecord",
        "community.ChangedThread",
        "koc.OwnerScore",
    }
    return {
        model._meta.label: sorted(
            _readable(row)
            for row in model._base_manager.values_list(*_compared(model))
        )
        for model in apps.get_models()
        if model._meta.managed and model._meta.label not in informed
    }


def _compared(model: Any) -> list[str]:
    """Return the fields of a table, less when a row was last changed."""
    fields = model._meta.concrete_fields
    return [each.attname for each in fields if each.name != "updated_at"]


def _readable(row: Any) -> str:
    return repr(
        [
            bytes(value) if isinstance(value, memoryview) else value
            for value in row
        ],
    )


def merge(
    kept: Member,
    merged: Member,
    take: tuple[str, ...] = (),
    now: Any = NOW,
) -> MemberMerge:
    return merge_members(
        kept=kept,
        merged=merged,
        take=take,
        reason="同一个人",
        user=None,
        now=now,
    )


def test_undone_every_table_is_as_it_was(
    community: tuple[Made, Made],
    accounts: dict[str, Any],
) -> None:
    one, other = community
    Member.objects.filter(pk=other.member.pk).update(
        city="成都",
        joined_on=date(2020, 1, 2),
        owner_status="former",
        primary_contact=accounts["communicator"],
    )
    before = whole_database()
    merged = merge(
        one.member,
        other.member,
        EVERYTHING,
        NOW + timedelta(hours=1),
    )
    kept = Member.objects.get(pk=one.member.pk)
    assert (kept.city, kept.joined_on, kept.owner_status) == (
        "成都",
        date(2020, 1, 2),
        "former",
    )
    assert whole_database() != before
    undo_merge(merge=merged, user=None, now=NOW + timedelta(hours=2))
    after = whole_database()
    for table, rows in before.items():
        assert after[table] == rows, table
    assert after.keys() == before.keys()


def test_all_that_belongs_to_a_member_moves_and_what_both_have_stays(
    community: tuple[Made, Made],
) -> None:
    one, other = community
    counts = {
        (model, field): model._base_manager.filter(
            **{field: other.member},
        ).count()
        for model, field in relations_with(OnMerge.MOVE)
    }
    merge(one.member, other.member)
    left = {
        model._meta.label: model._base_manager.filter(
            **{field: other.member},
        ).count()
        for model, field in relations_with(OnMerge.MOVE)
        if counts[model, field]
    }
    assert sum(counts.values()) > 150
    both = (
        "MemberTag",
        "CircleMembership",
        "RoleSpell",
        "RoleOverride",
        "DormancyDispute",
        "Nomination",
        "HandoverMember",
        "SyncConflict",
        "KocSpell",
        "Graduation",
    )
    assert {
        label.split(".")[1]: n for label, n in left.items() if n
    } == dict.fromkeys((*both, "HandoverMember"), 1)
    assert not ActivitySummary.objects.filter(member=other.member).exists()
    assert (
        ActivityEvent.objects.filter(member=one.member).count()
        == ActivityEvent.objects.count()
    )


def test_every_reference_to_a_member_has_a_merge_policy() -> None:
    related = {
        (one.related_model, one.field.name)
        for one in Member._meta.get_fields(include_hidden=True)
        if isinstance(one, models.ForeignObjectRel)
    }
    assert set(member_relations()) == related
    declared = {one: policy_of(*one) for one in related}
    assert None not in declared.values()
    assert set(relations_with(OnMerge.MOVE)) == {
        one for one, policy in declared.items() if policy is OnMerge.MOVE
    }
    assert check_merge_policies() == []


def test_a_reference_without_a_merge_policy_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(Interaction, "on_member_merge")
    (error,) = check_merge_policies()
    assert error.obj is Interaction
    assert "Interaction.member" in error.msg


def test_the_next_night_adds_up_what_both_did_as_if_they_had_always_been_one(
    community: tuple[Made, Made],
) -> None:
    one, other = community
    apart = list(ActivitySummary.objects.values_list("active_days", flat=True))
    merge(one.member, other.member)
    later = NOW + timedelta(days=1)
    run_nightly(business_date=NOW.date(), clock=lambda: later)
    night = published()
    assert night.night.mode == "incremental"
    summary = ActivitySummary.objects.get(
        generation=night.generation,
        member=one.member,
    )
    assert not ActivitySummary.objects.filter(
        generation=night.generation,
        member=other.member,
    ).exists()
    assert max(apart) < summary.active_days <= sum(apart)
    assert not MemberRecount.objects.exists()
    grown = fingerprint_of(night.generation)
    run_nightly(business_date=NOW.date(), clock=lambda: later, full=True)
    assert fingerprint_of(published().generation) == grown


def test_undone_after_a_night_the_next_one_is_as_if_nothing_had_been(
    community: tuple[Made, Made],
) -> None:
    one, other = community
    before = fingerprint_of(published().generation)
    merged = merge(one.member, other.member)
    run_nightly(business_date=YESTERDAY, clock=lambda: NOW, again=True)
    assert fingerprint_of(published().generation) != before
    undo_merge(merge=merged, user=None, now=NOW)
    run_nightly(business_date=YESTERDAY, clock=lambda: NOW, again=True)
    assert fingerprint_of(published().generation) == before


def test_machines_learn_of_a_merge_with_the_next_count(
    community: tuple[Made, Made],
) -> None:
    one, other = community
    enlist_members(
        name="名单",
        member_ids=[other.member.pk],
        now=NOW,
        user=None,
    )
    merge(one.member, other.member)
    refresh_segments(
        at=AsOf(published().generation + 1, NOW + timedelta(hours=1)),
    )
    inside = SegmentSpell.objects.open().filter(
        segment__name__in=("都在", "名单"),
    )
    assert sorted(inside.values_list("segment__kind", "member")) == [
        ("list", one.member.pk),
        ("rule", one.member.pk),
    ]
    ended = SegmentSpell.objects.filter(
        member=other.member,
        segment__name__in=("都在", "名单"),
    )
    assert ended.count() == ended.exclude(ended_at=None).count() == 2
    assert Segment.objects.get(name="名单").member_count == 1


def test_what_was_on_its_way_is_gathered_before_the_night(
    community: tuple[Made, Made],
) -> None:
    one, other = community
    merged = merge(one.member, other.member)
    late = ActivityEvent.objects.create(
        source=one.source,
        external_id="late",
        member=other.member,
        kind=1,
        occurred_at=NOW - timedelta(days=3),
    )
    said = {
        "external_id": "late",
        "thread_key": "l",
        "text": "x",
        "posted_at": NOW,
    }
    post = Post.objects.create(source=one.source, author=other.member, **said)
    PostFeatures.objects.create(post=post, author=other.member, posted_at=NOW)
    run_missed_nights(clock=lambda: NOW + timedelta(days=1))
    late.refresh_from_db()
    assert late.member == one.member
    assert not Post.objects.filter(author=other.member).exists()
    assert PostFeatures.objects.get(post=post).author == one.member
    assert collect_orphaned_rows(now=NOW) == 0
    undo_merge(merge=MemberMerge.objects.get(pk=merged.pk), user=None, now=NOW)
    late.refresh_from_db()
    assert late.member == other.member
    assert PostFeatures.objects.get(post=post).author == other.member


@pytest.fixture
def two_identities() -> tuple[Any, Member, Member]:
    """A source whose u1 and u2 are two members, with a post and a reaction of u2 each."""
    source = EventSourceFactory()
    ingest_posts_of(
        source,
        [post_row(1, "u1", "开篇"), post_row(2, "u2", "第二帖")],
    )
    react(source, [reaction_row("u2")])
    members = [
        MemberIdentity.objects.get(
            platform=source.member_platform,
            external_id=name,
        ).member
        for name in ("u1", "u2")
    ]
    return source, *members


def arrive(source: Any) -> None:
    """An event, a post and a reaction come under the identity of u2."""
    ingest(source, [event_row("late")], NOW)
    ingest_posts_of(source, [post_row(3, "u2", "合并之后的帖子")])
    react(source, [reaction_row("u2", post="p3")])


def event_row(external_id: str, member: str = "u2") -> dict[str, Any]:
    at = (NOW - timedelta(hours=3)).isoformat()
    return {
        "external_id": external_id,
        "member": member,
        "occurred_at": at,
        "kind": "login",
    }


def owners_of_arrivals() -> set[int]:
    """Return whose the rows of arrive() are."""
    posts = Post.objects.filter(external_id="p3").values_list(
        "author",
        flat=True,
    )
    events = ActivityEvent.objects.filter(
        external_id__in=("late", "p3", "p3-u2-like"),
    )
    reactions = Reaction.objects.filter(post__external_id="p3").values_list(
        "member",
        flat=True,
    )
    assert (len(posts), events.count(), len(reactions)) == (1, 3, 1)
    return {*posts, *events.values_list("member", flat=True), *reactions}


def test_what_came_under_an_identity_goes_back_with_it(
    two_identities: Any,
    as_role: Any,
) -> None:
    source, kept, merged = two_identities
    row = merge(kept, merged)
    arrive(source)
    assert owners_of_arrivals() == {kept.pk}
    page = as_role("lead").post(
        reverse("teamwork:merge_undo", args=[row.pk]),
        follow=True,
    )
    assert owners_of_arrivals() == {merged.pk}
    assert "5" in str(next(iter(page.context["messages"])))
    _batch, outcome = ingest(source, [event_row("late")], NOW)
    assert (outcome.duplicate, outcome.rejected) == (1, 0)
    assert MemberRecount.objects.filter(member=merged).exists()


def test_after_undoing_arrivals_are_no_longer_noted(
    two_identities: Any,
) -> None:
    source, kept, merged = two_identities
    undo_merge(merge=merge(kept, merged), user=None, now=NOW)
    arrive(source)
    assert owners_of_arrivals() == {merged.pk}
    assert not MovedIdentityEvent.objects.exists()


def test_arrivals_follow_a_chain_of_merges_back(two_identities: Any) -> None:
    source, middle, merged = two_identities
    last = MemberFactory()
    first = merge(middle, merged)
    second = merge(last, Member.objects.get(pk=middle.pk))
    arrive(source)
    assert owners_of_arrivals() == {last.pk}
    undo_merge(merge=second, user=None, now=NOW)
    assert owners_of_arrivals() == {middle.pk}
    assert MemberIdentity.objects.get(external_id="u2").moved_by_merge
    undo_merge(merge=first, user=None, now=NOW)
    assert owners_of_arrivals() == {merged.pk}
    assert not MemberIdentity.objects.filter(moved_by_merge=True).exists()


def test_what_was_on_its_way_while_undoing_follows(
    two_identities: Any,
) -> None:
    source, kept, merged = two_identities
    row = merge(kept, merged)
    arrive(source)
    undo_merge(merge=row, user=None, now=NOW)
    # As if the delivery had been committed a moment after the merge was undone.
    late = ActivityEvent.objects.get(external_id="late")
    ActivityEvent.objects.filter(pk=late.pk).update(member=kept)
    MemberRecount.objects.all().delete()
    assert collect_orphaned_rows(now=NOW) == 1
    late.refresh_from_db()
    assert late.member_id == merged.pk
    assert MemberRecount.objects.filter(member=merged).exists()


def test_a_merged_member_is_nowhere_but_on_his_page(
    community: tuple[Made, Made],
    as_role: Any,
    token: Any,
) -> None:
    one, other = community
    merge(one.member, other.member)
    lead = as_role("lead")
    for name in (
        "insights:member_list",
        "roles:role_board",
        "lifecycle:dormancy_board",
        "teamwork:contact_list",
    ):
        rows = lead.get(reverse(name)).context["table"].page.object_list
        assert other.member.pk not in [row.record.pk for row in rows], name
    listed = lead.get(
        reverse("api:member-list"),
        headers=token("members:read"),
    ).json()["results"]
    assert other.member.pk not in [row["id"] for row in listed]
    page = lead.get(other.member.get_absolute_url())
    assert one.member.get_absolute_url() in page.content.decode()


@pytest.mark.parametrize("is_oldest_first", [True, False])
def test_a_chain_is_undone_in_either_order(
    community: tuple[Made, Made],
    is_oldest_first: bool,
) -> None:
    one, other = community
    third = MemberFactory(city="南京")
    Member.objects.filter(pk=other.member.pk).update(city="成都")
    before = whole_database()
    first = merge(one.member, other.member, EVERYTHING)
    middle = Member.objects.get(pk=one.member.pk)
    second = merge(third, middle, EVERYTHING, NOW + timedelta(hours=1))
    assert Member.objects.get(pk=third.pk).city == "成都"
    with pytest.raises(DomainError):
        merge(third, other.member)
    order = (first, second) if is_oldest_first else (second, first)
    undo_merge(merge=order[0], user=None, now=NOW)
    if is_oldest_first:
        assert Member.objects.get(pk=third.pk).city == one.member.city
    undo_merge(merge=order[1], user=None, now=NOW)
    after = whole_database()
    for table, rows in before.items():
        assert after[table] == rows, table
    with pytest.raises(DomainError) as again:
        undo_merge(merge=first, user=None, now=NOW)
    assert again.value.code == "already_undone"


def test_what_staff_wrote_since_is_not_taken_back(
    community: tuple[Made, Made],
) -> None:
    one, other = community
    Member.objects.filter(pk=other.member.pk).update(city="成都")
    merged = merge(one.member, other.member, ("city", "province"))
    kept = Member.objects.get(pk=one.member.pk)
    kept.city = "杭州"
    save_member(member=kept, now=NOW + timedelta(hours=1))
    undo_merge(merge=merged, user=None, now=NOW + timedelta(hours=2))
    assert Member.objects.get(pk=kept.pk).city == "杭州"


def test_of_an_event_only_its_member_can_change(
    community: tuple[Made, Made],
) -> None:
    one, other = community
    event = ActivityEvent.objects.first()
    ActivityEvent.objects.filter(pk=event.pk).update(member=other.member)
    for change in (
        {"kind": 2, "member": one.member},
        {"quantity": 9},
        {"occurred_at": NOW},
        {"external_id": "x"},
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
        ):
            ActivityEvent.objects.filter(pk=event.pk).update(**change)


def test_who_shares_a_car_or_a_name_and_more_is_suggested_until_told_apart() -> (
    None
):
    people = [
        MemberFactory(nickname="夜航星", city="上海"),
        MemberFactory(nickname="夜航星", city="上海"),
    ]
    car = {
        "model_series": "海豹",
        "vin": "LXL00000000000042",
        "started_on": date(2025, 1, 2),
    }
    drivers = [MemberFactory(nickname="甲"), MemberFactory(nickname="乙")]
    for driver in drivers:
        add_vehicle(vehicle=VehicleOwnership(member=driver, **car))
    write_name_tokens(members=people)
    [MemberFactory(nickname="老王", city="北京") for _n in range(9)]
    MemberFactory(nickname="夜航星", city="广州")
    found = suggest_merges()
    assert [(one.kept, one.merged) for one in found] == [
        tuple(drivers),
        tuple(people),
    ]
    mark_not_duplicate(one=drivers[1], other=drivers[0], user=None, now=NOW)
    assert [one.kept for one in suggest_merges()] == [people[0]]
    merge(*people)
    assert suggest_merges() == []


def test_two_accounts_on_one_platform_need_more_than_a_name() -> None:
    one = ComparedMember(
        frozenset(),
        "夜航星",
        "上海",
        frozenset(),
        frozenset({"app"}),
    )
    assert (
        weight_of(one, one._replace(platforms=frozenset({"forum"})))
        >= SUGGESTED_FROM
    )
    assert weight_of(one, one) < SUGGESTED_FROM
    with_car = one._replace(vins=frozenset({"v"}))
    assert weight_of(with_car, with_car) >= SUGGESTED_FROM


def test_the_pages_find_compare_merge_and_undo(
    community: tuple[Made, Made],
    as_role: Any,
) -> None:
    one, other = community
    lead = as_role("lead")
    pair = {"kept": one.member.pk, "merged": other.member.pk}
    found = lead.post(reverse("teamwork:merge_suggestions"), pair)
    assert found["Location"] == reverse(
        "teamwork:merge_compare",
        args=[one.member.pk, other.member.pk],
    )
    assert (
        lead.post(
            reverse("teamwork:merge_suggestions"),
            {**pair, "merged": one.member.pk},
        ).status_code
        == 422
    )
    compared = lead.get(found["Location"])
    assert (
        dict(compared.context["moving"])[
            ActivityEvent._meta.verbose_name_plural
        ]
        > 50
    )
    assert lead.post(found["Location"], {"act": "merge"}).status_code == 422
    done = lead.post(
        found["Location"],
        {"act": "merge", "reason": "同一辆车", "take": ["city"]},
    )
    assert done["Location"] == one.member.get_absolute_url()
    assert Nomination.objects.filter(member=one.member).count() == 1
    row = MemberMerge.objects.in_effect().get()
    assert row.merged_by.username == "lead"
    assert lead.get(row.get_absolute_url()).context["may_undo"]
    lead.post(reverse("teamwork:merge_undo", args=[row.pk]))
    assert Member.objects.unmerged().filter(pk=other.member.pk).exists()
    assert lead.get(found["Location"]).status_code == 200
    lead.post(found["Location"], {"act": "apart"})
    assert not MemberMerge.objects.in_effect().exists()
