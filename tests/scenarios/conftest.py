"""The demo community, for tests that read all pages of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.communities import (
    accounts_by_role,
    committed,
    fill_demo,
    fill_once,
)
from tests.conftest import NOW, folder_of_run


@pytest.fixture(scope="module")
def demo_community(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The database holds the demo community in all tests of the module."""
    copy = folder_of_run(tmp_path_factory) / "demo.sqlite3"

    def fill() -> None:
        fill_once(fill_demo, copy)

    with django_db_blocker.unblock(), committed(fill):
        yield


@pytest.fixture
def demo(demo_community: None, db: None, time_machine: Any) -> dict[str, Any]:
    """The accounts of the demo community, at the moment when it was made."""
    time_machine.move_to(NOW, tick=False)
    return accounts_by_role()
