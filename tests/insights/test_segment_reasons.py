"""Why members joined and left: the condition as it held, and the member's own
value, in page, API and webhook.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from common.models import OutboxMessage
from insights.models import (
    Segment,
    SegmentSpell,
    WebhookEndpoint,
)
from insights.rules.segments import AsOf, conditions
from insights.selectors.segment_fields import GRAMMAR
from insights.selectors.segment_masks import MemberMasks
from insights.selectors.segment_page import read_segment
from insights.selectors.segment_rules import describe_condition, describe_rule
from insights.selectors.segment_values import read_values
from insights.services.segment_counts import recompute_segment
from insights.services.segment_lists import enlist_members
from insights.services.segments import archive_segments, save_segment
from members.models import Member
from members.services.directory import tag_members
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.insights.test_segment_masks import community

pytestmark = pytest.mark.django_db
AT = AsOf(0, NOW)
LATER = AsOf(0, NOW + timedelta(days=1))
NOT_BEIJING = {"not": {"field": "city", "is": ["北京"]}}


def saved(rule: dict[str, Any]) -> Segment:
    return save_segment(
        segment=None,
        name="s",
        note="",
        rule=rule,
        now=NOW,
        user=None,
    )


def shown(segment: Segment, part: str) -> list[list[str]]:
    with translation.override("en"):
        return [one.reasons for one in read_segment(segment, now=NOW)[part]]


def pulled(
    client: Any,
    headers: dict[str, str],
    segment: Segment,
) -> dict[str, Any]:
    address = f"/api/v1/segments/{segment.pk}/members/?changed_since=2026-01-01T00:00:00Z"
    row = client.get(
        address,
        headers={**headers, "Accept-Language": "en"},
    ).json()["results"][0]
    return {
        name: row[name]
        for name in ("reason", "reason_values", "left_reason", "left_values")
    }


def test_reasons_keep_the_negation_and_show_the_value(
    client: Any,
    token: Any,
) -> None:
    headers, member = token("segments:read"), MemberFactory(city="上海")
    WebhookEndpoint.objects.create(
        name="crm",
        url="https://example.com/",
        created_at=NOW,
    )
    segment = saved(NOT_BEIJING)
    recompute_segment(segment=segment, at=AT)
    assert shown(segment, "joined") == [["City: not 北京 (上海)"]]
    began = {
        "reason": ["City: not 北京"],
        "reason_values": ["上海"],
        "left_reason": [],
        "left_values": [],
    }
    assert pulled(client, headers, segment) == began
    Member.objects.filter(pk=member.pk).update(city="北京")
    recompute_segment(segment=segment, at=LATER)
    assert shown(segment, "left") == [["no longer: City: not 北京 (北京)"]]
    ended = {
        **began,
        "left_reason": ["City: not 北京"],
        "left_values": ["北京"],
    }
    assert pulled(client, headers, segment) == ended
    bodies = [
        json.loads(text)["data"]["changes"][0]
        for text in OutboxMessage.objects.values_list("body", flat=True)
    ]
    assert [body["left_values"] for body in bodies] == [["北京"], []]
    assert bodies[0]["reason"][0].startswith("城市："), (
        "in the house's language, whoever made the change"
    )


def test_only_what_decided_is_why_a_member_left() -> None:
    member = MemberFactory(city="上海", province="沪")
    tag_members(member_ids=[member.pk], name="露营", source="staff")
    in_shanghai, in_hu = (
        {"field": "city", "is": ["上海"]},
        {"field": "province", "is": ["沪"]},
    )
    segment = saved(
        {
            "all": [
                in_shanghai,
                {"any": [in_hu, {"field": "tag", "is": ["改装"]}]},
            ],
        },
    )
    recompute_segment(segment=segment, at=AT)
    assert shown(segment, "joined") == [["City: 上海", "Province: 沪"]], (
        "a value that the condition says is not repeated"
    )
    Member.objects.update(city="")
    recompute_segment(segment=segment, at=LATER)
    assert shown(segment, "left") == [["no longer: City: 上海 (not given)"]]


def test_other_ends_say_what_ended_them() -> None:
    stays, goes, kept = (MemberFactory(city="上海") for _n in range(3))
    segment = saved(NOT_BEIJING)
    recompute_segment(segment=segment, at=AT)
    Member.objects.filter(pk=goes.pk).update(merged_into=stays)
    recompute_segment(segment=segment, at=LATER)
    assert shown(segment, "left") == [["merged into another member"]]
    archive_segments(segments=[segment], now=LATER.now + timedelta(days=1))
    assert shown(segment, "left")[:2] == [["the segment was archived"]] * 2
    enlist_members(name="list", member_ids=[kept.pk], now=NOW, user=None)
    assert shown(Segment.objects.get(name="list"), "joined") == [[]]


def test_rows_of_earlier_releases_stay_readable(
    client: Any,
    token: Any,
) -> None:
    headers, member, segment = (
        token("segments:read"),
        MemberFactory(),
        saved(NOT_BEIJING),
    )
    old = {
        "segment": segment,
        "member": member,
        "started_at": NOW,
        "version": 1,
        "reason": [0],
    }
    SegmentSpell.objects.create(**old, ended_at=LATER.now, ended_version=1)
    assert shown(segment, "left") == [[]]
    assert pulled(client, headers, segment)["reason_values"] == [None]
    SegmentSpell.objects.create(**old)
    assert shown(segment, "joined") == [["City: not 北京"]]


def test_a_machine_does_not_learn_the_contact(
    client: Any,
    token: Any,
    accounts: dict[str, Any],
) -> None:
    MemberFactory(primary_contact=accounts["lead"])
    segment = saved({"not": {"field": "contact", "is": ["planner"]}})
    recompute_segment(segment=segment, at=AT)
    assert shown(segment, "joined") == [
        ["Primary contact: not planner (lead)"],
    ]
    assert pulled(client, token("segments:read"), segment)[
        "reason_values"
    ] == [None]


SAMPLES: dict[str, tuple[dict[str, Any], Any, str]] = {
    "state": ({"is": ["dormant"]}, "active", "State: not Dormant"),
    "chance_of_silence": (
        {"at_least": 100},
        5.69,
        "Chance of silence, 8 weeks: below 100",
    ),
    "role": ({"is": ["geek"]}, [], "Holds the role: not Technical geek"),
    "primary_role": ({"is": ["none"]}, "none", "Primary role: not None"),
    "geek": ({"at_most": 1}, 48.0, "Technical geek: above 1"),
    "social": ({"at_most": 1}, 50.0, "Social queen bee: above 1"),
    "aesthetic": ({"at_least": 1}, 0.0, "Aesthetic evangelist: below 1"),
    "owner_status": (
        {"is": ["former"]},
        "owner",
        "Owner status: not Former owner",
    ),
    "kind": ({"is": ["bot"]}, "person", "Kind: not Bot"),
    "city": ({"is": ["x"]}, "上海", "City: not x"),
    "province": ({"is": ["x"]}, "", "Province: not x"),
    "model": ({"is": ["x"]}, [], "Model series: not x"),
    "tag": ({"is": ["露营"]}, ["露营"], "Interest tag: not 露营"),
    "circle": ({"is": ["x"]}, [], "In circle: not x"),
    "contact": ({"is": ["x"]}, None, "Primary contact: not x"),
    "koc": ({"is": ["now"]}, "never", "KOC status: not KOC now"),
    "koc_tier": ({"is": ["core"]}, None, "KOC tier: not Core KOC"),
    "koc_since": ({"within_days": 3}, None, "KOC since: not within 3 days"),
    "koc_review": (
        {"within_days": 3},
        None,
        "Next KOC review: not within 3 days",
    ),
    "koc_contact": ({"is": ["x"]}, None, "Contact as KOC: not x"),
    "badge": ({"is": ["none"]}, "none", "Badge: not no badge"),
    "campaign": (
        {"is": ["x"]},
        [],
        "In the audience of the campaign: not x",
    ),
    "signed_up": ({"is": ["x"]}, [], "Signed up for the campaign: not x"),
    "attended": ({"is": ["x"]}, [], "Attended the campaign: not x"),
    "issues": ({"at_least": 1}, 0, "Issues reported: below 1"),
    "model_year": ({"at_least": 1}, None, "Model year: below 1"),
    "tenure": ({"at_least": 1}, None, "Months since joining: below 1"),
    "promises": (
        {"is": ["open"]},
        "none",
        "Promises to them: not an open one",
    ),
    "contacted": (
        {"within_days": 3},
        None,
        "Last talked with: not within 3 days",
    ),
    "active_days_28": ({"at_most": 0}, 2, "Active days, 28 days: above 0"),
    "active_weeks_52": (
        {"at_least": 9, "at_most": 10},
        24,
        "Active weeks, 52 weeks: below 9 or above 10",
    ),
    "percentile": ({"at_least": 1}, 4.35, "Community percentile: below 1"),
    "last_active": (
        {"within_days": 3},
        "2026-05-19",
        "Last active: not within 3 days",
    ),
    "joined": ({"not_within_days": 3}, None, "Joined: within 3 days"),
    "events": (
        {"at_least": 9, "weeks": 52},
        24,
        "Actions: below 9 in the last 52 weeks",
    ),
}


def test_every_field_is_read_and_negated() -> None:
    at = community()
    masks = MemberMasks(at)
    chosen = masks.members[23:24]
    assert set(SAMPLES) == set(GRAMMAR)
    for name, (asked, value, text) in SAMPLES.items():
        rule = {"field": name, **asked}
        with translation.override("en"):
            assert (name, describe_condition(rule, is_wanted=False)) == (
                name,
                text,
            )
        assert len(list(conditions(rule))) == 1
        assert (name, read_values(masks, rule, chosen, [[0]])) == (
            name,
            [[value]],
        )


def test_days_without_changes_are_drawn_as_none() -> None:
    for city in ("上海", "成都"):
        MemberFactory(city=city)
    segment = saved(NOT_BEIJING)
    # 2026-05-15 16:30 UTC is the 16th in Shanghai.
    recompute_segment(
        segment=segment,
        at=AsOf(0, datetime(2026, 5, 15, 16, 30, tzinfo=UTC)),
    )
    Member.objects.filter(city="成都").update(city="北京")
    recompute_segment(
        segment=segment,
        at=AsOf(0, datetime(2026, 5, 18, 2, 0, tzinfo=UTC)),
    )
    with timezone.override("UTC"):
        chart = read_segment(segment, now=NOW)["charts"]["flow"]
    assert chart["x"] == [f"2026-05-{day}" for day in (16, 17, 18, 19, 20)]
    assert [one["data"] for one in chart["series"]] == [
        [2, 0, 0, 0, 0],
        [0, 0, 1, 0, 0],
    ]


def test_a_rule_says_a_negated_condition_as_its_reasons_do() -> None:
    with translation.override("en"):
        assert describe_rule(
            {
                "all": [
                    NOT_BEIJING,
                    {"not": {"field": "percentile", "at_least": 5}},
                ],
            },
        ) == ("City: not 北京 and Community percentile: below 5")
