"""A field of segments is one declaration."""

import json

import pytest

from insights.selectors.segment_fields import FIELDS, GRAMMAR, builder_fields
from roles.rules.strength import Role
from tests.scratch import DATABASE, ScratchCopy

NEW_FIELD = """\
    GenerationNumber(
        name="level",
        label=_("Recent level"),
        model=ActivitySummary,
        column="level",
        column_type="float8",
    ),
    MemberColumn(
        name="nickname",
        label=_("Nickname"),
    ),
"""
ADD_A_FIELD = """
import json
from datetime import UTC, datetime
from django.utils.translation import override
from activity.models import ActivitySummary
from insights.rules.segments import AsOf
from insights.selectors.segment_fields import builder_fields
from insights.selectors.segment_masks import MemberMasks
from insights.selectors.segment_reasons import asked_conditions, reasons_of
from insights.selectors.segment_rules import (
    checked_rule, describe_rule, matching,
)
from insights.selectors.segment_values import read_values
from members.models import Member

now = datetime(2026, 5, 20, tzinfo=UTC)
others = {}
for field in ActivitySummary._meta.concrete_fields:
    if field.name.endswith("_at"):
        others[field.name] = now
    elif field.name not in ("pk", "generation", "member", "level"):
        others[field.name] = 0
names = {}
for name, level in (("one", 1.5), ("two", 4.0), ("three", None)):
    member = Member.objects.create(
        nickname=name, created_at=now, updated_at=now
    )
    names[member.pk] = name
    if level is not None:
        ActivitySummary.objects.create(
            generation=1, member=member, level=level, **others
        )
rule = checked_rule({"all": [
    {"field": "level", "at_least": 2},
    {"not": {"field": "nickname", "is": ["one"]}},
]})
at = AsOf(1, now)
masks = MemberMasks(at)
chosen = masks.members[masks.of(rule)]
reasons = masks.reasons(rule, chosen)
values = read_values(masks, rule, chosen, reasons)
with override("en"):
    asked = asked_conditions({1: rule})[1]
    shown = [str(one) for one in reasons_of(asked, reasons[0], values[0])]
    text = describe_rule(rule)
builder = [one for one in builder_fields() if one["name"] == "level"]
print(json.dumps({
    "masked": [names[pk] for pk in chosen.tolist()],
    "queried": [
        names[pk] for pk in Member.objects.filter(matching(rule, at))
        .values_list("pk", flat=True)
    ],
    "text": text,
    "reasons": shown,
    "kind": builder[0]["kind"],
}))
"""


def test_a_field_added_in_one_place_is_everywhere(tmp_path) -> None:
    copy = ScratchCopy(tmp_path / "project")
    copy.insert_before(
        "insights/selectors/segment_fields.py",
        '    _activity_number("percentile", "float8"),',
        NEW_FIELD,
    )

    found = json.loads(copy.run(DATABASE + ADD_A_FIELD))

    assert found == {
        "masked": ["two"],
        "queried": ["two"],
        "text": "Recent level: at least 2 and Nickname: not one",
        "reasons": [
            "Recent level: at least 2 (4)",
            "Nickname: not one (two)",
        ],
        "kind": "number",
    }


@pytest.mark.django_db
def test_the_builder_offers_every_field_with_its_choices() -> None:
    offered = {one["name"]: one for one in builder_fields()}
    assert list(offered) == list(FIELDS) == list(GRAMMAR)
    for name, field in FIELDS.items():
        assert str(field.label)
        choices = tuple(offered[name]["choices"])
        # Of the possible tiers the policy has some; colleagues are known by account.
        if name == "koc_tier":
            assert choices == GRAMMAR[name].choices[: len(choices)] != ()
        elif not field.is_staff_account:
            assert choices == GRAMMAR[name].choices


def test_every_role_is_a_field_and_a_choice() -> None:
    roles = [role.name.lower() for role in Role]
    assert set(roles) <= set(FIELDS)
    assert GRAMMAR["role"].choices == tuple(roles)
    assert GRAMMAR["primary_role"].choices == (*roles, "none")
