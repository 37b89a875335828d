"""A roster from a file: rows, errors by cell, store, undo, command."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from koc.models import KocSpell
from koc.selectors.roster_files import ReadRoster, read_roster
from koc.services.imports import import_roster
from koc.services.undoing import undo_batch
from members.models import MemberIdentity
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.koc.test_services_roster import begun

pytestmark = pytest.mark.django_db
HEADER = "外部身份,等级,起始日期,对接人,下次回顾"


def member(key: str, **how: Any) -> Any:
    platform, _colon, external_id = key.partition(":")
    row = MemberFactory(**how)
    MemberIdentity.objects.create(
        member=row,
        platform=platform,
        external_id=external_id,
    )
    return row


def read(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> ReadRoster:
    path = tmp_path / "roster.csv"
    path.write_bytes("\n".join([HEADER, *lines]).encode(encoding))
    return read_roster(path, path.name, now=NOW)


def stored(read: ReadRoster) -> Any:
    rows = [one.row for one in read.rows]
    return import_roster(rows=rows, now=NOW, user=None)


def test_a_roster_is_read_in_the_words_of_people(
    tmp_path: Path,
    accounts: dict[str, Any],
) -> None:
    accounts["communicator"].first_name = "林晓"
    accounts["communicator"].save()
    one, two = member("app:a1"), member("app:a2")
    three = MemberFactory()
    found = read(
        tmp_path,
        "app:a1,核心KOC,2025年11月3日,林晓,2026-08-01",
        "a2,rising,2025/1/2,lead,",
        f"#{three.pk},Honorary KOC,,,",
        encoding="gb18030",
    )
    assert found.faults == []
    assert stored(found).began == 3
    rows = {row.member_id: row for row in KocSpell.objects.all()}
    assert str(rows[one.pk].since) == "2025-11-03"
    assert rows[one.pk].contact == accounts["communicator"]
    assert str(rows[one.pk].review_on) == "2026-08-01"
    assert (rows[two.pk].tier, rows[two.pk].contact) == (
        "rising",
        accounts["lead"],
    )
    assert rows[three.pk].origin == KocSpell.Origin.IMPORT
    again = read(tmp_path, "a2,rising,2025/1/2,lead,")
    assert (again.rows, again.unchanged) == ([], 1)


def test_each_wrong_cell_is_named(
    tmp_path: Path,
    accounts: dict[str, Any],
) -> None:
    member("app:a1")
    member("app:a3", kind="bot")
    member("app:twice")
    member("web:twice")
    found = read(
        tmp_path,
        "app:a1,钻石,2030-01-01,nobody,下周",
        "app:none,核心KOC,,,",
        "app:a3,核心KOC,,,",
        "twice,核心KOC,,,",
        ",核心KOC,,,",
        "app:a1,核心KOC,,,",
        "app:a1,潜力KOC,,,",
        ",,,,",
    )
    assert [(one.line, one.column) for one in found.faults] == [
        (2, "等级"),
        (2, "起始日期"),
        (2, "对接人"),
        (2, "下次回顾"),
        (3, "外部身份"),
        (4, "外部身份"),
        (5, "外部身份"),
        (6, "外部身份"),
        (8, "外部身份"),
    ]
    assert len(found.rows) == 1


def test_a_name_of_several_colleagues_says_so(
    tmp_path: Path,
    accounts: dict[str, Any],
) -> None:
    member("app:a1")
    for role in ("communicator", "lead"):
        accounts[role].first_name = "小雯"
        accounts[role].last_name = ""
        accounts[role].save()
    lines = ("app:a1,核心KOC,,小雯,", "app:a1,核心KOC,,小文,")
    messages = []
    for line in lines:
        (fault,) = read(tmp_path, line).faults
        assert (fault.column, fault.value) == ("对接人", line.split(",")[3])
        messages.append(fault.message)
    assert messages == [
        "有几位同事同名，请填写用户名。",
        "没有叫这个名字、又能当对接人的同事。",
    ]


def test_a_known_koc_is_changed_and_the_import_undone(tmp_path: Path) -> None:
    known, new = member("app:a1"), member("app:a2")
    begun(known)
    found = read(tmp_path, "app:a1,潜力KOC,,,", "app:a2,核心KOC,,,")
    assert [one.is_new for one in found.rows] == [False, True]
    assert found.rows[0].change == "核心KOC → 潜力KOC"
    done = stored(found)
    assert (done.began, done.changed, done.refused) == (1, 1, [])
    assert undo_batch(batch=done.batch, now=NOW, user=None) == (2, 0)
    current = KocSpell.objects.current()
    assert [(row.member, row.tier) for row in current] == [(known, "core")]
    assert new not in [row.member for row in current]


def test_the_command_shows_before_it_stores(tmp_path: Path) -> None:
    member("app:a1")
    path = tmp_path / "roster.csv"
    path.write_text(f"{HEADER}\napp:a1,核心KOC,,,\napp:x,核心KOC,,,\n")
    out, wrong = StringIO(), StringIO()
    call_command("import_koc", path, "--dry-run", stdout=out, stderr=wrong)
    assert "new 1, changed 0, unchanged 0" in out.getvalue()
    assert wrong.getvalue().startswith("3 外部身份 app:x")
    assert not KocSpell.objects.exists()
    call_command("import_koc", path, stdout=out, stderr=wrong)
    assert KocSpell.objects.current().count() == 1
