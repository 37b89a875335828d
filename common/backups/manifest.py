"""The manifest of a backup: from which version it is, and what must be in it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.backups.files import digest_of, make_private
from common.errors import Invalid

MANIFEST = "manifest.json"
FORMAT = 2
# The first one named only the key with which values were written last.
READABLE = (1, FORMAT)
# So slow to compute that a key cannot be guessed from its digest.
KEY_ROUNDS = 200_000


@dataclass(frozen=True)
class TableState:
    """How many rows a table has, and a digest that does not depend on their order."""

    rows: int
    fingerprint: str


@dataclass(frozen=True)
class StoredFile:
    """The size and SHA-256 of a file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What is known of a backup without opening its files.

    migrations: `app.name` of each that its database has · keys: digests of
    FIELD_KEY and OLD_FIELD_KEYS, one of which each encrypted value needs.
    """

    format: int
    version: str
    made_at: str
    vendor: str
    server: str
    keys: list[str]
    migrations: list[str]
    tables: dict[str, TableState]
    files: dict[str, StoredFile]

    @property
    def rows(self) -> int:
        """Return the number of rows of all tables."""
        return sum(table.rows for table in self.tables.values())


def digest_of_key(key: str) -> str:
    """Return a digest by which a key is recognised, but not found."""
    found = hashlib.pbkdf2_hmac(
        "sha256", key.encode(), b"kocops backup", KEY_ROUNDS
    )
    return found.hex()[:32]


def describe_files(folder: Path) -> dict[str, StoredFile]:
    """Return the files of a folder by name."""
    found = {}
    for path in sorted(folder.iterdir()):
        found[path.name] = StoredFile(path.stat().st_size, digest_of(path))
    return found


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, with a digest of itself."""
    path = folder / MANIFEST
    make_private(path)
    values = asdict(manifest)
    values["digest"] = _digest(values)
    text = json.dumps(values, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup.

    Errors: Invalid if there is none, it was changed, or a newer kocops wrote it.
    """
    path = folder / MANIFEST
    if not path.is_file():
        text = _("%(folder)s is not a whole backup: it has no %(file)s.")
        values = {"folder": folder, "file": MANIFEST}
        raise Invalid("no_manifest", text % values)
    try:
        values = json.loads(path.read_text("utf-8"))
        digest = values.pop("digest")
        is_whole = digest == _digest(values)
    except (ValueError, KeyError, AttributeError):
        is_whole = False
    if not is_whole:
        raise Invalid("damaged_manifest", _damaged(path))
    return _manifest_of(values)


def _manifest_of(values: dict[str, Any]) -> Manifest:
    if values["format"] not in READABLE:
        text = _(
            "The backup has the format %(format)s of kocops %(version)s; this "
            "kocops reads the formats %(known)s. Install that version.",
        )
        known = ", ".join(map(str, READABLE))
        raise Invalid("newer_backup", text % {**values, "known": known})
    if "key" in values:
        values["keys"] = [values.pop("key")]
    tables = {}
    for name, table in values["tables"].items():
        tables[name] = TableState(**table)
    files = {}
    for name, file in values["files"].items():
        files[name] = StoredFile(**file)
    return Manifest(**{**values, "tables": tables, "files": files})


def check_files(folder: Path, manifest: Manifest) -> None:
    """Do nothing if all files are there as they were written.

    Errors: Invalid, naming the first that is missing or damaged.
    """
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            text = _("%(file)s is missing. Use another backup.")
            raise Invalid("missing_file", text % {"file": path})
        size = path.stat().st_size
        if size != expected.size or digest_of(path) != expected.sha256:
            raise Invalid("damaged_file", _damaged(path))


def _damaged(path: Path) -> str:
    return _("%(file)s is damaged. Use another backup.") % {"file": path}


def differing_tables(
    expected: dict[str, TableState],
    found: dict[str, TableState],
) -> list[str]:
    """Return the tables that are missing, new, or have other rows."""
    names = expected.keys() | found.keys()
    return sorted(
        name for name in names if expected.get(name) != found.get(name)
    )


def _digest(values: dict[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
