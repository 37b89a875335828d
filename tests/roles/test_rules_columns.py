"""Whatever has a column for each role derives it from the roles, so that a new
role is a member of `Role`, its label and its columns in the database.
"""

from typing import Any

import pytest

from roles.filters import ROLE_CHOICES, RoleFilter
from roles.models import RoleName, RoleScore
from roles.querysets import with_roles
from roles.rules.columns import (
    CONFIDENCE_FIELDS,
    HOLDS_FIELDS,
    SCORE_FIELDS,
    STRENGTH_FIELDS,
)
from roles.rules.contributions import CONTRIBUTION_ROLES, Facts
from roles.rules.strength import Role
from roles.selectors import contributions
from roles.serializers import RoleScoreSerializer
from roles.tables import GearTable, RoleTable

NAMES = [role.name.lower() for role in Role]
OTHER_SCORE_FIELDS = {
    "pk",
    "generation",
    "member",
    "primary",
    "policy_version",
}


def test_every_role_has_a_label_and_contributions() -> None:
    assert [int(role) for role in Role] == RoleName.values
    assert set(CONTRIBUTION_ROLES.tolist()) == set(Role)


def test_the_columns_are_named_after_the_roles() -> None:
    assert list(STRENGTH_FIELDS.values()) == NAMES
    assert CONFIDENCE_FIELDS[Role.SOCIAL] == "social_confidence"
    assert HOLDS_FIELDS[Role.SOCIAL] == "holds_social"
    assert len(SCORE_FIELDS) == 3 * len(Role)


def test_the_score_has_these_columns_and_no_other() -> None:
    stored = {field.name for field in RoleScore._meta.get_fields()}

    assert stored - OTHER_SCORE_FIELDS == set(SCORE_FIELDS)


def test_the_api_shows_every_column_of_the_score() -> None:
    assert set(SCORE_FIELDS) < set(RoleScoreSerializer.Meta.fields)


@pytest.mark.parametrize(
    ("table", "name"),
    [(RoleTable, "role_{}"), (GearTable, "{}_count")],
)
def test_tables_have_a_column_for_each_role(table: Any, name: str) -> None:
    columns = [name.format(role) for role in NAMES]
    labels = [table.base_columns[column].verbose_name for column in columns]

    assert labels == RoleName.labels
    assert set(columns) < set(table.default_columns())


def test_filters_offer_every_role() -> None:
    assert list(zip(NAMES, RoleName.labels, strict=True)) == ROLE_CHOICES
    assert set(RoleFilter.base_filters["role"].extra["choices"]) == set(
        ROLE_CHOICES,
    )


@pytest.mark.django_db
def test_members_are_read_with_every_column() -> None:
    annotated = with_roles(RoleScore.member.field.related_model.objects, 1)
    columns = {f"role_{name}" for name in SCORE_FIELDS}

    assert columns < set(annotated.query.annotations)


def test_facts_are_filled_by_name() -> None:
    read = {name for name, _kind in contributions._FACT_COLUMNS}
    computed = {"post", "member", "days_ago", "first_apart", "echoes"}
    computed |= {"viewers"}

    assert read | computed == set(Facts._fields)
    assert not read & computed
