"""Columns are guessed by name and content; what is not sure stays open."""

import re

import pytest

from activity.rules import column_words
from activity.rules.column_guesses import (
    FieldWords,
    Readings,
    Shape,
    fold_column,
    guess_columns,
    header_digest,
)

MOMENT = re.compile(r"^\d{4}[-/年.]\d{1,2}|^\d{10}$|^\d{13}$")
READINGS = Readings(
    is_moment=lambda value: bool(MOMENT.match(value)),
    is_kind=lambda value: value in ("登录", "发帖", "login", "like"),
)
FIELDS = (
    FieldWords("external_id", column_words.EVENT_ID, Shape.ID, True),
    FieldWords("member", column_words.MEMBER),
    FieldWords("occurred_at", column_words.MOMENT, Shape.MOMENT),
    FieldWords("kind", column_words.KIND, Shape.KIND),
    FieldWords("quantity", column_words.QUANTITY, Shape.NUMBER),
)
POST_FIELDS = (
    FieldWords("external_id", column_words.POST_ID, Shape.ID, True),
    FieldWords("member", column_words.MEMBER),
    FieldWords("occurred_at", column_words.MOMENT, Shape.MOMENT),
    FieldWords("thread", column_words.THREAD, Shape.ID),
    FieldWords("title", column_words.TITLE),
    FieldWords("text", column_words.TEXT),
)


def guess(
    table: dict[str, list[str]],
    fields: tuple[FieldWords, ...] = FIELDS,
) -> dict[str, str]:
    return guess_columns(table, fields, READINGS)


@pytest.mark.parametrize(
    ("member", "moment", "kind"),
    [
        ("用户ID", "发生时间", "行为类型"),
        ("会员", "日期", "动作"),
        ("openid", "created_at", "event"),
        (" Member ", "Occurred At", "Event_Type"),
        ("ＵＩＤ", "timestamp", "Action"),
        ("发帖人", "发表时间", "类型"),
        ("用户ID(系统)", "事件时间（北京）", "事件名称"),
        ("member", "occurred_at", "kind"),
    ],
)
def test_names_in_both_languages_are_known(
    member: str,
    moment: str,
    kind: str,
) -> None:
    table = {
        "备注": ["好"],
        kind: ["登录"],
        moment: ["2026-05-01 09:00"],
        member: ["0012"],
    }
    assert guess(table) == {
        "member": member,
        "occurred_at": moment,
        "kind": kind,
    }


def test_an_id_is_surer_than_a_nickname() -> None:
    table = {"昵称": ["小王", "阿杰"], "openid": ["oX1", "oX2"]}
    assert guess(table)["member"] == "openid"


def test_unknown_names_are_guessed_by_content_but_never_the_member() -> None:
    table = {
        "谁": ["u1", "u2"],
        "a": ["2026年5月1日 9:05", "2026/5/2"],
        "b": ["登录", "发帖"],
    }
    assert guess(table) == {"occurred_at": "a", "kind": "b"}


def test_two_columns_of_moments_leave_the_time_open() -> None:
    table = {
        "用户": ["u1"],
        "a": ["2026-05-01 10:00"],
        "b": ["2026-05-02 10:00"],
        "行为": ["登录"],
    }
    assert "occurred_at" not in guess(table)


@pytest.mark.parametrize("name", ["注册时间", "更新时间", "提车日期", "生日"])
def test_the_moment_of_something_else_is_not_taken(name: str) -> None:
    table = {"用户": ["u1"], name: ["2026-05-01"], "行为": ["登录"]}
    assert "occurred_at" not in guess(table)


def test_a_time_column_that_holds_no_moments_is_not_taken() -> None:
    table = {
        "用户": ["u1", "u2"],
        "时间": ["上午", "下午"],
        "行为": ["登录", "登录"],
    }
    assert "occurred_at" not in guess(table)


def test_bare_numbers_are_moments_by_name_only() -> None:
    named = {"用户": ["u1"], "dateline": ["1746064800"], "行为": ["登录"]}
    assert guess(named)["occurred_at"] == "dateline"
    unnamed = {"用户": ["u1"], "x": ["1746064800"], "行为": ["登录"]}
    assert "occurred_at" not in guess(unnamed)


def test_numbers_of_lines_and_phones_are_no_ids_of_events() -> None:
    count = 30
    table = {
        "序号": [str(n) for n in range(1, count + 1)],
        "联系方式": [f"138{n:08}" for n in range(count)],
        "车架": [f"LXL{n:014}" for n in range(count)],
        "用户": [f"u{n % 3}" for n in range(count)],
        "时间": ["2026-05-01 10:00"] * count,
        "行为": ["登录"] * count,
    }
    assert "external_id" not in guess(table)


def test_an_unnamed_id_is_found_when_the_member_is_known() -> None:
    count = 30
    table = {
        "trace": [f"a9f3-{n:06}-zz" for n in range(count)],
        "用户": [f"u{n % 3}" for n in range(count)],
    }
    assert guess(table)["external_id"] == "trace"
    del table["用户"]
    assert "external_id" not in guess(table)


def test_a_forum_export_is_read_by_its_own_names() -> None:
    table = {
        "pid": ["1", "2"],
        "fid": ["40", "40"],
        "tid": ["7", "7"],
        "author": ["小王", "阿杰"],
        "authorid": ["12", "15"],
        "subject": ["钥匙失灵", ""],
        "dateline": ["1746064800", "1746064900"],
        "message": ["升级之后打不开", "我也是"],
    }
    assert guess(table, POST_FIELDS) == {
        "external_id": "pid",
        "member": "authorid",
        "occurred_at": "dateline",
        "thread": "tid",
        "title": "subject",
        "text": "message",
    }


def test_what_a_topic_column_holds_decides_what_it_is() -> None:
    common = {
        "帖子ID": ["1"],
        "作者": ["u1"],
        "发帖时间": ["2026-05-01 10:00"],
    }
    titles = {**common, "主题": ["升级之后，钥匙失灵了？"]}
    assert guess(titles, POST_FIELDS)["title"] == "主题"
    threads = {**common, "主题": ["7001"], "标题": ["钥匙失灵"]}
    assert guess(threads, POST_FIELDS)["thread"] == "主题"


def test_the_type_of_a_content_is_not_its_text() -> None:
    table = {"content_type": ["video"], "内容类型": ["图文"]}
    assert "text" not in guess(table, POST_FIELDS)


def test_a_header_is_the_same_however_it_is_written() -> None:
    digest = header_digest(["用户 ID", "时间", ""])
    assert digest == header_digest(["时间 ", "用户ｉｄ"])
    assert digest != header_digest(["时间", "用户"])
    assert fold_column(" User_ID ") == "userid"
