"""Which transactions are run again after a collision, and which are not."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, transaction

from common.api.problems import status_of
from common.db import transactions
from common.db.transactions import atomic_with_retry, retry_on_conflict
from common.errors import DomainError


class _Cause(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.pgcode = code


def refused(kind: type[Exception], code: str, text: str = "") -> Exception:
    error = kind(text)
    error.__cause__ = _Cause(code)
    return error


@pytest.fixture
def outside(monkeypatch: Any) -> None:
    """No transaction is open, and nobody waits between runs."""
    outside_of_transactions = SimpleNamespace(
        in_atomic_block=False,
        vendor="postgresql",
    )
    monkeypatch.setattr(transactions, "connection", outside_of_transactions)
    monkeypatch.setattr(transactions, "FIRST_PAUSE_SECONDS", 0)


@pytest.mark.parametrize("code", ["40001", "40P01"])
def test_a_deadlock_is_run_again_five_times(outside: None, code: str) -> None:
    runs = []

    @retry_on_conflict
    def act() -> str:
        runs.append(1)
        if len(runs) <= transactions.MAX_RETRIES:
            raise refused(OperationalError, code)
        return "done"

    assert act() == "done"
    assert len(runs) == 6


def test_a_sixth_deadlock_is_raised(outside: None) -> None:
    runs = []

    @retry_on_conflict
    def act() -> None:
        runs.append(1)
        raise refused(OperationalError, "40P01")

    with pytest.raises(OperationalError):
        act()
    assert len(runs) == 6


def test_other_errors_are_not_run_again(outside: None) -> None:
    runs = []

    @retry_on_conflict
    def act() -> None:
        runs.append(1)
        raise refused(OperationalError, "57014")

    with pytest.raises(OperationalError):
        act()
    assert len(runs) == 1


def test_a_key_that_remains_taken_is_explained(outside: None) -> None:
    runs = []

    @retry_on_conflict
    def act() -> None:
        runs.append(1)
        raise refused(
            IntegrityError,
            "23505",
            "UNIQUE constraint failed: t.name",
        )

    with pytest.raises(DomainError) as error:
        act()
    assert (error.value.code, status_of(error.value), len(runs)) == (
        "already_exists",
        409,
        3,
    )


@pytest.mark.django_db
def test_inside_another_transaction_it_runs_once() -> None:
    runs = []

    @atomic_with_retry
    def act() -> None:
        runs.append(transaction.get_connection().in_atomic_block)
        raise refused(OperationalError, "40P01")

    with pytest.raises(OperationalError):
        act()
    assert runs == [True]
