"""KOC in the list of members and in segments."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from insights.rules.segments import AsOf
from insights.selectors.segment_fields import FIELDS
from insights.selectors.segment_masks import MemberMasks
from insights.selectors.segment_rules import checked_rule, matching
from koc.models import KocSpell
from members.models import Member, VehicleOwnership
from teamwork.models import Interaction
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.koc.test_services_roster import TODAY, begun, ended

pytestmark = pytest.mark.django_db
AT = AsOf(0, NOW)


@pytest.fixture
def community(accounts: dict[str, Any]) -> dict[str, Member]:
    """A KOC, a former one, and somebody who never was one."""
    now, former, never = (
        MemberFactory(nickname=name, joined_on=TODAY - timedelta(days=days))
        for name, days in (("now", 365), ("former", 30), ("never", 0))
    )
    begun(now, accounts["lead"])
    ended(begun(former, tier="rising"))
    mistaken = begun(never)
    ended(mistaken, end_reason=KocSpell.EndReason.MISTAKE)
    VehicleOwnership.objects.create(
        member=now,
        model_series="S",
        model_year=2025,
    )
    for member, days, due in ((now, 3, -1), (former, 40, 5)):
        Interaction.objects.create(
            key=uuid4(),
            member=member,
            summary="聊过",
            promise="寄书",
            due_on=TODAY + timedelta(days=due),
            happened_at=NOW - timedelta(days=days),
            created_at=NOW,
        )
    return {"now": now, "former": former, "never": never}


@pytest.mark.parametrize(
    ("condition", "found", "value_of_first"),
    [
        ({"field": "koc", "is": ["now"]}, ["now"], "now"),
        ({"field": "koc", "is": ["former"]}, ["former"], "former"),
        ({"field": "koc", "is": ["never"]}, ["never"], "never"),
        ({"field": "koc_tier", "is": ["core", "rising"]}, ["now"], "core"),
        ({"field": "koc_since", "within_days": 5}, ["now"], "2026-05-20"),
        ({"field": "koc_since", "not_within_days": 5}, [], None),
        ({"field": "koc_review", "within_days": 90}, ["now"], "2026-08-18"),
        (
            {"field": "koc_review", "not_within_days": 89},
            ["now"],
            "2026-08-18",
        ),
        ({"field": "koc_contact", "is": ["lead"]}, ["now"], "lead"),
        ({"field": "issues", "at_most": 0}, ["former", "never", "now"], 0),
        ({"field": "issues", "at_least": 1}, [], None),
        ({"field": "model_year", "at_least": 2025}, ["now"], 2025),
        ({"field": "model_year", "at_most": 2024}, [], None),
        ({"field": "tenure", "at_least": 12.1}, [], None),
        ({"field": "tenure", "at_least": 12}, ["now"], 12.0),
        ({"field": "tenure", "at_most": 0}, ["never"], 0.0),
        ({"field": "promises", "is": ["overdue"]}, ["now"], "overdue"),
        ({"field": "promises", "is": ["open"]}, ["former", "now"], "open"),
        ({"field": "promises", "is": ["none"]}, ["never"], "none"),
        ({"field": "contacted", "within_days": 7}, ["now"], "2026-05-17"),
        (
            {"field": "contacted", "not_within_days": 7},
            ["former", "never"],
            "2026-04-10",
        ),
    ],
)
def test_a_field_finds_and_tells_the_value(
    community: dict[str, Member],
    condition: dict[str, Any],
    found: list[str],
    value_of_first: Any,
) -> None:
    rule = checked_rule(condition)
    rows = Member.objects.filter(matching(rule, AT)).order_by("nickname")
    assert [row.nickname for row in rows] == found
    masks = MemberMasks(AT)
    assert masks.of(rule).sum() == len(found)
    if found:
        member = community[found[0]]
        read = FIELDS[condition["field"]].read(rule, [member.pk], AT)
        assert read[member.pk] == value_of_first
    opposite = Member.objects.filter(matching({"not": rule}, AT))
    assert opposite.count() == 3 - len(found)


def test_tiers_are_called_as_the_policy_says() -> None:
    with translation.override("en"):
        labels = FIELDS["koc_tier"].choice_labels()
    assert labels["core"] == "Core KOC"
    assert "fourth" not in labels


def test_the_list_of_members_shows_and_filters_koc(
    client: Client,
    accounts: dict[str, Any],
    community: dict[str, Member],
) -> None:
    client.force_login(accounts["planner"])
    address = reverse("insights:member_list")

    def listed(query: str) -> set[str]:
        page = client.get(f"{address}?{query}")
        return {str(row.record) for row in page.context["table"].page}

    assert listed("koc=now") == {"now"}
    assert listed("koc=former") == {"former"}
    assert listed("koc=never") == {"never"}
    assert listed("koc_tier=core") == {"now"}
    assert listed("koc_tier=rising") == set()
    page = client.get(f"{address}?columns=nickname,koc_tier&sort=-koc_tier")
    assert 'class="mark is-koc"' in page.content.decode()


def test_the_page_of_a_member_says_it(
    client: Client,
    accounts: dict[str, Any],
    community: dict[str, Member],
) -> None:
    client.force_login(accounts["planner"])
    for name, sign in (("now", "is-koc"), ("former", 'href="#koc"')):
        page = client.get(community[name].get_absolute_url()).content.decode()
        assert sign in page
    never = client.get(community["never"].get_absolute_url()).content.decode()
    assert "is-koc" not in never
