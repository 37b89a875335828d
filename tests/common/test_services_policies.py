"""The second to store the first version of a policy gets the one that is stored."""

from collections.abc import Callable
from typing import Any

import pytest

from common.services import policies
from roles.models import RolePolicy
from roles.services.policies import pin_policy
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_the_first_version_is_stored_once_however_many_store_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pin_policy(NOW)
    unseen = iter([True, True])
    real = policies.in_force

    def not_seen_yet(shipped: Callable[[], Any]) -> Any:
        return shipped() if next(unseen, False) else real(shipped)

    monkeypatch.setattr(policies, "in_force", not_seen_yet)
    assert pin_policy(NOW) == {"policy": 1, "echo_sources": []}
    assert RolePolicy.objects.count() == 1
