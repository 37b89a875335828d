"""P43, P44: a backup is put back with equal tables, and who was erased after it
was made is erased again; a broken or foreign one is refused in words.
"""

import json
import os
import stat
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from common.backups import files
from common.backups.databases import DatabaseState, _state_of_rows
from common.backups.files import PARTIAL
from common.backups.ledgers import merge_ledgers
from common.backups.manifest import (
    MANIFEST,
    Manifest,
    TableState,
    _digest,
    differing_tables,
    read_manifest,
    write_manifest,
)
from common.backups.unfinished import unfinished_restore_path
from common.errors import Conflict, DomainError, Invalid
from kocops.services import backups
from kocops.services.backups import check_backup, restore_backup, write_backup
from kocops.services.old_backups import delete_old_backups
from members.services.erasure_files import (
    ledger_path,
    note_in_ledger,
    read_ledger,
)
from tests.conftest import NOW
from tests.migrated import ROOT, MigratedDatabases, run_on_server

FIELD_KEY = "a-key-of-this-test"
STATE = DatabaseState("1", ["members.0001_initial"], {})
BACK_UP = """
import sys, django
django.setup()
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from accounts.models import LoginSession
from common.jobs.outbox import Outgoing, enqueue
from common.jobs.queue import JOBS, run_job
from members.services.consents import record_consent
from members.services.erasures import request_erasure
from outreach.services.stops import stop_contact
from tests.factories.members import MemberFactory

now = timezone.now()
gone = MemberFactory(nickname="张三丰", created_at=now)
kept = MemberFactory(nickname="李四海", created_at=now)
stale = Outgoing("member_channel", 1, "note", {"title": "您好"})
fresh = Outgoing("webhook", 1, "note", {"title": "您好"})
enqueue([stale, fresh], now=now)
LoginSession.objects.create(session_key="k", session_data="", expire_date=now)
media = Path(settings.MEDIA_ROOT) / "exports"
media.mkdir(parents=True)
(media / "7").write_bytes(b"rows of somebody")
call_command("backup", sys.argv[1])
erasure = request_erasure(member_id=gone.pk, reason="by phone", user=None, now=timezone.now())
run_job(job_id=erasure.job_id, clock=timezone.now)
late = timezone.now()
record_consent(
    member_id=kept.pk, purpose="outreach", is_given=False, note="", user=None, now=late
)
stop_contact(member_id=kept.pk, reason="told us so", until=None, now=late, user=None)
print(gone.pk, kept.pk)
"""
PUT_BACK = """
import json, sys, django
django.setup()
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from accounts.models import LoginSession
from common.models import OutboxMessage
from members.models import Member, MemberConsent
from outreach.models import ContactStop
from common.backups.databases import present_tables
from kocops.services import backups

states = []
present = backups.databases.present_tables
def note():
    states.append(present())
    return states[0]
backups.databases.present_tables = note
call_command(
    "restore", sys.argv[1], ledger=Path(sys.argv[2]), refusals=Path(sys.argv[3])
)
tables = {name: [one.rows, one.fingerprint] for name, one in states[0].items()}
media = Path(settings.MEDIA_ROOT) / "exports" / "7"
print(json.dumps({
    "tables": tables,
    "members": list(Member.objects.order_by("pk").values_list("nickname", "kind")),
    "messages": list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True)),
    "media": media.read_text(),
    "consents": list(MemberConsent.objects.values_list("purpose", "is_given")),
    "stops": ContactStop.objects.filter(ended_at=None).count(),
    "sessions": LoginSession.objects.count(),
    "is_finished": not backups.unfinished_restore_path().exists(),
}))
"""


class Installation:
    """An installation with a database and a folder of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "kocops.settings",
            "KOCOPS_VAR_DIR": str(folder),
            "KOCOPS_ENV_FILE": str(folder / "no.env"),
            "FIELD_KEY": FIELD_KEY,
            **environment,
        }

    def run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


@pytest.fixture(params=["sqlite", "postgresql"])
def installations(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    migrated_databases: MigratedDatabases,
) -> Any:
    """An installation that is migrated, and one whose database is empty."""
    if request.param == "sqlite":
        source = Installation(tmp_path / "source")
        migrated_databases.copy_sqlite(source.folder)
        yield source, Installation(tmp_path / "target")
        return
    names = [f"kocops_backup_{uuid4().hex[:12]}" for _number in range(2)]
    url = migrated_databases.copy_on_server(names[0])
    run_on_server(f'CREATE DATABASE "{names[1]}"')
    try:
        yield (
            Installation(tmp_path / "source", DATABASE_URL=url),
            Installation(
                tmp_path / "target",
                DATABASE_URL=url.replace(names[0], names[1]),
            ),
        )
    finally:
        for name in names:
            run_on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_backup_is_put_back_and_erased_again(
    installations: tuple[Installation, Installation],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source, target = installations
    folder = tmp_path / "backup"
    made = source.run(BACK_UP, str(folder))
    numbers = made.splitlines()[-1].split()
    ledger = str(source.folder / "erasures.ndjson")
    refusals = str(source.folder / "refusals.ndjson")
    again = target.run(PUT_BACK, str(folder), ledger, refusals)
    *printed, last = again.splitlines()
    found = json.loads(last)
    with capsys.disabled():
        sys.stdout.write("\n".join(["", made.splitlines()[0], *printed]))
    expected = {}
    for name, table in read_manifest(folder).tables.items():
        expected[name] = [table.rows, table.fingerprint]
    assert found["tables"] == expected
    assert expected["members_member"][0] == 2
    assert found["members"] == [
        [f"#{numbers[0]}", "erased"],
        ["李四海", "person"],
    ]
    assert found["messages"] == ["uncertain", "waiting"]
    assert found["consents"] == [["outreach", False]]
    assert found["stops"] == 1
    assert found["sessions"] == 0
    assert found["media"] == "rows of somebody"
    assert found["is_finished"]
    for path in [folder, *folder.iterdir()]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    again = [sys.executable, "manage.py", "restore", str(folder)]
    refused = subprocess.run(
        again,
        cwd=ROOT,
        env=target.environment,
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    # In the language of the installation.
    assert "不是空的" in refused.stderr


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of a database that is not read."""
    return written(tmp_path, monkeypatch)


def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def copy(partial: Path) -> DatabaseState:
        partial.joinpath("database.sqlite3").write_bytes(b"rows")
        return STATE

    monkeypatch.setattr(backups.databases, "copy_database", copy)
    folder = tmp_path / "backup"
    write_backup(folder=folder, now=NOW)
    return folder


def rewrite(folder: Path, **changes: Any) -> None:
    manifest = replace(read_manifest(folder), **changes)
    folder.joinpath(MANIFEST).unlink()
    write_manifest(folder, manifest)


def test_a_whole_backup_passes(folder: Path) -> None:
    manifest = check_backup(folder=folder)
    assert isinstance(manifest, Manifest)
    assert set(manifest.files) == {
        "database.sqlite3",
        "media.tar",
        "erasures.ndjson",
        "refusals.ndjson",
    }


def flip_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-2] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda folder: (folder / MANIFEST).unlink(), "no_manifest"),
        (lambda folder: flip_a_byte(folder / MANIFEST), "damaged_manifest"),
        (lambda folder: (folder / "media.tar").unlink(), "missing_file"),
        (lambda folder: flip_a_byte(folder / "media.tar"), "damaged_file"),
        (lambda folder: rewrite(folder, format=3), "newer_backup"),
        (
            lambda folder: rewrite(folder, migrations=["members.9999_later"]),
            "newer_backup",
        ),
        (lambda folder: rewrite(folder, vendor="oracle"), "other_database"),
        (lambda folder: rewrite(folder, keys=["0" * 32]), "other_key"),
    ],
)
@pytest.mark.django_db
def test_a_spoilt_backup_is_refused(
    folder: Path,
    spoil: Any,
    code: str,
) -> None:
    spoil(folder)
    with pytest.raises(DomainError) as refused:
        restore_backup(folder=folder, ledger=None, now=NOW)
    assert refused.value.code == code
    assert not unfinished_restore_path().exists()


def test_the_old_key_is_enough_for_a_backup(
    folder: Path,
    settings: Any,
) -> None:
    settings.OLD_FIELD_KEYS = [settings.FIELD_KEY]
    settings.FIELD_KEY = "a new one"
    assert check_backup(folder=folder).version == backups.VERSION


def test_every_old_key_is_asked_for(tmp_path: Path, settings: Any) -> None:
    settings.OLD_FIELD_KEYS = ["one of before"]
    with pytest.MonkeyPatch.context() as patch:
        folder = written(tmp_path, patch)
    assert check_backup(folder=folder).version == backups.VERSION
    settings.OLD_FIELD_KEYS = []
    with pytest.raises(Conflict) as refused:
        check_backup(folder=folder)
    assert refused.value.code == "old_key_missing"


def test_a_backup_of_the_first_format_is_read(folder: Path) -> None:
    path = folder / MANIFEST
    values = json.loads(path.read_text("utf-8"))
    del values["digest"]
    values |= {"format": 1, "key": values.pop("keys")[0]}
    values["digest"] = _digest(values)
    path.write_text(json.dumps(values), "utf-8")
    assert check_backup(folder=folder).keys == read_manifest(folder).keys


def test_of_two_backups_at_once_one_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inner = []

    def copy(partial: Path) -> DatabaseState:
        partial.joinpath("database.sqlite3").write_bytes(b"rows")
        with pytest.raises(Conflict) as refused:
            write_backup(folder=tmp_path / "backup", now=NOW)
        inner.append(refused.value.code)
        return STATE

    monkeypatch.setattr(backups.databases, "copy_database", copy)
    write_backup(folder=tmp_path / "backup", now=NOW)
    assert inner == ["backup_running"]
    assert check_backup(folder=tmp_path / "backup").made_at == NOW.isoformat()


def test_a_lock_does_not_outlast_a_failed_backup(
    folder: Path,
    tmp_path: Path,
) -> None:
    with pytest.raises(Conflict, match="backup"):
        write_backup(folder=folder, now=NOW)
    with files.alone():
        assert (tmp_path / files.LOCK).exists()


def test_only_old_backups_are_deleted(folder: Path) -> None:
    now = NOW + timedelta(days=30)
    broken = folder.with_name(f"broken{PARTIAL}")
    damaged = folder.with_name("damaged")
    other = folder.with_name("photos")
    for made in (broken, damaged, other):
        made.mkdir()
    damaged.joinpath(MANIFEST).write_text("{}")
    os.utime(broken, (0, 0))
    kept = delete_old_backups(parent=folder.parent, days=30, now=now)
    assert kept == [broken]
    gone = delete_old_backups(parent=folder.parent, days=29, now=now)
    assert gone == [folder]
    assert damaged.exists()
    assert other.exists()


def test_the_command_deletes_old_backups(folder: Path) -> None:
    call_command("backup", folder.with_name("later"), keep_days=9)
    assert not folder.exists()
    assert folder.with_name("later").exists()
    with pytest.raises(CommandError):
        call_command("backup", folder.with_name("last"), keep_days=0)


def test_a_backup_that_broke_off_has_no_name(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_partial: Path) -> None:
        raise Invalid("program_failed", "pg_dump: no space left")

    monkeypatch.setattr(backups.databases, "copy_database", refuse)
    folder = tmp_path / "backup"
    for _attempt in range(2):
        with pytest.raises(Invalid):
            write_backup(folder=folder, now=NOW)
    assert not folder.exists()
    assert folder.with_name(f"backup{PARTIAL}").exists()


def test_a_backup_is_not_written_over(folder: Path) -> None:
    with pytest.raises(Conflict):
        write_backup(folder=folder, now=NOW)


@pytest.mark.django_db
def test_files_in_the_way_are_kept(
    folder: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backups.databases, "check_is_empty", lambda: None)
    settings.MEDIA_ROOT.mkdir()
    settings.MEDIA_ROOT.joinpath("one").write_text("kept")
    with pytest.raises(Conflict) as refused:
        restore_backup(folder=folder, ledger=None, now=NOW)
    assert refused.value.code == "files_not_empty"


@pytest.mark.django_db
def test_other_rows_leave_the_restore_unfinished(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    client: Any,
) -> None:
    for name in ("check_is_empty", "put_back"):
        monkeypatch.setattr(backups.databases, name, lambda *_any: None)
    other = {"members_member": TableState(1, "2")}
    monkeypatch.setattr(backups.databases, "present_tables", lambda: other)
    with pytest.raises(Invalid, match="members_member"):
        restore_backup(folder=folder, ledger=None, now=NOW)
    assert unfinished_restore_path().exists()
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["restore"]) == (503, "unfinished")


def test_tables_differ_by_rows_and_by_name() -> None:
    one, two = TableState(1, "a"), TableState(1, "b")
    assert differing_tables({"a": one, "b": one}, {"a": one, "b": two}) == [
        "b"
    ]
    assert differing_tables({"a": one}, {"c": one}) == ["a", "c"]
    assert differing_tables({"a": one}, {"a": one}) == []


def test_a_fingerprint_knows_kinds_and_no_order() -> None:
    rows = [(1, "a"), (2, None)]
    assert _state_of_rows(rows) == _state_of_rows(rows[::-1])
    assert _state_of_rows(rows) != _state_of_rows([("1", "a"), (2, None)])
    assert _state_of_rows([(1,), (1,)]).rows == 2


def test_the_version_is_that_of_the_package() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert tomllib.loads(text)["project"]["version"] == backups.VERSION


def test_ledgers_are_joined_without_doubles(tmp_path: Path) -> None:
    note_in_ledger(1, [1], NOW.isoformat())
    other = tmp_path / "other.ndjson"
    other.write_text(
        ledger_path().read_text() + ledger_path().read_text().replace("1", "2")
    )
    merge_ledgers(ledger_path(), other, tmp_path / "missing")
    merge_ledgers(ledger_path(), other)
    people = [numbers for numbers, _asked_at in read_ledger(ledger_path())]
    assert people == [[1], [2]]
