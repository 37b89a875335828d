"""Refresh or check the front-end files kept in ``static/vendor``.

The pages load no script, style or font from another host, so every third-party
asset lives in the repository. Three ways to run this script:

* no option: fetch the packages declared below with ``npm pack``, compare each archive
  with the digest in ``vendor.lock.json`` and write the files again;
* ``--update``: the same, and lock a version that is not locked yet (after changing one);
* ``--check``: compare the folder with the lock file, without npm and without a network.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

VENDOR_DIR = Path(__file__).resolve().parent.parent / "static" / "vendor"
LOCK_NAME = "vendor.lock.json"
SPRITE_NAME = "icons.svg"
ICON_PACKAGE = "@tabler/icons"

# Outline icons of the sprite; each name is also the id of its <symbol>.
ICONS: tuple[str, ...] = tuple(
    """
    activity alert-circle alert-triangle api arrow-right bell book bookmark bookmark-plus
    building-community calendar car chart-bar chart-line checks chevron-down chevron-left
    chevron-right chevron-up circle-check circles clock columns dashboard database
    device-desktop download eye file-export file-import filter heart help history
    info-circle key language layout-dashboard link login logout map-pin menu-2 message
    messages moon moon-stars pencil photo player-play plus refresh search settings
    shield-check star sun table tag tags ticket trash trending-down trending-up upload
    user user-heart user-plus users x
    """.split(),
)


class VendorError(Exception):
    """A package cannot be vendored as declared."""


class Package(NamedTuple):
    """One npm package: the files to copy (source in the archive -> name to keep)."""

    name: str
    version: str
    files: dict[str, str]
    carries_licence: bool = (
        True  # if not, the licence in static/vendor was written by hand
    )

    @property
    def licence_target(self) -> str:
        """Name of the licence file kept next to the assets."""
        return self.name.lstrip("@").replace("/", "-") + ".LICENSE"


class Lock(NamedTuple):
    """Content of the lock file: package versions with digests, file digests."""

    packages: dict[str, dict[str, str]]
    files: dict[str, str]


PACKAGES: tuple[Package, ...] = (
    Package(
        "@tabler/core",
        "1.6.1",
        {
            "dist/css/tabler.min.css": "tabler.min.css",
            "dist/js/tabler.min.js": "tabler.min.js",
        },
        carries_licence=False,
    ),
    Package(
        "echarts",
        "6.1.0",
        {
            "dist/echarts.min.js": "echarts.min.js",
            "i18n/langZH.js": "echarts-lang-zh.js",
            "NOTICE": "echarts.NOTICE",
            "licenses/LICENSE-d3": "echarts-d3.LICENSE",
        },
    ),
    Package(
        "tom-select",
        "2.6.2",
        {
            "dist/js/tom-select.complete.min.js": "tom-select.complete.min.js",
            "dist/css/tom-select.bootstrap5.min.css": "tom-select.bootstrap5.min.css",
        },
    ),
    Package(ICON_PACKAGE, "3.51.0", {}),
    Package("htmx.org", "2.0.11", {"dist/htmx.min.js": "htmx.min.js"}),
)

SOURCE_MAP = re.compile(
    rb"/\*[#@]\s*sourceMappingURL=[^*]*\*/[ \t]*\n?|^[ \t]*//[#@]\s*sourceMappingURL=.*\n?",
    re.MULTILINE,
)
QUOTED = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
CSS_REFERENCE = re.compile(
    rf"""url\(\s*({QUOTED}|[^)]*?)\s*\)|@import\s*({QUOTED})""",
    re.IGNORECASE | re.DOTALL,
)


def read_lock(folder: Path) -> Lock:
    """Read the lock file of a folder; a missing file reads as an empty lock."""
    path = folder / LOCK_NAME
    if not path.is_file():
        return Lock({}, {})
    try:
        return Lock(**json.loads(path.read_text(encoding="utf-8")))
    except (TypeError, ValueError) as error:
        raise VendorError(f"{LOCK_NAME} cannot be read: {error}") from error


def download(package: Package, folder: Path) -> Path:
    """Fetch the archive of a package with npm and return its path."""
    if (npm := shutil.which("npm")) is None:
        raise VendorError(
            "npm is not installed; only --check works without it",
        )
    target = Path(tempfile.mkdtemp(dir=folder))
    spec = f"{package.name}@{package.version}"
    command = [
        npm,
        "pack",
        spec,
        "--ignore-scripts",
        "--pack-destination",
        str(target),
    ]
    done = subprocess.run(
        command,
        cwd=target,
        capture_output=True,
        text=True,
        check=False,
    )
    archives = list(target.glob("*.tgz"))
    if done.returncode != 0 or len(archives) != 1:
        raise VendorError(f"npm pack {spec} failed:\n{done.stderr.strip()}")
    return archives[0]


def verify_archive(
    package: Package,
    archive: Path,
    lock: Lock,
    update: bool,
) -> dict[str, str]:
    """Compare an archive with the lock and return the entry to lock for it."""
    digest = base64.b64encode(
        hashlib.sha512(archive.read_bytes()).digest(),
    ).decode()
    entry = {"version": package.version, "integrity": f"sha512-{digest}"}
    locked = lock.packages.get(package.name, {})
    known = locked.get("version") == package.version
    if known and locked != entry:
        raise VendorError(
            f"{package.name} {package.version}: the archive is not the locked one",
        )
    if not known and not update:
        raise VendorError(
            f"{package.name} {package.version} is not locked; run with --update",
        )
    return entry


def read_members(archive: Path, names: set[str]) -> dict[str, bytes]:
    """Read the named files of an npm archive in one pass, without unpacking it."""
    found: dict[str, bytes] = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            name = member.name.partition("/")[2]
            if name in names and (content := tar.extractfile(member)):
                found[name] = content.read()
    if missing := sorted(names - found.keys()):
        raise VendorError(
            f"{archive.name} does not contain {', '.join(missing)}",
        )
    return found


def clean(name: str, content: bytes) -> bytes:
    """Drop source map comments from css and js: the maps are not vendored."""
    return (
        SOURCE_MAP.sub(b"", content)
        if name.endswith((".css", ".js"))
        else content
    )


def build_symbol(icon: str, svg: str) -> str:
    """Turn one outline icon into a symbol of the sprite."""
    body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if body is None:
        raise VendorError(f"icon {icon} is not an svg file")
    shapes = re.sub(r'<path stroke="none"[^>]*fill="none"\s*/>', "", body[1])
    shapes = re.sub(r"\s*/>", "/>", re.sub(r">\s+<", "><", shapes.strip()))
    return (
        f'<symbol id="{icon}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
    )


def build_sprite(package: Package, archive: Path) -> bytes:
    """Build the icon sprite from the archive of the icon package."""
    sources = {icon: f"icons/outline/{icon}.svg" for icon in ICONS}
    svgs = read_members(archive, set(sources.values()))
    symbols = (
        build_symbol(icon, svgs[source].decode())
        for icon, source in sources.items()
    )
    note = f"<!-- {package.name} {package.version}, MIT, see {package.licence_target} -->"
    head = '<svg xmlns="http://www.w3.org/2000/svg">'
    return "\n".join([head, note, *symbols, "</svg>\n"]).encode()


def collect(package: Package, archive: Path, folder: Path) -> dict[str, bytes]:
    """Return the files to keep for a package, by target name."""
    wanted = dict(package.files)
    result: dict[str, bytes] = {}
    if package.carries_licence:
        wanted["LICENSE"] = package.licence_target
    else:
        result[package.licence_target] = (
            folder / package.licence_target
        ).read_bytes()
    for source, content in read_members(archive, set(wanted)).items():
        result[wanted[source]] = clean(wanted[source], content)
    if package.name == ICON_PACKAGE:
        result[SPRITE_NAME] = build_sprite(package, archive)
    return result


def refresh(folder: Path, update: bool) -> None:
    """Fetch all packages, then write the files and the lock; nothing is written on error."""
    lock = read_lock(folder)
    entries: dict[str, dict[str, str]] = {}
    files: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for package in PACKAGES:
            archive = download(package, Path(scratch))
            entries[package.name] = verify_archive(
                package,
                archive,
                lock,
                update,
            )
            files.update(collect(package, archive, folder))
    for stale in lock.files.keys() - files.keys():
        (folder / stale).unlink(missing_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    digests = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
    }
    text = json.dumps(
        Lock(entries, digests)._asdict(),
        indent=2,
        sort_keys=True,
    )
    (folder / LOCK_NAME).write_bytes(f"{text}\n".encode())


def check_reference(folder: Path, name: str, reference: str) -> str | None:
    """Return a finding when a css reference leaves the folder or names no file."""
    if reference.lower().startswith(("data:", "#")):
        return None
    parts = urlsplit(reference)
    if parts.scheme or parts.netloc:
        return f"{name}: refers to another host: {reference[:80]}"
    target = (folder / name).parent / unquote(parts.path)
    if parts.path.startswith("/") or not target.is_file():
        return (
            f"{name}: refers to a file that is not vendored: {reference[:80]}"
        )
    return None


def check_content(folder: Path, name: str, content: bytes) -> list[str]:
    """Return the findings inside one css or js file."""
    findings: list[str] = []
    if name.endswith((".css", ".js")) and b"sourceMappingURL" in content:
        findings.append(f"{name}: still names a source map")
    if name.endswith(".css"):
        for match in CSS_REFERENCE.finditer(
            content.decode("utf-8", "replace"),
        ):
            reference = (match[1] or match[2] or "").strip("\"'").strip()
            if finding := check_reference(folder, name, reference):
                findings.append(finding)
    return findings


def check_declared(lock: Lock) -> list[str]:
    """Return the findings where the declarations above and the lock file disagree."""
    declared = {(package.name, package.version) for package in PACKAGES}
    locked = {
        (name, entry.get("version", ""))
        for name, entry in lock.packages.items()
    }
    targets = {SPRITE_NAME}
    for package in PACKAGES:
        targets.add(package.licence_target)
        targets.update(package.files.values())
    differing = [
        f"{name} {version}" for name, version in sorted(declared ^ locked)
    ]
    differing += sorted(targets ^ lock.files.keys())
    return [f"{name}: not both declared and locked" for name in differing]


def check(folder: Path = VENDOR_DIR) -> list[str]:
    """Return every difference between a folder and its lock file, none when all is well."""
    lock = read_lock(folder)
    findings = check_declared(lock)
    paths = (path for path in folder.rglob("*") if not path.is_dir())
    present = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
    }
    present.pop(LOCK_NAME, None)
    findings += [
        f"{name}: missing"
        for name in sorted(lock.files.keys() - present.keys())
    ]
    for name, content in sorted(present.items()):
        if name not in lock.files:
            findings.append(f"{name}: not listed in {LOCK_NAME}")
        elif hashlib.sha256(content).hexdigest() != lock.files[name]:
            findings.append(f"{name}: content differs from {LOCK_NAME}")
        findings += check_content(folder, name, content)
    return findings


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(
        description="Refresh or check static/vendor.",
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument(
        "--check",
        action="store_true",
        help="only compare with the lock file",
    )
    mode.add_argument(
        "--update",
        action="store_true",
        help="lock versions not locked yet",
    )
    options = parser.parse_args(arguments)
    try:
        if not options.check:
            refresh(VENDOR_DIR, options.update)
        findings = check(VENDOR_DIR)
    except VendorError as error:
        findings = [str(error)]
    for finding in findings:
        print(finding, file=sys.stderr)
    print(
        f"static/vendor: {len(findings)} finding(s)"
        if findings
        else "static/vendor: in order",
    )
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
