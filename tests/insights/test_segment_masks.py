"""The night asks rules of all members at once and means the same by them as a
list that asks the database.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from hypothesis import example, given, settings
from hypothesis import strategies as st

from activity.models import ActivityEvent
from activity.selectors.freshness import read_freshness
from insights.rules.segments import AsOf, conditions
from insights.selectors.segment_fields import GRAMMAR
from insights.selectors.segment_masks import MemberMasks
from insights.selectors.segment_rules import checked_rule, matching
from kocops.nightly import run_nightly
from members.models import Member
from members.services.directory import tag_members
from roles.models import RoleScore
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
CITIES, TAGS = ("上海", "北京", ""), ("露营", "改装")


def community() -> AsOf:
    """Thirty members of all kinds after a night, some merged, some without
    activity; returns when to ask.
    """
    source, members, anna = (
        EventSourceFactory(),
        [],
        get_user_model().objects.create_user("anna"),
    )
    for n in range(30):
        joined = NOW.date() - timedelta(days=9 * n) if n % 4 else None
        kind, contact = (
            "staff" if n == 7 else "person",
            anna if n % 5 == 1 else None,
        )
        members.append(
            MemberFactory(
                city=CITIES[n % 3],
                joined_on=joined,
                kind=kind,
                primary_contact=contact,
            ),
        )
    events = [
        ActivityEvent(
            source=source,
            external_id=f"{n}-{m}",
            member=member,
            kind=(10, 20, 30)[m % 3],
            occurred_at=NOW
            - timedelta(days=1 + m * (1 + n % 5) * 3, microseconds=m),
        )
        for n, member in enumerate(members[:25])
        for m in range(n)
    ]
    ActivityEvent.objects.bulk_create(events)
    for n, tag in enumerate(TAGS):
        tag_members(
            member_ids=[one.pk for one in members[n :: n + 2]],
            name=tag,
            source="staff",
        )
    run_nightly(
        business_date=(NOW - timedelta(days=1)).date(),
        clock=lambda: NOW,
    )
    Member.objects.filter(pk=members[3].pk).update(merged_into=members[4])
    generation = read_freshness(NOW).generation
    for n, one in enumerate(members[::2]):
        scores = {"geek": 4.0 * n, "social": 50.0, "aesthetic": 0.0}
        told = {f"{name}_confidence": 0.5 for name in scores} | {
            f"holds_{name}": n > 12 for name in scores
        }
        RoleScore.objects.create(
            generation=generation,
            member=one,
            primary=n % 4 - 1,
            **scores,
            **told,
        )
    return AsOf(generation, NOW)


def _conditions() -> st.SearchStrategy[dict[str, Any]]:
    numbers = {
        "percentile": st.integers(0, 100),
        "chance_of_silence": st.integers(0, 100),
        "geek": st.integers(0, 60),
        "active_days_28": st.integers(0, 9),
        "active_weeks_52": st.integers(0, 20),
    }
    bounded = [
        st.fixed_dictionaries({"field": st.just(name), bound: value})
        for name, value in numbers.items()
        for bound in ("at_least", "at_most")
    ]
    words = {"city": CITIES[:2], "tag": TAGS, "contact": ("anna", "nobody")}
    words |= {
        name: field.choices
        for name, field in GRAMMAR.items()
        if field.kind == "choice"
    }
    chosen = [
        st.fixed_dictionaries(
            {
                "field": st.just(name),
                "is": st.lists(st.sampled_from(known), min_size=1, max_size=3),
            },
        )
        for name, known in words.items()
    ]
    days = [
        st.fixed_dictionaries(
            {"field": st.just(name), way: st.integers(1, 90)},
        )
        for name in ("last_active", "joined")
        for way in ("within_days", "not_within_days")
    ]
    counted = st.fixed_dictionaries(
        {
            "field": st.just("events"),
            "weeks": st.integers(1, 12),
            "at_least": st.integers(0, 5),
        },
        optional={"at_most": st.integers(0, 9), "is": st.just(["creation"])},
    )
    return st.one_of(*bounded, *chosen, *days, counted)


RULES = st.recursive(
    _conditions(),
    lambda inner: (
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries(
            {"any": st.lists(inner, min_size=1, max_size=3)},
        )
        | st.fixed_dictionaries({"not": inner})
    ),
    max_leaves=6,
)


def test_the_night_and_the_list_mean_the_same_by_a_rule() -> None:
    at = community()
    masks, unmerged = MemberMasks(at), Member.objects.unmerged()
    sizes = set()

    nobody = {"field": "contact", "is": ["nobody"]}

    @settings(max_examples=150, deadline=None)
    @given(RULES)
    @example(
        {
            "any": [
                {"all": [{"field": "percentile", "at_least": 0}, nobody]},
                {"not": nobody},
            ],
        },
    )
    def ask(rule: dict[str, Any]) -> None:
        kept = checked_rule(rule)
        of_night = masks.members[masks.of(kept)]
        assert of_night.tolist() == sorted(
            unmerged.filter(matching(kept, at)).values_list("pk", flat=True),
        )
        reasons = masks.reasons(kept, of_night)
        for pk, reason in list(zip(of_night.tolist(), reasons, strict=True))[
            :3
        ]:
            for number, (condition, is_wanted) in enumerate(conditions(kept)):
                holds = unmerged.filter(
                    matching(condition, at),
                    pk=pk,
                ).exists()
                assert (number in reason) == (holds == is_wanted)
        others = masks.members[~masks.of(kept)]
        for pk, reason in list(
            zip(others.tolist(), masks.end_reasons(kept, others), strict=True),
        )[:3]:
            assert reason, "what fails, fails for a reason"
            asked = list(conditions(kept))
            for condition, is_wanted in (asked[number] for number in reason):
                assert (
                    unmerged.filter(matching(condition, at), pk=pk).exists()
                    != is_wanted
                )
        sizes.add(len(of_night))

    ask()
    assert len(sizes) > 5, "rules that tell members apart"
