"""Backups: the database, files and ledgers in a folder, and back.

Keys are not part of a backup: who has one without the other reads no phone and
no VIN.
"""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from accounts.services.sessions import end_all_sessions
from common.backups import databases, files
from common.backups.ledgers import merge_ledgers
from common.backups.manifest import (
    FORMAT,
    Manifest,
    check_files,
    describe_files,
    differing_tables,
    digest_of_key,
    read_manifest,
    write_manifest,
)
from common.backups.unfinished import unfinished_restore_path
from common.errors import Conflict, Invalid
from common.services.outbox import leave_uncertain
from insights.models import WEBHOOK
from kocops.services.refusals import Replayed, replay_refusals
from kocops.version import VERSION
from members.services import refusal_ledger
from members.services.erasure_files import LEDGER, ledger_path, read_ledger
from members.services.erasures import replay_known_erasures
from members.services.refusal_ledger import refusal_ledger_path

MEDIA = "media.tar"


@dataclass(frozen=True)
class Restored:
    """What a restored backup brought, who was erased again and who refused again.

    known_erasures: how many the ledgers name · erased_again: how many of them
    the backup still had · uncertain_messages: how many waited in the backup and
    may have been sent since.
    """

    rows: int
    known_erasures: int
    erased_again: int
    refused_again: Replayed
    uncertain_messages: int


def write_backup(*, folder: Path, now: datetime) -> Manifest:
    """Write a backup into a new folder that has its name only when it is whole.

    Errors: Conflict if the folder exists or another backup is being written;
    Invalid if the database cannot be copied.
    """
    with files.alone():
        return _write_backup(folder, now)


def _write_backup(folder: Path, now: datetime) -> Manifest:
    partial = files.begin_folder(folder)
    state = databases.copy_database(partial)
    files.pack_folder(Path(settings.MEDIA_ROOT), partial / MEDIA)
    # Copied last: who was erased or refused meanwhile is in them.
    for ledger in (ledger_path(), refusal_ledger_path()):
        files.make_private(partial / ledger.name)
        if ledger.exists():
            shutil.copyfile(ledger, partial / ledger.name)
    manifest = Manifest(
        format=FORMAT,
        version=VERSION,
        made_at=now.isoformat(),
        vendor=connection.vendor,
        server=state.server,
        keys=_present_keys(),
        migrations=state.migrations,
        tables=state.tables,
        files=describe_files(partial),
    )
    write_manifest(partial, manifest)
    files.finish_folder(partial, folder)
    files.note_done()
    return manifest


def _present_keys() -> list[str]:
    """Return the digests of the keys with which values may be written."""
    keys = [settings.FIELD_KEY, *settings.OLD_FIELD_KEYS]
    return [digest_of_key(key) for key in keys]


def check_backup(*, folder: Path) -> Manifest:
    """Return the manifest of a backup that is whole and that this kocops can
    read with these keys.

    Errors: Invalid, Conflict.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    if manifest.vendor != connection.vendor:
        text = _(
            "The backup is of %(backup)s, the database is %(database)s. Set "
            "DATABASE_URL to a database of the same kind.",
        )
        kinds = {"backup": manifest.vendor, "database": connection.vendor}
        raise Conflict("other_database", text % kinds)
    _check_migrations(manifest)
    _check_keys(manifest)
    return manifest


def _check_migrations(manifest: Manifest) -> None:
    unknown = _unknown_migrations(manifest.migrations)
    if unknown:
        text = _(
            "The backup is of kocops %(version)s and has migrations that this "
            "kocops %(own)s does not know (%(migration)s). Install that version.",
        )
        values = {
            "version": manifest.version,
            "own": VERSION,
            "migration": unknown[0],
        }
        raise Conflict("newer_backup", text % values)


def _check_keys(manifest: Manifest) -> None:
    """Do nothing if all keys of the time of the backup are set here: values
    may be written with each of them. Errors: Conflict.
    """
    present = _present_keys()
    if manifest.keys[0] not in present:
        text = _(
            "The backup was written with another FIELD_KEY. Set that one, or "
            "name it in OLD_FIELD_KEYS.",
        )
        raise Conflict("other_key", text)
    missing = [key for key in manifest.keys if key not in present]
    if missing:
        text = _(
            "When the backup was written, OLD_FIELD_KEYS had keys that are not "
            "set here (%(count)d), and values may be encrypted with them. Name "
            "them in OLD_FIELD_KEYS.",
        )
        raise Conflict("old_key_missing", text % {"count": len(missing)})


def _unknown_migrations(names: list[str]) -> list[str]:
    """Return the migrations that this kocops neither has nor has replaced."""
    known = set()
    for key, migration in MigrationLoader(None).disk_migrations.items():
        known.update({key, *migration.replaces})
    ours = {app for app, _name in known}
    unknown = []
    for name in names:
        app, _dot, migration_name = name.partition(".")
        if app in ours and (app, migration_name) not in known:
            unknown.append(name)
    return unknown


def restore_backup(
    *,
    folder: Path,
    ledger: Path | None,
    now: datetime,
    refusals: Path | None = None,
) -> Restored:
    """Fill an empty installation from a backup, erase again who was erased
    after it was made, and record again who refused after it was made.

    ledger, refusals: newer ledgers than those beside this database.

    Nothing is changed before all checks have passed. If it breaks off later,
    /readyz says so until the database is emptied and restored again.
    Errors: Invalid, Conflict.
    """
    manifest = check_backup(folder=folder)
    databases.check_is_empty()
    media = Path(settings.MEDIA_ROOT)
    if files.has_files(media):
        text = _("%(folder)s holds files. Move them away first.")
        raise Conflict("files_not_empty", text % {"folder": media})
    for given in (ledger, refusals):
        if given is not None and not given.is_file():
            text = _("There is no ledger %(file)s.")
            raise Invalid("no_ledger", text % {"file": given})
    mark = unfinished_restore_path()
    mark.write_text(json.dumps({"backup": str(folder), "since": str(now)}))
    databases.put_back(folder)
    _check_tables(manifest)
    files.unpack_folder(folder / MEDIA, media)
    _merge_ledgers(folder, ledger, refusals)
    call_command("migrate", interactive=False, verbosity=0)
    known, erased = replay_known_erasures(
        read_ledger(ledger_path()),
        now=now,
    )
    refused = replay_refusals(refusal_ledger_path(), now=now)
    end_all_sessions()
    uncertain = leave_uncertain(harmless_types=(WEBHOOK,), now=now)
    mark.unlink()
    return Restored(manifest.rows, known, erased, refused, uncertain)


def _merge_ledgers(
    folder: Path,
    ledger: Path | None,
    refusals: Path | None,
) -> None:
    """Let both ledgers know what the backup and the given ones know."""
    erased = [folder / LEDGER, *([ledger] if ledger else [])]
    merge_ledgers(ledger_path(), *erased)
    refused = [
        folder / refusal_ledger.LEDGER,
        *([refusals] if refusals else []),
    ]
    merge_ledgers(refusal_ledger_path(), *refused)


def _check_tables(manifest: Manifest) -> None:
    names = differing_tables(manifest.tables, databases.present_tables())
    if names:
        text = _(
            "What was restored is not what was backed up: %(tables)s. Do not use "
            "this database; drop it and take another backup.",
        )
        raise Invalid("other_rows", text % {"tables": ", ".join(names[:5])})
