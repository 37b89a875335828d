"""Rows of a module are made apart from other processes, and are gone after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from members.models import Member
from tests.communities import committed, fill_once
from tests.factories.members import MemberFactory

OUTSIDE = Path(settings.VAR_DIR)


@pytest.fixture
def bare(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """The database as a fixture of a module has it: without a transaction."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


def test_rows_are_made_in_a_folder_of_their_own(bare: None) -> None:
    with committed(lambda: Path(settings.VAR_DIR)) as folder:
        assert folder != OUTSIDE
        assert folder != Path(settings.VAR_DIR)
        assert not folder.exists()


def test_rows_go_when_a_module_breaks_off(bare: None) -> None:
    with pytest.raises(RuntimeError), committed(MemberFactory):
        assert Member.objects.count() == 1
        raise RuntimeError
    assert Member.objects.count() == 0


def test_rows_go_when_filling_breaks_off(bare: None) -> None:
    def fill() -> None:
        MemberFactory()
        raise RuntimeError

    with pytest.raises(RuntimeError), committed(fill):
        pass
    assert Member.objects.count() == 0


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL keeps no copy"
)
def test_rows_are_filled_once(bare: None, tmp_path: Path) -> None:
    filled = []

    def fill() -> None:
        filled.append(MemberFactory())

    copy = tmp_path / "copy.sqlite3"
    for _process in range(2):
        with committed(lambda: fill_once(fill, copy)):
            assert Member.objects.count() == 1
    assert len(filled) == 1
