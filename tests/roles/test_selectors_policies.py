"""Which policy roles follow."""

import pytest

from roles.models import RolePolicy
from roles.rules.contributions import ContributionType
from roles.selectors.policies import rules_of

pytestmark = pytest.mark.django_db


def test_an_unknown_contribution_type_weighs_nothing() -> None:
    weights = {
        contribution_type.name.lower(): 1.0
        for contribution_type in ContributionType
        if contribution_type < ContributionType.SAVED
    }
    known = rules_of(RolePolicy(version=1, limits={}, weights=weights)).weights
    assert (
        known[ContributionType.ADMIRED],
        known[ContributionType.SAVED],
        known[ContributionType.FIRST_APART],
    ) == (
        1.0,
        0.0,
        0.0,
    )
