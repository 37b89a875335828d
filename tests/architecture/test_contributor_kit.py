"""What contributors start from is there and refers to what exists."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
KIT = (
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "CODE_OF_CONDUCT.md",
    "LICENSE",
    ".editorconfig",
    ".pre-commit-config.yaml",
    ".github/PULL_REQUEST_TEMPLATE.md",
    ".github/workflows/ci.yml",
)
TEMPLATES = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.md"))


def read_yaml(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("name", KIT)
def test_a_file_of_the_kit_is_there(name: str) -> None:
    assert (ROOT / name).read_text("utf-8").strip()


def test_the_workflow_runs_what_ci_runs() -> None:
    (job,) = read_yaml(".github/workflows/ci.yml")["jobs"].values()

    assert [step["run"] for step in job["steps"] if "run" in step] == [
        "bash .ci/run",
    ]
    assert "exec ./test.sh" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_hooks_run_commands_of_the_checks() -> None:
    checks = (ROOT / "check.sh").read_text("utf-8")
    hooks = [
        hook
        for repository in read_yaml(".pre-commit-config.yaml")["repos"]
        for hook in repository["hooks"]
    ]
    tools = [Path(hook["entry"].split()[0]) for hook in hooks]

    assert len(hooks) >= 4
    assert [
        tool
        for tool in tools
        if tool.parent != Path(".venv/bin") or f"{tool.name} " not in checks
    ] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_issue_templates_are_in_both_languages(template: Path) -> None:
    _empty, header, body = template.read_text("utf-8").split("---\n", 2)
    about = yaml.safe_load(header)

    assert set(about) == {"name", "about"}
    for text in (about["name"], about["about"], body):
        assert re.search("[\u4e00-\u9fff]", text)
        assert re.search("[A-Za-z]{4}", text)


def test_editors_wrap_where_the_checks_do() -> None:
    rules = (ROOT / ".editorconfig").read_text("utf-8")

    assert "root = true" in rules
    assert "max_line_length = 100" in rules
