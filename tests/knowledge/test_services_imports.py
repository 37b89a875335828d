"""Scripts of files: drafts, errors by cell, and back from an export."""

from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from common.errors import Conflict, Invalid
from knowledge.models import Script
from knowledge.selectors.script_files import ReadScripts, read_scripts
from knowledge.services.imports import import_scripts
from tests.conftest import NOW
from tests.knowledge.scripts import approved, drafted

pytestmark = pytest.mark.django_db


def read(folder: Path, *lines: str) -> ReadScripts:
    path = folder / "scripts"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_scripts(path, "scripts.csv")


def test_rows_in_both_languages_become_drafts(
    accounts: dict[str, Any], tmp_path: Path
) -> None:
    found = read(
        tmp_path,
        "场景,标题,话术,适用对象",
        "迎新,欢迎甲,{昵称}您好,新人",
        "rumour,Answer,{nickname}您好,",
    )
    assert found.faults == []
    done = import_scripts(rows=found.rows, now=NOW, user=accounts["planner"])
    assert tuple(done) == (2, 0)
    script = Script.objects.get(title="欢迎甲")
    assert (script.scene, script.audience) == ("welcome", "newcomer")
    assert script.versions.get().state == "draft"


def test_each_wrong_cell_is_named(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "scene,title,text",
        "nowhere,甲,您好",
        "welcome,,您好",
        "welcome,乙,{name}您好",
        "welcome,丙,您好",
        "welcome,丙,您好",
    )
    faults = [(one.line, one.column, one.value) for one in found.faults]
    assert faults == [
        (2, "scene", "nowhere"),
        (3, "title", ""),
        (4, "text", "{name}您好"),
        (6, "title", "丙"),
    ]
    assert [row.line for row in found.rows] == [5]


def test_known_titles_get_a_new_draft(
    accounts: dict[str, Any], tmp_path: Path
) -> None:
    version = approved(accounts["planner"], accounts["lead"], title="甲")
    drafted(accounts["planner"], title="乙")
    found = read(
        tmp_path,
        "scene,title,text",
        "welcome,甲,新的说法",
        "welcome,乙,另一种",
    )
    assert [one.line for one in found.faults] == [3], "乙 is still in work"
    import_scripts(rows=found.rows, now=NOW, user=accounts["planner"])
    newest = version.script.versions.first()
    assert newest is not None
    assert (newest.number, newest.text) == (2, "新的说法")
    version.refresh_from_db()
    assert version.state == "approved"


def test_changed_between_preview_and_storing(
    accounts: dict[str, Any], tmp_path: Path
) -> None:
    found = read(
        tmp_path, "scene,title,text", "welcome,甲,您好", "welcome,乙,您好"
    )
    drafted(accounts["planner"], title="乙")
    with pytest.raises(Conflict):
        import_scripts(rows=found.rows, now=NOW, user=accounts["planner"])
    assert not Script.objects.filter(title="甲").exists(), "all or none"


def test_columns_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        read(tmp_path, "title,scene", "甲,welcome")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_export_changes_nothing(
    accounts: dict[str, Any], as_role: Any, tmp_path: Path, language: str
) -> None:
    approved(
        accounts["planner"],
        accounts["lead"],
        title="甲",
        title_en="A",
        audience="owner",
        role="geek",
        for_state="dormant",
        text="{nickname}，第一行\n第二行，“引号”",
    )
    client = as_role("lead")
    client.cookies["django_language"] = language
    answer = client.get("/scripts/?export=csv")
    path = tmp_path / "export.csv"
    path.write_bytes(b"".join(answer.streaming_content))
    with override(language):
        found = read_scripts(path, "export.csv")
    assert (found.faults, found.rows, found.unchanged) == ([], [], 1)
