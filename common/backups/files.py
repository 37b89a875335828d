"""Files of a backup: readable by their owner only, and known by their digest."""

import fcntl
import hashlib
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from common.errors import Conflict

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
PIECE = 1 << 20
PARTIAL = ".partial"
LOCK = "backup.lock"
DONE = "backup-done"


@contextmanager
def alone() -> Iterator[None]:
    """Let no other backup of this installation be written meanwhile: two would
    put their files into the same folder.

    Errors: Conflict if one is being written.
    """
    path = Path(settings.VAR_DIR) / LOCK
    file = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            text = _(
                "Another backup of this installation is being written. Wait "
                "until it is finished, then try again.",
            )
            raise Conflict("backup_running", text) from error
        yield
    finally:
        # Closing frees the lock, and so does the end of the process.
        os.close(file)


def note_done() -> None:
    """Note that a backup is whole; backup_done_at() then returns this moment."""
    (Path(settings.VAR_DIR) / DONE).touch(mode=PRIVATE_FILE)


def backup_done_at() -> float | None:
    """Return when the last backup was whole, in seconds since 1970; None if
    none was made here.
    """
    path = Path(settings.VAR_DIR) / DONE
    return path.stat().st_mtime if path.exists() else None


def begin_folder(folder: Path) -> Path:
    """Make an empty folder beside `folder`, in which it is put together.

    What an earlier attempt left there is deleted. Errors: Conflict if `folder`
    exists.
    """
    if folder.exists():
        text = _("%(folder)s exists. Name a new folder.")
        raise Conflict("backup_exists", text % {"folder": folder})
    partial = folder.with_name(folder.name + PARTIAL)
    if partial.exists():
        shutil.rmtree(partial)
    partial.mkdir(mode=PRIVATE_FOLDER, parents=True)
    return partial


def finish_folder(partial: Path, folder: Path) -> None:
    """Give a complete folder its name, once everything in it is on the disk."""
    for path in [*partial.iterdir(), partial]:
        _sync(path)
    partial.rename(folder)
    _sync(folder.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_private(path: Path) -> None:
    """Make an empty file that only its owner can read."""
    path.touch(mode=PRIVATE_FILE, exist_ok=False)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def pack_folder(source: Path, archive: Path) -> int:
    """Write the files of a folder into a tar archive; return how many.

    A file that is deleted meanwhile is left out: the job that made it is over.
    """
    make_private(archive)
    count = 0
    with tarfile.open(archive, "w") as packed:
        for path in _files_in(source):
            try:
                with path.open("rb") as file:
                    name = str(path.relative_to(source))
                    packed.addfile(packed.gettarinfo(None, name, file), file)
            except FileNotFoundError:
                continue
            count += 1
    return count


def unpack_folder(archive: Path, target: Path) -> None:
    """Write the files of a tar archive into a folder."""
    target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as packed:
        packed.extractall(target, filter="data")


def has_files(folder: Path) -> bool:
    """Tell whether a folder exists and holds a file."""
    return next(_files_in(folder), None) is not None


def _files_in(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path
