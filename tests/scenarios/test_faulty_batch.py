"""P4: of 10,000 rows with 137 planted faults exactly those 137 stay out, by
name, and can be mended and sent again.
"""

import csv
import gzip
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import Client

from activity.models import (
    ActivityEvent,
    EventSource,
    IngestBatch,
    RejectedRow,
)
from activity.rules.drafts import FIELDS
from activity.selectors.rejected_rows import rejected_file_rows
from activity.services.files import ingest_file
from common.api.problems import status_of
from common.errors import DomainError
from common.ui.exports import csv_lines
from members.services.directory import register_members
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

ROWS, FAULTS = 10_000, 137
KINDS = ("login", "comment", "post", "like", "event_attend")
ODD_IDS = (
    "+8613800000000",
    "-5",
    "=cmd",
    "@车友",
    "'quoted",
    "a,b",
    'say "hi"',
    "back\\slash",
    "张三",
    "ｆｕｌｌ",
)
MEMBERS = (*ODD_IDS, *(f"m{n}" for n in range(490)))
Row = dict[str, Any]


class Planted(NamedTuple):
    """A fault: what it makes of a good row, and how it must be named."""

    code: str
    column: str
    spoil: Callable[[Row], Any]


def good_row(number: int) -> Row:
    moment = NOW - timedelta(days=400) + timedelta(minutes=57 * number)
    return {
        "external_id": f"{'-+=x'[number % 4]}{number}",
        "member": MEMBERS[number % len(MEMBERS)],
        "occurred_at": moment.isoformat(),
        "kind": KINDS[number % len(KINDS)],
        "quantity": str(1 + number % 3),
    }


def put(code: str, column: str, value: Any) -> Planted:
    return Planted(code, column, lambda row: {**row, column: value})


def late_by(minutes: float) -> str:
    return (NOW + timedelta(minutes=minutes)).isoformat()


IN_ANY_FORM = [
    put("missing_value", "member", ""),
    put("missing_value", "member", " \t "),
    put("missing_value", "occurred_at", ""),
    put("missing_value", "kind", ""),
    put("bad_time", "occurred_at", "yesterday"),
    put("bad_time", "occurred_at", "2026-02-30T10:00:00+08:00"),
    put("bad_time", "occurred_at", "2026/2/30 10:00"),
    put("undeclared_time", "occurred_at", "46000.5"),
    put("ambiguous_time", "occurred_at", "7/8/2026 10:00"),
    put("destroyed_id", "member", "9.87E+17"),
    put("bad_time", "occurred_at", "2026-05-01T10:00:00+24:00"),
    put("time_without_zone", "occurred_at", "2026-05-01T10:00:00"),
    put("time_without_zone", "occurred_at", "2026/5/1 10:00"),
    put("time_in_future", "occurred_at", "9999-12-31T23:59:59+08:00"),
    put("time_out_of_range", "occurred_at", "9999-12-31T23:59:59-08:00"),
    put("time_out_of_range", "occurred_at", "0001-01-01T00:00:00+08:00"),
    put("time_out_of_range", "occurred_at", "1989-12-31T23:59:59+00:00"),
    put("time_in_future", "occurred_at", late_by(10.1)),
    put("bad_offset", "occurred_at", "2026-05-01T10:00:00+16:00"),
    put("bad_offset", "occurred_at", "2026-05-01T10:00:00-16:00"),
    put("bad_offset", "occurred_at", "2026-05-01T10:00:00+23:59"),
    put("unknown_kind", "kind", "dance"),
    put("unknown_kind", "kind", "=LOGIN"),
    put("too_long", "external_id", "x" * 129),
    put("too_long", "member", "车" * 129),
    put("too_long", "kind", "k" * 100_000),
    put("unreadable_text", "member", "bell\x07"),
    put("unreadable_text", "member", "nul\x00byte"),
    put("unreadable_text", "external_id", "abc\u202egnp"),
    put("unreadable_text", "external_id", "two\u2028lines"),
    put("unreadable_text", "member", "\u200b\u2060"),
    put("unreadable_text", "member", "\u3164\u2800"),
    put("unreadable_text", "member", "\u0301"),
    put("unreadable_text", "member", "lone\ud83dsurrogate"),
    put("bad_quantity", "quantity", "0"),
    put("bad_quantity", "quantity", "-1"),
    put("bad_quantity", "quantity", "1.5"),
    put("bad_quantity", "quantity", "1e9"),
    put("bad_quantity", "quantity", "1000000000"),
    put("bad_quantity", "quantity", "1001"),
    put("bad_quantity", "quantity", "9" * 5000),
    put("bad_quantity", "quantity", "two"),
    put("bad_quantity", "quantity", "１.5"),
    Planted(
        "id_reused",
        "external_id",
        lambda row: {**row, "external_id": good_row(3)["external_id"]},
    ),
    put("unknown_member", "member", "stranger"),
    put("unknown_member", "member", "'; DROP TABLE members_member; --"),
]
ONLY_CSV = [
    Planted(
        "unreadable_text",
        "member",
        lambda row: line_of(row).replace(row["member"].encode(), b"\xff\xfe"),
    ),
    Planted(
        "unreadable_text",
        "kind",
        lambda row: line_of(row).replace(
            row["kind"].encode(),
            b"\xed\xa0\x80",
        ),
    ),
    Planted("column_count", "", lambda row: line_of(row)[:-2] + b",more\r\n"),
    Planted(
        "missing_value",
        "kind",
        lambda row: line_of(row).rsplit(b",", 2)[0] + b"\r\n",
    ),
    Planted("column_count", "", lambda row: b"alone\r\n"),
    Planted("bad_csv", "", lambda row: b"x" * 2_000_000 + b"," + line_of(row)),
]
ONLY_JSON = [
    put("missing_value", "member", None),
    put("missing_value", "kind", None),
    put("wrong_type", "member", ["m1"]),
    put("wrong_type", "member", {"id": "m1"}),
    put("wrong_type", "member", 1.5),
    put("wrong_type", "kind", True),
    put("wrong_type", "occurred_at", [1767225600]),
    put("bad_time", "occurred_at", 1767),
    put("bad_quantity", "quantity", True),
    put("bad_quantity", "quantity", 1.5),
    put("bad_quantity", "quantity", [1]),
    put("bad_quantity", "quantity", 10**400),
    put("too_long", "member", 10**400),
    Planted(
        "missing_value",
        "member",
        lambda row: {k: v for k, v in row.items() if k != "member"},
    ),
    Planted("not_an_object", "", lambda row: "a text"),
    Planted("not_an_object", "", lambda row: 12),
    Planted("not_an_object", "", lambda row: None),
    Planted("not_an_object", "", lambda row: [row]),
]
NOT_JSON = [
    Planted("bad_json", "", lambda row: json_line(row)[:-3] + b"\n"),
    Planted("bad_json", "", lambda row: b"not json\n"),
    Planted(
        "bad_json",
        "",
        lambda row: b'{"member": "m1", "quantity": NaN}\n',
    ),
    Planted("bad_json", "", lambda row: b'{"member": "nul\x00"}\n'),
    Planted("bad_json", "", lambda row: b'{"member": ' + b"9" * 5000 + b"}\n"),
    Planted(
        "bad_json",
        "",
        lambda row: b'{"member": ' + b"[" * 100_000 + b"\n",
    ),
    Planted(
        "bad_json",
        "",
        lambda row: b'{"member": ' + b"[" * 960 + b"]" * 960 + b"}\n",
    ),
    Planted(
        "bad_json",
        "",
        lambda row: b'{"member": ' + b"[" * 40 + b"]" * 40 + b"}\n",
    ),
    Planted(
        "too_long",
        "",
        lambda row: b'{"member": "' + b"x" * 2_000_000 + b'"}\n',
    ),
    Planted(
        "unreadable_text",
        "member",
        lambda row: json_line({**row, "member": "?!"}).replace(
            b"?!",
            b"\xff\xfe",
        ),
    ),
]


def line_of(row: Row) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([row[name] for name in FIELDS])
    return text.getvalue().encode("utf-8", "surrogatepass")


def json_line(row: Any) -> bytes:
    return json.dumps(row).encode() + b"\n"


def plant(kinds: list[Planted]) -> tuple[list[Any], dict[int, Planted]]:
    """Return 10,000 rows of which 137, spread over all, are spoilt; and which."""
    step = ROWS // FAULTS
    planted = {60 + step * n: kinds[n % len(kinds)] for n in range(FAULTS)}
    rows = [
        planted[n].spoil(good_row(n)) if n in planted else good_row(n)
        for n in range(ROWS)
    ]
    return rows, planted


@pytest.fixture
def source(db: None) -> EventSource:
    made = EventSourceFactory(
        time_zone="",
        unknown_members=EventSource.UnknownMembers.REFUSE,
    )
    register_members(
        drafts=[{"external_id": each} for each in MEMBERS],
        platform=made.member_platform,
        now=NOW,
    )
    return made


def send(source: EventSource, path: Path) -> IngestBatch:
    batch, _outcome = ingest_file(
        source=source,
        path=path,
        file_name=path.name,
        channel=IngestBatch.Channel.COMMAND,
        clock=lambda: NOW,
    )
    assert batch.finished_at is not None
    return batch


def counts(batch: Any) -> tuple[int, int, int]:
    return batch.accepted, batch.duplicate, batch.rejected


def told(batch: IngestBatch) -> dict[int, list[tuple[str, str]]]:
    return {
        row.line: [(fault["code"], fault["column"]) for fault in row.faults]
        for row in batch.rejected_rows.all()
    }


def expected(
    planted: dict[int, Planted],
    first_line: int,
) -> dict[int, list[tuple[str, str]]]:
    return {
        number + first_line: [(fault.code, fault.column)]
        for number, fault in planted.items()
    }


def mended(batch: IngestBatch, first_line: int) -> bytes:
    """Return the file of rejected rows, with only the cell that was named written anew."""
    text = "".join(csv_lines(rejected_file_rows(batch)))
    rows = list(
        csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")),
    )
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, rows[0].keys())
    writer.writeheader()
    for row in rows:
        good = good_row(int(row["_line"]) - first_line)
        anew = (
            {row["_column"]: good[row["_column"]]} if row["_column"] else good
        )
        writer.writerow({**row, **anew})
    return ("\ufeff" + file.getvalue()).encode()


def stored() -> set[tuple[Any, ...]]:
    rows = ActivityEvent.objects.values_list(
        "external_id",
        "member__identities__external_id",
        "occurred_at",
        "quantity",
    )
    return {(e, m, t.isoformat(), str(q)) for e, m, t, q in rows}


def all_good() -> set[tuple[Any, ...]]:
    rows = (good_row(number) for number in range(ROWS))
    return {
        (
            row["external_id"],
            row["member"],
            row["occurred_at"],
            row["quantity"],
        )
        for row in rows
    }


def mend_and_send_again(
    source: EventSource,
    first: Path,
    first_line: int,
) -> None:
    """Whatever was rejected goes in mended, and the first file brings nothing new."""
    batch = IngestBatch.objects.get()
    second = first.with_name("mended.csv")
    second.write_bytes(mended(batch, first_line))
    again = send(source, second)
    assert (told(again), counts(again)) == ({}, (FAULTS, 0, 0))
    assert stored() == all_good()
    assert counts(send(source, first)) == (0, ROWS - FAULTS, FAULTS)
    assert counts(send(source, second)) == (0, FAULTS, 0)


@pytest.mark.parametrize(("packed", "chunk"), [(False, 10_000), (True, 999)])
def test_of_a_csv_file_exactly_the_planted_faults_stay_out_and_go_in_mended(
    source: EventSource,
    tmp_path: Path,
    settings: Any,
    packed: bool,
    chunk: int,
) -> None:
    settings.INGEST_CHUNK_ROWS = chunk
    rows, planted = plant([*ONLY_CSV, *IN_ANY_FORM])
    assert (
        len({(fault.code, fault.column) for fault in planted.values()}) >= 18
    )
    header = b"\xef\xbb\xbf" + ",".join(FIELDS).encode() + b"\r\n"
    content = header + b"".join(
        row if isinstance(row, bytes) else line_of(row) for row in rows
    )
    path = tmp_path / "events.csv"
    path.write_bytes(gzip.compress(content, 1, mtime=0) if packed else content)

    batch = send(source, path)
    assert told(batch) == expected(planted, 2)
    assert counts(batch) == (ROWS - FAULTS, 0, FAULTS)
    mend_and_send_again(source, path, 2)


def test_of_an_ndjson_file_exactly_the_planted_faults_stay_out_and_go_in_mended(
    source: EventSource,
    tmp_path: Path,
) -> None:
    rows, planted = plant([*NOT_JSON, *ONLY_JSON, *IN_ANY_FORM])
    path = tmp_path / "events.ndjson"
    path.write_bytes(
        b"".join(
            row if isinstance(row, bytes) else json_line(row) for row in rows
        ),
    )

    batch = send(source, path)
    assert told(batch) == expected(planted, 1)
    assert counts(batch) == (ROWS - FAULTS, 0, FAULTS)
    mend_and_send_again(source, path, 1)


def test_over_rest_exactly_the_planted_faults_stay_out_and_go_in_mended(
    source: EventSource,
    token: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client, header = Client(), token("events:write")
    rows, planted = plant([*ONLY_JSON, *IN_ANY_FORM])

    def post(events: list[Any]) -> Any:
        body = json.dumps({"source": source.name, "events": events})
        answer = client.post(
            "/api/v1/events/",
            body,
            content_type="application/json",
            headers=header,
        )
        answer_body = answer.json()
        assert answer.status_code == (207 if answer_body["rejected"] else 200)
        return answer_body

    said = {}
    for start in range(0, ROWS, 1000):
        answer = post(rows[start : start + 1000])
        said |= {
            start + e["line"]: [(e["code"], e["column"])]
            for e in answer["errors"]
        }
        assert all(error["message"] for error in answer["errors"])
        assert (
            answer["received"]
            == 1000
            == answer["accepted"] + answer["rejected"]
        )
    assert said == expected(planted, 1)
    assert RejectedRow.objects.count() == FAULTS

    again = post([good_row(number) for number in planted])
    assert (again["accepted"], again["duplicate"], again["rejected"]) == (
        FAULTS,
        0,
        0,
    )
    assert stored() == all_good()
    assert [
        post(rows[start : start + 1000])["accepted"]
        for start in range(0, ROWS, 1000)
    ] == [0] * 10


def test_each_of_several_faults_in_one_row_is_named(
    source: EventSource,
    token: Any,
) -> None:
    row = {
        "external_id": "x" * 200,
        "member": "",
        "occurred_at": "soon",
        "kind": "dance",
        "quantity": 0,
    }
    body = json.dumps({"source": source.name, "events": [row]})
    answer = Client().post(
        "/api/v1/events/",
        body,
        content_type="application/json",
        headers=token("events:write"),
    )
    assert {
        (e["line"], e["column"], e["code"]) for e in answer.json()["errors"]
    } == {
        (1, "external_id", "too_long"),
        (1, "member", "missing_value"),
        (1, "occurred_at", "bad_time"),
        (1, "kind", "unknown_kind"),
        (1, "quantity", "bad_quantity"),
    }


def test_ten_minutes_in_the_future_still_go_in(
    source: EventSource,
    tmp_path: Path,
) -> None:
    path = tmp_path / "events.csv"
    times = [
        late_by(10),
        late_by(-1),
        "2026-05-01T10:00:00+15:59",
        "2026-05-01T10:00:00-15:59",
        "2026-05-01T02:00Z",
    ]
    rows = [
        {**good_row(number), "occurred_at": moment}
        for number, moment in enumerate(times)
    ]
    path.write_bytes(
        ",".join(FIELDS).encode() + b"\n" + b"".join(map(line_of, rows)),
    )
    assert counts(send(source, path)) == (len(times), 0, 0)


def test_the_file_to_mend_has_every_column_however_many_broken_lines_stand_first(
    source: EventSource,
    tmp_path: Path,
) -> None:
    path = tmp_path / "events.ndjson"
    last = {**good_row(1), "kind": "dance", "note": None}
    path.write_bytes(b"broken\n" * 300 + json_line(last))
    header, *rows = rejected_file_rows(send(source, path))
    shown = dict(zip(header, rows[-1], strict=True))
    assert {name: shown[name] for name in last} == {**last, "note": ""}


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(
            b"member,occurred_at,kind\n" + (b"x" * 9999 + b"\n") * 400,
            0,
            mtime=0,
        )[:-1000],
        gzip.compress(b"member,occurred_at,kind\n", mtime=0)[:-9]
        + b"\x00" * 9,
        b"\x1f\x8b" + b"\x00" * 50,
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + b"\xff" * 50,
        gzip.compress(b"", mtime=0),
        b"",
        b" \n\n",
        b"\x00" * 1000,
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xff\xfem\x00",
        b"only,other,columns\n1,2,3\n",
        b"member,member,occurred_at,kind\n",
        b'"' * 1001,
    ],
)
@pytest.mark.parametrize("name", ["events.csv", "events.csv.gz"])
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
    source: EventSource,
    tmp_path: Path,
    content: bytes,
    name: str,
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DomainError) as refused:
        send(source, path)
    assert status_of(refused.value) in (400, 413)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "gb18030"])
def test_bytes_that_are_no_text_spoil_their_row_only_in_every_encoding(
    source: EventSource,
    tmp_path: Path,
    encoding: str,
) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    broken = {
        "gb18030": b"\x81\x30",
        "utf-16": b"\x00\xd8",
        "utf-16-le": b"\x00\xd8",
    }[encoding]
    lines = [
        ",".join(FIELDS),
        "车友1,张三,2026-05-01T02:00Z,post,1",
        "车友2,HERE,2026-05-01T02:00Z,post,1",
        "车友3,张三,2026-05-01T02:00Z,post,1",
    ]
    content = "\n".join(lines).encode(encoding)
    here = "HERE".encode(
        "utf-16-le" if encoding.startswith("utf-16") else encoding,
    )
    path = tmp_path / "events.csv"
    path.write_bytes(mark + content.replace(here, broken))
    batch = send(source, path)
    assert told(batch) == {3: [("unreadable_text", "member")]}
    assert counts(batch) == (2, 0, 1)
