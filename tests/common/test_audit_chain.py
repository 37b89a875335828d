"""The audit log is append-only, and a changed byte is found."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from common.audit import chain
from common.audit.units import record
from common.models import AuditRecord, AuditSeal
from tests.concurrency import at_once, two_connections

# With the apps named, tables are emptied together with those that refer to them.
APPS = [config.name for config in apps.get_app_configs()]
TABLES = ("common_auditrecord", "common_auditseal")


def write(count: int) -> list[int]:
    for number in range(count):
        record("export", words=f"members {number}")
    return list(
        AuditRecord.objects.order_by("pk").values_list("pk", flat=True)
    )


def write_some() -> None:
    for _number in range(5):
        record("export", words="members")


def soon() -> datetime:
    return timezone.now() + timedelta(hours=1)


def tamper(sql: str) -> None:
    """Change a row as somebody who owns the database can."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' "
                "AND name LIKE 'common_audit%'",
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_database_refuses_to_change_rows(table: str, verb: str) -> None:
    if verb == "TRUNCATE" and connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; it deletes")
    chain.seal(write(1))
    column = "act" if table.endswith("record") else "hash"
    sql = {
        "UPDATE": f"UPDATE {table} SET {column} = 'x'",
        "DELETE": f"DELETE FROM {table}",
        "TRUNCATE": f"TRUNCATE {table}",
    }[verb]
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.django_db
def test_a_whole_chain_holds(capsys: Any) -> None:
    chain.seal(write(5))
    verdict = chain.verify(now=soon())
    assert (verdict.links, verdict.fault) == (5, "")
    call_command("verify_audit")
    assert f"5:{verdict.head}" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "fault", "links"),
    [
        (f"UPDATE {TABLES[0]} SET object_words = '' WHERE id = {{2}}", "record_changed", 2),
        (f"UPDATE {TABLES[0]} SET changes = '[1]' WHERE id = {{1}}", "record_changed", 1),
        (f"DELETE FROM {TABLES[0]} WHERE id = {{3}}", "record_missing", 3),
        (f"DELETE FROM {TABLES[1]} WHERE record_id = {{2}}", "link_missing", 2),
    ],
)  # fmt: skip
def test_the_first_broken_record_is_named(
    sql: str,
    fault: str,
    links: int,
) -> None:
    keys = write(5)
    chain.seal(keys)
    tamper(sql.format(*keys))
    verdict = chain.verify(now=soon())
    assert (verdict.fault, verdict.links) == (fault, links)
    with pytest.raises(CommandError, match=f"{links} records before it"):
        call_command("verify_audit")


@pytest.mark.django_db
def test_a_rewritten_record_with_its_seal_breaks_the_next() -> None:
    keys = write(3)
    chain.seal(keys)
    first = AuditRecord.objects.get(pk=keys[0])
    first.object_words = "another"
    forged = chain.link(chain.START, first.content)
    tamper(
        "UPDATE common_auditrecord SET object_words = 'another' "
        f"WHERE id = {keys[0]}",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE common_auditseal SET hash = %s WHERE position = 1",
            [forged],
        )
    verdict = chain.verify(now=soon())
    assert (verdict.fault, verdict.links) == ("link_missing", 1)


@pytest.mark.django_db
def test_an_end_that_was_cut_off_is_found_by_the_noted_head() -> None:
    keys = write(3)
    chain.seal(keys)
    noted = chain.verify(now=soon())
    tamper(f"DELETE FROM common_auditseal WHERE record_id = {keys[2]}")
    tamper(f"DELETE FROM common_auditrecord WHERE id = {keys[2]}")
    assert chain.verify(now=soon()).fault == ""
    expected = (noted.links, noted.head)
    assert chain.verify(now=soon(), expected=expected).fault == "head_missing"


@pytest.mark.django_db
def test_a_record_that_is_never_sealed_is_found() -> None:
    keys = write(2)
    chain.seal(keys[:1])
    verdict = chain.verify(now=soon())
    assert (verdict.fault, verdict.record_id) == ("not_sealed", keys[1])
    assert chain.seal_rest() == 1
    assert chain.verify(now=soon()).fault == ""


@pytest.mark.django_db(transaction=True, available_apps=APPS)
def test_records_are_sealed_when_their_act_ends() -> None:
    write(2)
    assert AuditSeal.objects.count() == 2


@two_connections
@pytest.mark.django_db(transaction=True, available_apps=APPS)
def test_many_writers_at_once_make_one_chain() -> None:
    at_once(*[write_some] * 8)
    verdict = chain.verify(now=soon())
    assert (verdict.links, verdict.fault) == (40, "")
