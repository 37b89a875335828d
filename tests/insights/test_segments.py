"""One rule for list, export and API; every coming and going kept with its reason."""

import csv
import json
from datetime import timedelta
from typing import Any

import duckdb
import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from activity.models import ActivityEvent
from common.db.deadlines import TooSlow, deadline
from common.errors import DomainError
from insights.models import Segment, SegmentSpell
from insights.rules.segments import AsOf
from insights.selectors import segment_preview
from insights.selectors.segment_fields import GRAMMAR
from insights.selectors.segment_masks import MemberMasks
from insights.selectors.segment_preview import preview_rule
from insights.selectors.segment_rules import describe_rule
from insights.services import segment_counts
from insights.services.segment_counts import (
    recompute_segment,
    refresh_segments,
)
from insights.services.segment_lists import enlist_members
from insights.services.segments import archive_segments, save_segment
from kocops.nightly import run_missed_nights, run_nightly
from members.models import Member, MemberIdentity
from members.services.directory import tag_members
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
AT = AsOf(0, NOW)
SHANGHAI = {"field": "city", "is": ["上海"]}


def saved(
    rule: dict[str, Any],
    segment: Segment | None = None,
    name: str = "s",
) -> Segment:
    return save_segment(
        segment=segment,
        name=name,
        note="",
        rule=rule,
        now=NOW,
        user=None,
    )


def found(rule: dict[str, Any], at: AsOf = AT) -> set[str]:
    return {str(member) for member in preview_rule(rule, at=at).sample}


def inside(segment: Segment) -> set[str]:
    return {
        str(spell.member)
        for spell in SegmentSpell.objects.open().filter(segment=segment)
    }


def test_every_field_has_a_label_and_can_be_asked() -> None:
    sample = {
        "choice": lambda field: {"is": [field.choices[0]]},
        "text": lambda field: {"is": ["x"]},
        "number": lambda field: {"at_least": 1},
        "days": lambda field: {"within_days": 3},
        "count": lambda field: {"at_least": 1, "at_most": 9, "weeks": 2},
    }
    for name, field in GRAMMAR.items():
        rule = {"field": name, **sample[field.kind](field)}
        for one in (rule, {"not": rule}):
            assert preview_rule(one, at=AT).total == 0
            assert describe_rule(one)


def test_nested_rules_hold_for_whom_they_say() -> None:
    camper = MemberFactory(nickname="露营", city="上海")
    MemberFactory(nickname="上海人", city="上海")
    MemberFactory(nickname="北京人", city="北京")
    tag_members(member_ids=[camper.pk], name="露营", source="staff")
    assert found(
        {"all": [SHANGHAI, {"not": {"field": "tag", "is": ["露营"]}}]},
    ) == {"上海人"}
    assert found(
        {
            "any": [
                {"field": "tag", "is": ["露营"]},
                {"field": "city", "is": ["北京"]},
            ],
        },
    ) == {"露营", "北京人"}
    assert found({"not": {"any": [SHANGHAI]}}) == {"北京人"}


def test_a_place_is_the_same_with_and_without_what_it_is() -> None:
    MemberFactory(nickname="甲", city="上海")
    MemberFactory(nickname="乙", city="上海市")
    MemberFactory(nickname="丙", city="北京")
    for name in ("上海", "上海市"):
        rule = {"field": "city", "is": [name]}
        assert preview_rule(rule, at=AT).total == 2, name


def test_actions_are_counted_over_weeks() -> None:
    busy, idle = MemberFactory(nickname="忙"), MemberFactory(nickname="闲")
    source = EventSourceFactory()
    at = [NOW - timedelta(days=day) for day in (1, 2, 3, 40)]
    events = [
        ActivityEvent(
            source=source,
            external_id=str(moment),
            member=busy,
            kind=30,
            occurred_at=moment,
        )
        for moment in at
    ]
    ActivityEvent.objects.bulk_create(events)
    assert found({"field": "events", "at_least": 3, "weeks": 2}) == {"忙"}
    assert (
        found(
            {"field": "events", "is": ["creation"], "at_least": 4, "weeks": 2},
        )
        == set()
    )
    assert found({"field": "events", "at_least": 4, "weeks": 6}) == {"忙"}
    assert found({"field": "events", "at_most": 0, "weeks": 6}) == {str(idle)}


def test_a_number_that_no_count_of_actions_reaches_holds_for_nobody_and_stops_nothing() -> (
    None
):
    MemberFactory(city="上海")
    more, fewer = (
        {"field": "events", "weeks": 4, bound: 40_000}
        for bound in ("at_least", "at_most")
    )
    (
        saved(more, name="a"),
        saved({"any": [more, SHANGHAI]}, name="b"),
        saved(fewer, name="c"),
    )
    assert refresh_segments(at=AsOf(3, NOW)) == 3
    assert list(
        Segment.objects.order_by("name").values_list(
            "member_count",
            flat=True,
        ),
    ) == [0, 1, 1]
    source, member = EventSourceFactory(), MemberFactory()
    ActivityEvent.objects.create(
        source=source,
        external_id="1",
        member=member,
        kind=30,
        occurred_at=NOW - timedelta(days=1),
        quantity=900,
    )
    assert found(fewer) == {str(one) for one in Member.objects.all()}


def test_who_is_merged_while_the_night_counts_does_not_join_any_more() -> None:
    gone, stays = MemberFactory(city="上海"), MemberFactory(city="上海")
    segment, masks = saved(SHANGHAI), MemberMasks(AT)
    Member.objects.filter(pk=gone.pk).update(merged_into=stays)
    assert recompute_segment(
        segment=segment,
        at=AsOf(3, NOW),
        masks=masks,
    ) == (1, 0)
    Member.objects.filter(pk=stays.pk).update(city="北京")
    assert recompute_segment(
        segment=segment,
        at=AsOf(3, NOW),
        masks=masks,
    ) == (0, 0), "counted for this night already"
    assert recompute_segment(segment=segment, at=AsOf(3, NOW)) == (0, 1), (
        "asked for by hand, it is counted again"
    )


def test_coming_and_going_is_kept_with_reason_and_version() -> None:
    first, second = (
        MemberFactory(nickname="甲", city="上海"),
        MemberFactory(nickname="乙", city="北京"),
    )
    segment = saved({"any": [SHANGHAI, {"field": "tag", "is": ["露营"]}]})
    assert recompute_segment(segment=segment, at=AT) == (1, 0)
    assert recompute_segment(segment=segment, at=AT) == (0, 0), (
        "safe to run twice"
    )
    Member.objects.filter(pk=first.pk).update(city="杭州")
    tag_members(member_ids=[second.pk], name="露营", source="staff")
    later = AsOf(0, NOW + timedelta(days=1))
    assert recompute_segment(segment=segment, at=later) == (1, 1)
    left = SegmentSpell.objects.get(member=first)
    assert (left.reason, left.version, left.ended_at, left.ended_version) == (
        [0],
        1,
        later.now,
        1,
    )
    assert SegmentSpell.objects.get(member=second).reason == [1]
    saved(SHANGHAI, segment)
    Member.objects.filter(pk=first.pk).update(city="上海")
    assert recompute_segment(segment=segment, at=later) == (1, 1)
    again = SegmentSpell.objects.open().get(member=first)
    assert (again.version, again.reason) == (2, [0])
    assert saved(SHANGHAI, segment).versions.count() == 2, (
        "the same rule is no new version"
    )


def test_a_change_lies_after_what_was_handed_out_even_if_the_clock_was_read_before() -> (
    None
):
    member, segment = MemberFactory(city="上海"), saved(SHANGHAI)
    recompute_segment(segment=segment, at=AT)
    as_of = Segment.objects.get().counted_at
    Member.objects.filter(pk=member.pk).update(city="北京")
    assert recompute_segment(
        segment=segment,
        at=AsOf(0, NOW - timedelta(minutes=5)),
    ) == (0, 1)
    assert [
        row.member for row in SegmentSpell.objects.changed_since(as_of)
    ] == [member]


def test_an_archived_segment_stays_empty() -> None:
    MemberFactory(city="上海")
    segment = saved(SHANGHAI)
    recompute_segment(segment=segment, at=AT)
    archive_segments(segments=[segment], now=NOW)
    assert recompute_segment(segment=segment, at=AT) == (0, 0)
    assert refresh_segments(at=AsOf(7, NOW)) == 0
    assert inside(segment) == set()


def test_a_rule_too_slow_is_not_tried_again_for_the_same_night(
    monkeypatch,
) -> None:
    segment = saved(SHANGHAI)

    def too_slow(*_args: Any) -> Any:
        raise TooSlow

    monkeypatch.setattr(segment_counts, "_recompute", too_slow)
    recompute_segment(segment=segment, at=AsOf(3, NOW))
    assert refresh_segments(at=AsOf(3, NOW)) == 0
    assert refresh_segments(at=AsOf(4, NOW)) == 1


def test_a_segment_that_the_database_refuses_keeps_no_other_from_being_counted(
    monkeypatch,
) -> None:
    MemberFactory(city="上海")
    broken, whole = (
        saved(SHANGHAI, name="broken"),
        saved(SHANGHAI, name="whole"),
    )
    recompute = segment_counts._recompute

    def refused(segment: Any, *rest: Any) -> Any:
        if segment.pk == broken.pk:
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM no_such_table")
        return recompute(segment, *rest)

    monkeypatch.setattr(segment_counts, "_recompute", refused)
    with pytest.raises(DatabaseError, match="no_such_table"):
        refresh_segments(at=AsOf(3, NOW))
    whole.refresh_from_db()
    assert (whole.counted_generation, whole.member_count) == (3, 1)
    monkeypatch.undo()
    assert refresh_segments(at=AsOf(3, NOW)) == 1


def test_the_preview_says_who_would_join_and_leave() -> None:
    (
        MemberFactory(city="上海"),
        MemberFactory(city="北京"),
        MemberFactory(city="北京"),
    )
    segment = saved(SHANGHAI)
    recompute_segment(segment=segment, at=AT)
    told = preview_rule(
        {"field": "city", "is": ["北京"]},
        at=AT,
        segment=segment,
    )
    assert (told.total, told.joining, told.leaving) == (2, 2, 1)


def test_every_night_asks_again() -> None:
    member = MemberFactory(city="上海")
    segment = saved(
        {"all": [SHANGHAI, {"field": "active_days_28", "at_least": 1}]},
    )
    run_nightly(
        business_date=(NOW - timedelta(days=2)).date(),
        clock=lambda: NOW,
    )
    assert inside(segment) == set()
    ActivityEvent.objects.create(
        source=EventSourceFactory(),
        external_id="1",
        member=member,
        kind=30,
        occurred_at=NOW - timedelta(days=1, hours=3),
    )
    run_nightly(
        business_date=(NOW - timedelta(days=1)).date(),
        clock=lambda: NOW,
    )
    assert inside(segment) == {str(member)}


def test_a_night_killed_before_its_segments_is_made_up_for() -> None:
    member, segment = MemberFactory(city="上海"), saved(SHANGHAI)
    run_nightly(
        business_date=(NOW - timedelta(days=1)).date(),
        clock=lambda: NOW,
    )
    SegmentSpell.objects.all().delete()
    Segment.objects.update(counted_generation=0)
    run_missed_nights(clock=lambda: NOW)
    assert inside(segment) == {str(member)}


def test_a_rule_that_takes_too_long_is_stopped_and_says_so(
    monkeypatch,
    as_role,
) -> None:
    MemberFactory(city="上海")
    segment = saved(SHANGHAI)
    recompute_segment(segment=segment, at=AT)

    def slowly(*_args: Any) -> Any:
        endless = (
            "SELECT pg_sleep(9)"
            if connection.vendor == "postgresql"
            else "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
            "FROM n) SELECT max(i) FROM n"
        )
        with connection.cursor() as cursor:
            cursor.execute(endless)

    monkeypatch.setattr(segment_counts, "LONGEST_SECONDS", 0.2)
    monkeypatch.setattr(segment_preview, "LONGEST_SECONDS", 0.2)
    monkeypatch.setattr(segment_counts, "_recompute", slowly)
    monkeypatch.setattr(segment_preview, "_preview", slowly)
    assert recompute_segment(segment=segment, at=AT) == (0, 0)
    segment.refresh_from_db()
    assert (segment.failure, segment.member_count) == ("too_slow", 1)
    assert inside(segment)
    with pytest.raises(DomainError):
        preview_rule(SHANGHAI, at=AT)
    assert (
        "被中止"
        in as_role("analyst").get(segment.get_absolute_url()).content.decode()
    )
    with deadline(30), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    with pytest.raises(TooSlow), deadline(0.1):
        slowly()


def test_a_fixed_list_takes_members_by_hand() -> None:
    one, other = MemberFactory(), MemberFactory()
    assert (
        enlist_members(
            name="探店名单",
            member_ids=[one.pk, other.pk],
            now=NOW,
            user=None,
        )
        == 2
    )
    assert (
        enlist_members(
            name="探店名单",
            member_ids=[one.pk],
            now=NOW,
            user=None,
        )
        == 0
    )
    assert refresh_segments(at=AsOf(5, NOW)) == 0
    assert Segment.objects.get().member_count == 2
    with pytest.raises(DomainError):
        enlist_members(
            name=saved(SHANGHAI).name,
            member_ids=[one.pk],
            now=NOW,
            user=None,
        )


def test_the_pages_build_save_and_say_what_is_wrong(
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    MemberFactory(nickname="海边的陈师傅", city="上海")
    client = as_role("planner")
    wrong = client.post(
        reverse("insights:segment_create"),
        {"name": "沪", "rule": '{"all": [{"field": "citty"}]}'},
    )
    assert wrong.status_code == 422
    assert (
        "all.0" in wrong.content.decode() and "citty" in wrong.content.decode()
    )
    shown = client.post(
        reverse("insights:segment_preview"),
        {"rule": json.dumps(SHANGHAI)},
    ).content.decode()
    assert "海边的陈师傅" in shown
    made = client.post(
        reverse("insights:segment_create"),
        {"name": "沪", "note": "", "rule": json.dumps(SHANGHAI)},
    )
    page = client.get(made["Location"]).content.decode()
    assert "海边的陈师傅" in page and "城市：上海" in page
    listed = client.get(
        f"{reverse('insights:member_list')}?segment={Segment.objects.get().pk}",
    ).context["table"]
    assert [str(row.record) for row in listed.page.object_list] == [
        "海边的陈师傅",
    ]
    assert (
        as_role("communicator")
        .get(reverse("insights:segment_create"))
        .status_code
        == 403
    )


def pulled(
    client: Any,
    headers: dict[str, str],
    address: str,
) -> tuple[list[dict[str, Any]], str]:
    rows, as_of = [], ""
    while address:
        answer = client.get(address, headers=headers).json()
        rows += answer["results"]
        as_of, address = as_of or answer["as_of"], answer["next"]
    return rows, as_of


def test_a_copy_that_follows_what_changed_stays_equal(client, token) -> None:
    headers = token("segments:read")
    members = [
        MemberFactory(city="上海" if n % 2 else "北京") for n in range(20)
    ]
    for member in members:
        MemberIdentity.objects.create(
            member=member,
            platform="app",
            external_id=str(member.pk),
        )
    segment = saved(SHANGHAI)
    recompute_segment(segment=segment, at=AT)
    base = f"/api/v1/segments/{segment.pk}/members/?limit=3"
    rows, as_of = pulled(client, headers, base)
    assert rows[0]["identities"] == [f"app:{rows[0]['member_id']}"]
    assert rows[0]["reason"] == ["城市：上海"]
    copy = {row["member_id"] for row in rows}
    for night in range(1, 4):
        for member in members[night::3]:
            Member.objects.filter(pk=member.pk).update(
                city="上海" if (member.pk + night) % 2 else "北京",
            )
        recompute_segment(
            segment=segment,
            at=AsOf(0, NOW + timedelta(days=night)),
        )
        changes, as_of = pulled(
            client,
            headers,
            f"{base}&changed_since={as_of.replace('+', '%2B')}",
        )
        for row in changes:
            (copy.discard if row["ended_at"] else copy.add)(row["member_id"])
        assert copy == set(
            SegmentSpell.objects.open()
            .filter(segment=segment)
            .values_list("member_id", flat=True),
        )
    for text in (
        "yesterday",
        "2026-05-01T00:00:00",
        "0001-01-01T00:00:00%2B23:59",
    ):
        wrong = client.get(f"{base}&changed_since={text}", headers=headers)
        assert (
            wrong.status_code,
            "changed_since" in wrong.content.decode(),
        ) == (400, True)
    assert (
        client.get(
            f"{base}&changed_since=2026-05-01T00:00:00%2B23:59",
            headers=headers,
        ).status_code
        == 200
    )


def test_exports_hold_every_member_and_no_formula(client, token) -> None:
    headers = token("segments:read")
    for name in ("=1+1", '引号"逗号,', "甲\\乙"):
        MemberFactory(nickname=name, city="上海")
    segment = saved(SHANGHAI)
    recompute_segment(segment=segment, at=AT)
    base = f"/api/v1/segments/{segment.pk}/export/"
    text = b"".join(
        client.get(base, headers=headers).streaming_content,
    ).decode()
    told = [json.loads(line) for line in text.splitlines()]
    assert {row["nickname"] for row in told} == {
        "=1+1",
        '引号"逗号,',
        "甲\\乙",
    }
    text = b"".join(
        client.get(f"{base}?as=csv", headers=headers).streaming_content,
    ).decode()
    assert {row["nickname"] for row in csv.DictReader(text.splitlines())} == {
        "'=1+1",
        '引号"逗号,',
        "甲\\乙",
    }
    assert client.get(f"{base}?as=xml", headers=headers).status_code == 400


def test_parquet_holds_the_same_rows_with_their_types(
    client,
    token,
    tmp_path,
) -> None:
    headers = token("segments:read")
    for name, city in (
        ("=1+1", "上海"),
        ('引号"逗号,\n换行', "上海"),
        ("甲\\乙", "上海"),
    ):
        member = MemberFactory(
            nickname=name,
            city=city,
            joined_on=NOW.date(),
            province="",
        )
        MemberIdentity.objects.create(
            member=member,
            platform="app",
            external_id=name,
        )
    MemberFactory(nickname="无", city="上海", joined_on=None)
    segment = saved(SHANGHAI)
    recompute_segment(segment=segment, at=AT)
    base = f"/api/v1/segments/{segment.pk}/export/"
    rows = [
        json.loads(line)
        for line in b"".join(
            client.get(base, headers=headers).streaming_content,
        ).splitlines()
    ]
    file = tmp_path / "segment.parquet"
    file.write_bytes(
        b"".join(
            client.get(
                f"{base}?as=parquet",
                headers=headers,
            ).streaming_content,
        ),
    )
    with duckdb.connect() as duck:
        read = duck.read_parquet(str(file))
        assert (
            dict(zip(read.columns, map(str, read.types), strict=True))["since"]
            == "TIMESTAMP WITH TIME ZONE"
        )
        found = [
            dict(zip(read.columns, row, strict=True))
            for row in read.order("member_id").fetchall()
        ]
    for row in found:
        row["joined_on"] = row["joined_on"] and row["joined_on"].isoformat()
        assert row.pop("since") == NOW
    for row in rows:
        assert row.pop("since")
    assert found == rows
    assert [row["province"] for row in found[:3]] == ["", "", ""]
