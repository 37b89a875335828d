"""P9: what was exported comes back unchanged; a bad row is named, a good one stored."""

import csv
import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from openpyxl import Workbook

from common.errors import DomainError
from common.jobs.queue import run_job
from common.models import JobRun
from common.security.access import ANALYST
from common.ui.exports import csv_lines, xlsx_response
from members.models import Member
from members.selectors.member_files import COLUMNS, export_members, read_table
from members.services import member_resource
from members.services.directory import save_member, write_name_tokens
from members.services.imports import import_members, preview_import
from tests.conftest import NOW
from tests.factories.members import MemberFactory

NAMES = (
    "=1+1",
    "+86 138",
    "-5",
    "@all",
    "＝SUM(A1)",
    "＋1",
    "－1",
    "＠某人",
    "'=quoted",
    "it's",
    'say "hi"',
    "a,b;c",
    "007",
    "1e5",
    "2026-05-01",
    "#n",
    "TRUE",
    "_x0041_",
    "张三（上海）",
    "ｆｕｌｌ　ｗｉｄｔｈ",
    "<b>&amp;</b>",
    "null",
)
NOTE = 'first "line", with comma\n=second line\n\nfourth\twith tab'


def csv_bytes(rows: Any) -> bytes:
    return "".join(csv_lines(rows)).encode()


def xlsx_bytes(rows: Any) -> bytes:
    return xlsx_response(rows, name="members", title="members").content


def table(*rows: tuple[Any, ...]) -> Any:
    return read_table(csv_bytes(rows), "members.csv")


@pytest.fixture
def members(accounts: dict[str, Any]) -> list[Member]:
    made = [
        MemberFactory(
            nickname=name,
            city="=城市",
            province="",
            primary_contact=accounts[ANALYST],
            contact_note=NOTE,
        )
        for name in NAMES
    ]
    made[0].joined_on = date(2019, 2, 28)
    for member in made:
        save_member(member=member, now=NOW)
    return made


def changes(rows: list[Any]) -> dict[int, Any]:
    assert not [row.errors for row in rows if row.errors]
    return {row.line: row.changes for row in rows if row.changes}


def exported() -> Any:
    return export_members(
        Member.objects.select_related(
            "primary_contact",
            "backup_contact",
        ).order_by("pk"),
    )


@pytest.mark.parametrize(
    ("pack", "name"),
    [(csv_bytes, "m.csv"), (xlsx_bytes, "m.XLSX")],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_exported_file_read_back_changes_nothing(
    members: list[Member],
    pack: Any,
    name: str,
    language: str,
) -> None:
    with override(language):
        dataset = read_table(pack(exported()), name)
        assert dataset["nickname"] == list(NAMES)
        assert dataset["contact_note"] == [NOTE] * len(NAMES)
        assert changes(preview_import(dataset, now=NOW)) == {}
        later = NOW + timedelta(days=1)
        assert import_members(dataset, now=later) == {
            "changed": 0,
            "unchanged": len(NAMES),
            "refused": 0,
        }
        assert not Member.objects.filter(updated_at=later).exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_a_file_in_a_spreadsheets_encoding_changes_nothing(
    members: list[Member],
    encoding: str,
) -> None:
    content = (
        "".join(csv_lines(exported())).removeprefix("\ufeff").encode(encoding)
    )
    assert changes(preview_import(read_table(content, "m.csv"), now=NOW)) == {}


def test_line_breaks_are_stored_as_the_export_writes_them(
    as_role: Any,
) -> None:
    member = MemberFactory()
    fields = {
        "nickname": "甲",
        "kind": "person",
        "owner_status": "owner",
        "contact_note": "one\r\ntwo\rthree",
    }
    assert (
        as_role("lead").post(f"/members/{member.pk}/edit/", fields).status_code
        == 302
    )
    member.refresh_from_db()
    assert member.contact_note == "one\ntwo\nthree"


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x1b", "\u202e", "\u200b", "\u2028"],
)
def test_a_note_still_refuses_what_its_reader_would_not_see(
    db: None,
    character: str,
) -> None:
    member = MemberFactory()
    [row] = preview_import(
        table(("id", "contact_note"), (member.pk, f"a{character}b")),
        now=NOW,
    )
    assert [column for column, _text in row.errors] == ["contact_note"]


def test_a_preview_shows_each_changed_cell_and_stores_nothing(
    members: list[Member],
) -> None:
    first, second = members[:2]
    rows = table(
        ("city", "id", "nickname", "joined_on"),
        ("=城市", first.pk, "新名", "2020-01-02"),
        ("杭州", second.pk, second.nickname, ""),
        ("=城市", members[2].pk, members[2].nickname, ""),
    )
    assert changes(preview_import(rows, now=NOW)) == {
        2: [
            ("nickname", "=1+1", "新名"),
            ("joined_on", "2019-02-28", "2020-01-02"),
        ],
        3: [("city", "=城市", "杭州")],
    }
    first.refresh_from_db()
    assert first.nickname == "=1+1"


@pytest.mark.parametrize("spelling", [" {} ", "0{}", "'{}"])
def test_an_id_however_written_shows_what_the_import_would_do(
    db: None,
    spelling: str,
) -> None:
    member = MemberFactory(nickname="旧")
    dataset = table(("id", "nickname"), (spelling.format(member.pk), "新"))
    [row] = preview_import(dataset, now=NOW)
    stored = import_members(dataset, now=NOW)
    assert (len(row.changes), len(row.errors)) == (
        stored["changed"],
        stored["refused"],
    )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_choice_may_be_written_in_the_language_of_its_reader(
    db: None,
    language: str,
) -> None:
    member = MemberFactory(owner_status="owner", kind="person")
    with override(language):
        label, kind = (
            str(Member.OwnerStatus.FORMER.label),
            str(Member.Kind.BOT.label),
        )
        dataset = table(
            ("id", "owner_status", "kind"),
            (member.pk, label, kind),
        )
        assert changes(preview_import(dataset, now=NOW)) == {
            2: [
                ("owner_status", "owner", "former"),
                ("kind", "person", "bot"),
            ],
        }


@pytest.mark.parametrize("written", ["2020-01-02", "2020/1/2", " 2020/01/02 "])
def test_a_day_is_read_as_spreadsheets_rewrite_it(
    db: None,
    written: str,
) -> None:
    member = MemberFactory()
    dataset = table(("id", "joined_on"), (member.pk, written))
    assert changes(preview_import(dataset, now=NOW)) == {
        2: [("joined_on", "", "2020-01-02")],
    }


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30",
        "01/02/2020",
        "1-2",
        "2020-1-2-3",
        "x",
        "10000-1-1",
        "0-1-1",
        "9" * 99,
    ],
)
def test_a_day_that_would_have_to_be_guessed_is_refused(
    db: None,
    written: str,
) -> None:
    dataset = table(("id", "joined_on"), (MemberFactory().pk, written))
    [row] = preview_import(dataset, now=NOW)
    assert [column for column, _text in row.errors] == ["joined_on"]


BAD = {
    "nickname": ("", {"en": "blank", "zh-hans": "空"}),
    "kind": ("robot", {"en": "robot", "zh-hans": "robot"}),
    "owner_status": ("king", {"en": "king", "zh-hans": "king"}),
    "joined_on": ("2026-02-30", {"en": "Not a day", "zh-hans": "2026-05-01"}),
    "city": ("隐\u202e形", {"en": "invisible", "zh-hans": "U+202E"}),
    "province": ("省" * 31, {"en": "30", "zh-hans": "30"}),
    "primary_contact": (
        "nobody",
        {"en": "No active account", "zh-hans": "nobody"},
    ),
    "contact_note": ("x" * 2001, {"en": "2000", "zh-hans": "2000"}),
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_bad_row_is_named_in_the_readers_language(
    db: None,
    language: str,
) -> None:
    rows = []
    for column, (value, _text) in BAD.items():
        member = MemberFactory()
        rows.append(
            (
                member.pk,
                *(value if c == column else _shown(member, c) for c in BAD),
            ),
        )
    with override(language):
        found = preview_import(table(("id", *BAD), *rows), now=NOW)
    assert [
        (row.line, [column for column, _text in row.errors]) for row in found
    ] == [(line, [column]) for line, column in enumerate(BAD, start=2)]
    for row in found:
        [(column, text)] = row.errors
        assert BAD[column][1][language] in text
        assert has_chinese(text) == (language == "zh-hans"), text
        assert row.changes == []


def _shown(member: Member, column: str) -> Any:
    return {"primary_contact": "", "joined_on": ""}.get(
        column,
        getattr(member, column),
    )


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" and c not in "隐形省" for c in text)


@pytest.mark.parametrize(
    "unknown",
    [
        "",
        "0",
        "-1",
        "x",
        "1.5",
        "999999",
        "9" * 18,
        "9" * 400,
        "١",
        "²",
        "NULL",
    ],
)
def test_a_row_with_an_unknown_id_creates_no_member(
    db: None,
    unknown: str,
) -> None:
    member = MemberFactory(nickname="旧")
    dataset = table(("id", "nickname"), (unknown, "鬼"), (member.pk, "新"))
    bad, good = preview_import(dataset, now=NOW)
    assert bad.errors
    assert not bad.changes
    assert good.changes == [("nickname", "旧", "新")]
    assert import_members(dataset, now=NOW) == {
        "changed": 1,
        "unchanged": 0,
        "refused": 1,
    }
    assert [m.nickname for m in Member.objects.all()] == ["新"]


def test_the_line_of_a_bad_row_is_the_row_the_spreadsheet_shows(
    db: None,
) -> None:
    member = MemberFactory()
    content = f"id,city\r\n{member.pk},上海\r\n\r\n,\r\n{member.pk},\u202e\r\n\r\n,\r\n".encode()
    found = preview_import(read_table(content, "m.csv"), now=NOW)
    assert [
        (row.line, column)
        for row in found
        for column, _text in row.errors
        if row.member_id
    ] == [(5, "city")]
    assert len(found) in (2, 4)


def test_an_import_stores_the_good_rows_and_their_names(
    members: list[Member],
) -> None:
    good, wrong, unknown = members[0], members[1], 10**9
    dataset = table(
        ("id", "nickname", "joined_on"),
        (wrong.pk, "李四", "not a day"),
        (good.pk, "王小明", "2020-01-02"),
        (unknown, "赵六", ""),
    )
    assert import_members(dataset, now=NOW) == {
        "changed": 1,
        "unchanged": 0,
        "refused": 2,
    }
    for text in ("王小明", "小明", "wangxiao", "wxm"):
        assert [m.pk for m in Member.objects.named_like(text)] == [good.pk]
    assert not Member.objects.named_like("李四").exists()
    wrong.refresh_from_db()
    assert wrong.nickname == NAMES[1]


HEADERS = (
    ("nickname",),
    ("id", "phone"),
    ("id", "id"),
    ("id", "vin"),
    ("id", "created_at"),
)


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    ("pack", "name"),
    [(csv_bytes, "m.csv"), (xlsx_bytes, "m.xlsx")],
)
def test_a_file_with_other_columns_is_refused_as_a_whole(
    header: tuple[str, ...],
    pack: Any,
    name: str,
) -> None:
    with pytest.raises(DomainError) as refused:
        read_table(pack([header, ["1"] * len(header)]), name)
    assert refused.value.code == "bad_header"


def test_a_row_with_too_many_cells_is_refused_by_its_line() -> None:
    with pytest.raises(DomainError) as refused:
        table(("id", "nickname"), (1, "a"), (2, "b", "c"))
    assert refused.value.code == "column_count"
    assert "3" in str(refused.value.message)


def test_a_spreadsheet_as_people_make_it_is_read(db: None) -> None:
    member = MemberFactory(nickname="12", joined_on=None)
    book = Workbook()
    sheet = book.active
    sheet.append([" id ", "nickname", "joined_on", "city"])
    sheet.append([member.pk, 1234, date(2020, 1, 2), None])
    sheet.cell(row=1, column=20).style = "Good"
    sheet.cell(row=90, column=1).style = "Good"
    file = io.BytesIO()
    book.save(file)
    assert changes(
        preview_import(read_table(file.getvalue(), "m.xlsx"), now=NOW),
    ) == {
        2: [
            ("nickname", "12", "1234"),
            ("joined_on", "", "2020-01-02"),
            ("city", "上海", ""),
        ],
    }


def rubbish_files() -> dict[str, bytes]:
    good = xlsx_bytes([COLUMNS, ["1"] * len(COLUMNS)])
    return {
        "empty": b"",
        "rubbish": b"\x00\xff" * 500,
        "cut off": good[: len(good) // 2],
        "no book": _zip({"a.txt": b"x"}),
        "broken xml": _replaced(
            good,
            "xl/worksheets/sheet1.xml",
            b"<worksheet><sheetData><row",
        ),
        "broken book": _replaced(good, "xl/workbook.xml", b"\x00"),
        "other xml": _replaced(good, "xl/workbook.xml", b"<a/>"),
        "bad numbers": _replaced(
            good,
            "xl/workbook.xml",
            b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b'<bookViews><workbookView activeTab="x"/></bookViews></workbook>',
        ),
        "flipped": good[:200]
        + bytes(b ^ 0xFF for b in good[200:260])
        + good[260:],
        "encrypted": good.replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00\x00",
            b"PK\x01\x02\x14\x03\x14\x00\x01\x00",
        ),
    }


def _zip(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _replaced(content: bytes, name: str, part: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _zip(
            {each: archive.read(each) for each in archive.namelist()}
            | {name: part},
        )


@pytest.mark.parametrize("name", rubbish_files())
def test_a_file_that_is_no_spreadsheet_is_refused(
    name: str,
) -> None:
    with pytest.raises(DomainError) as refused:
        read_table(rubbish_files()[name], "m.xlsx")
    assert refused.value.code in (
        "bad_xlsx",
        "empty_file",
        "bad_header",
        "too_large",
    )


def test_an_import_on_the_page_is_done_by_a_job(
    as_role: Any,
    members: list[Member],
) -> None:
    client = as_role(ANALYST)
    write_name_tokens(members=members)
    template = b"".join(
        client.get("/members/import/template/").streaming_content,
    ).decode("utf-8-sig")
    edited = list(csv.DictReader(io.StringIO(template, newline="")))
    edited[0]["nickname"], edited[1]["joined_on"] = "新名字", "never"
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(edited)
    upload = SimpleUploadedFile(
        "编辑.csv",
        file.getvalue().encode("utf-8-sig"),
    )

    preview = client.post("/members/import/", {"file": upload})
    context = preview.context
    assert (context["changed_count"], context["wrong_count"]) == (1, 1)
    assert context["unchanged_count"] == len(NAMES) - 2
    assert [row.line for row in context["wrong"]] == [3]
    assert Member.objects.get(pk=members[0].pk).nickname == NAMES[0]

    confirm = f"/members/import/{context['token']}/"
    assert client.post(confirm).status_code == 200
    job = run_job(
        job_id=JobRun.objects.get(kind="import_members").pk,
        clock=lambda: NOW,
    )
    assert job is not None
    assert (job.state, job.result) == (
        "done",
        {"changed": 1, "unchanged": len(NAMES) - 2, "refused": 1},
    )
    assert [m.pk for m in Member.objects.named_like("新名字")] == [
        members[0].pk,
    ]
    assert client.post(confirm).status_code == 302
    assert JobRun.objects.count() == 1


def test_who_was_edited_since_the_preview_is_refused(db: None) -> None:
    edited, untouched = MemberFactory(city="上海"), MemberFactory(city="上海")
    Member.objects.filter(pk=edited.pk).update(
        city="成都",
        updated_at=NOW + timedelta(minutes=5),
    )
    rows = table(("id", "city"), (edited.pk, "杭州"), (untouched.pk, "杭州"))
    outcome = import_members(
        rows,
        now=NOW + timedelta(minutes=9),
        previewed_at=NOW,
    )
    assert outcome == {"changed": 1, "unchanged": 0, "refused": 1}
    cities = dict(Member.objects.values_list("pk", "city"))
    assert cities == {edited.pk: "成都", untouched.pk: "杭州"}


def test_an_import_writes_only_the_columns_of_its_file(
    db: None,
    monkeypatch: Any,
) -> None:
    member = MemberFactory(city="上海", contact_note="旧")
    written = []
    monkeypatch.setattr(
        member_resource,
        "save_member",
        lambda **given: written.append(sorted(given["fields"])),
    )
    import_members(table(("id", "city"), (member.pk, "杭州")), now=NOW)
    assert written == [["city"]]
