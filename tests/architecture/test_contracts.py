"""The import contracts cover every app and all rules, and a breach fails."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
BELOW_THE_APPS, ABOVE_THE_APPS = "common", "kocops"


def local_apps() -> set[str]:
    return {
        config.name
        for config in apps.get_app_configs()
        if Path(config.path).parent == ROOT
    }


def contracts() -> dict[str, Any]:
    text = ROOT.joinpath("pyproject.toml").read_text()
    linter: dict[str, Any] = tomllib.loads(text)["tool"]["importlinter"]
    return linter


def contract(name: str) -> dict[str, Any]:
    (found,) = (
        one for one in contracts()["contracts"] if one["name"].startswith(name)
    )
    assert isinstance(found, dict)
    return found


def test_every_app_has_its_layer() -> None:
    assert set(contracts()["root_packages"]) == local_apps()
    assert set(contract("Apps")["layers"]) == local_apps()


def test_every_app_with_rules_keeps_them_pure() -> None:
    with_rules = {
        f"{app}.rules"
        for app in local_apps()
        if ROOT.joinpath(app, "rules").is_dir()
    }
    with_models = {
        f"{app}.models"
        for app in local_apps()
        if ROOT.joinpath(app, "models.py").exists()
        or ROOT.joinpath(app, "models").is_dir()
    }
    rules = contract("Rules")
    assert set(rules["source_modules"]) == with_rules
    assert with_models <= set(rules["forbidden_modules"])


def test_modules_of_every_app_are_layered() -> None:
    containers = set(contract("Modules")["containers"])
    assert containers == local_apps() - {BELOW_THE_APPS, ABOVE_THE_APPS}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("roles/rules/strength.py", "import roles.models"),
        ("members/selectors/member_relations.py", "import teamwork.models"),
        ("alerts/selectors/board.py", "import alerts.services.issues"),
    ],
)
def test_a_planted_breach_fails(
    tmp_path: Path,
    module: str,
    line: str,
) -> None:
    for app in local_apps():
        shutil.copytree(ROOT / app, tmp_path / app)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / module
    planted.write_text(f"{planted.read_text()}\n{line}\n")
    command = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [command, "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert line.split()[1] in run.stdout
