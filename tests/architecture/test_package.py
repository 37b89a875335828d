"""`pip install .` brings all that kocops needs: declared packages are locked,
a wheel is whole and runs.
"""

import os
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ("templates", "static", "locale")
OPEN_A_PAGE = """
import django
django.setup()
from django.contrib.staticfiles import finders
from django.test import Client
import kocops
page = Client().get("/login/", SERVER_NAME="localhost")
print(kocops.__file__)
print(page.status_code, "登录" in page.content.decode(), finders.find("css/kocops.css"))
"""


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
        "project"
    ]


def declared(extra: str | None = None) -> list[Requirement]:
    """Return what pyproject.toml declares, with what an extra adds."""
    listed = project()["dependencies"] + project()[
        "optional-dependencies"
    ].get(extra, [])
    return [Requirement(text) for text in listed]


def locked(name: str) -> dict[str, Version]:
    """Return the version of each package in a lock file."""
    lines = (
        (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").splitlines()
    )
    pins = [
        Requirement(line.rstrip("\\ "))
        for line in lines
        if line and not line.startswith((" ", "#"))
    ]
    return {
        canonicalize_name(pin.name): Version(
            str(pin.specifier).removeprefix("=="),
        )
        for pin in pins
    }


def is_needed(requirement: Requirement, extras: set[str]) -> bool:
    """Tell whether a package with these extras needs a requirement on Python
    3.11.0, as locked for.
    """
    if requirement.marker is None:
        return True
    machine = {"python_full_version": "3.11.0", "python_version": "3.11"}
    return any(
        requirement.marker.evaluate({**machine, "extra": extra})
        for extra in extras
    )


def with_dependencies(wanted: list[Requirement]) -> set[str]:
    """Return the names of the wanted packages and of all that they need in turn."""
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = list(wanted)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        key = (name, frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        found.add(name)
        for text in metadata.requires(name) or []:
            needed = Requirement(text)
            if is_needed(needed, {"", *requirement.extras}):
                waiting.append(needed)
    return found


@pytest.mark.parametrize("name", ["base", "test", "bench"])
def test_every_declared_package_is_locked(name: str) -> None:
    pins = locked(name)
    wanted = declared(name)

    assert len(wanted) > 20
    assert [
        str(need)
        for need in wanted
        if canonicalize_name(need.name) not in pins
    ] == []
    assert [
        str(need)
        for need in wanted
        if pins[canonicalize_name(need.name)] not in need.specifier
    ] == []


@pytest.mark.parametrize("name", ["base", "test"])
def test_nothing_is_locked_that_nothing_declared_needs(name: str) -> None:
    assert set(locked(name)) == with_dependencies(declared(name))


def test_the_locks_agree_on_versions() -> None:
    of_tests = locked("test")

    for name in ("base", "bench"):
        shared = {
            package: pin
            for package, pin in locked(name).items()
            if package in of_tests
        }
        assert shared == {package: of_tests[package] for package in shared}
    assert set(locked("base")) <= set(of_tests)


def test_the_changelog_begins_with_this_version() -> None:
    headings = [
        line
        for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
        if line.startswith("## ")
    ]

    assert headings[0].split()[1] == project()["version"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "--target",
        "wheel",
        "--directory",
        str(folder),
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("kocops-*.whl")
    return built


def files_below(folder: Path) -> set[str]:
    """Return the files of a folder, relative to the project, without what Python leaves behind."""
    paths = [
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return {path.relative_to(ROOT).as_posix() for path in paths}


def test_a_wheel_holds_all_apps_and_their_resources(
    wheel: Path,
    settings: Any,
) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    apps = [name for name in settings.INSTALLED_APPS if (ROOT / name).is_dir()]
    expected = {path for app in apps for path in files_below(ROOT / app)}
    for name in RESOURCES:
        expected |= {f"kocops/{path}" for path in files_below(ROOT / name)}

    assert {
        "kocops/templates/base.html",
        "kocops/locale/zh_Hans/LC_MESSAGES/django.mo",
    } < expected
    assert {path for path in held if ".dist-info/" not in path} == expected


def test_a_wheel_runs_outside_the_checkout(
    wheel: Path,
    tmp_path: Path,
) -> None:
    installed, started_in = tmp_path / "site", tmp_path / "work"
    zipfile.ZipFile(wheel).extractall(installed)
    started_in.mkdir()
    unset = {"PYTEST_VERSION", "KOCOPS_VAR_DIR", "DATABASE_URL", "REDIS_URL"}
    environment = {
        name: value for name, value in os.environ.items() if name not in unset
    }
    environment |= {
        "PYTHONPATH": str(installed),
        "DJANGO_SETTINGS_MODULE": "kocops.settings",
    }

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command,
            cwd=started_in,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where, what = run("-c", OPEN_A_PAGE).splitlines()

    assert "runserver" in run("-m", "kocops", "help")
    assert Path(where).is_relative_to(installed)
    assert what == f"200 True {installed / 'kocops/static/css/kocops.css'}"
    assert (started_in / "var" / "field_key").is_file()
