"""Dumps of Discuz! become members, threads, replies and likes, whoever wrote
the dump.
"""

import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from community.models import Post, Reaction
from integrations.discuz import sql
from integrations.discuz.files import read_files
from integrations.rules.files import UnreadableFile
from integrations.rules.rows import MappedRows
from members.models import Member, MemberIdentity
from tests.integrations.dumps import Tables, mysql_dump, panel_dump

QUOTE = (
    "[quote][size=2][url=forum.php?mod=redirect&goto=findpost&pid=11&ptid=7]"
    "[color=#999999]老周 发表于 半小时前[/color][/url][/size]\n座椅加热[/quote]\n"
)


def tables() -> Tables:
    """A board with a thread of a question and its answer, and a recycled thread."""
    post = {
        "fid": 2,
        "tid": 7,
        "first": 0,
        "author": "小满",
        "authorid": 6,
        "subject": "",
        "dateline": 1779000000,
        "useip": "10.0.0.1",
        "invisible": 0,
        "anonymous": 0,
    }
    opening = {**post, "pid": 11, "first": 1, "author": "老周", "authorid": 5}
    opening |= {
        "subject": "座椅加热失灵",
        "message": "加热不工作；'快'、(慢)、\\ 都试了\n请问怎么办？",
    }
    answer = {**post, "pid": 12, "message": QUOTE + "换保险丝，好了"}
    binned = {**opening, "pid": 13, "tid": 8, "message": "广告"}
    thread = {
        "tid": 7,
        "fid": 2,
        "subject": "座椅加热失灵",
        "displayorder": 0,
        "recommend_add": 1,
        "recommend_sub": 0,
    }
    member = {"email": "x@example.org", "password": "p", "regdate": 1767196800}
    return {
        "common_member": [
            {**member, "uid": 5, "username": "老周"},
            {**member, "uid": 6, "username": "小满"},
        ],
        "forum_forum": [{"fid": 2, "fup": 1, "type": "forum", "name": "用车"}],
        "forum_memberrecommend": [
            {"tid": 7, "recommenduid": 6, "dateline": 1779000100},
            {"tid": 8, "recommenduid": 6, "dateline": 1779000100},
        ],
        "forum_post": [opening, answer, binned],
        "forum_thread": [
            thread,
            {**thread, "tid": 8, "displayorder": -1, "recommend_sub": 1},
        ],
    }


def written(tmp_path: Path, content: bytes, name: str = "bbs-1.sql") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def read(*paths: Path) -> MappedRows:
    rows = MappedRows()
    for part in read_files(paths):
        rows.add(part)
    return rows


DUMPS = {
    "panel gbk": panel_dump(tables()),
    "panel utf8": panel_dump(tables(), charset="utf8mb4", prefix="pre_"),
    "mysqldump": mysql_dump(tables()),
}


@pytest.mark.parametrize("name", DUMPS)
def test_a_dump_is_read_whoever_wrote_it(tmp_path: Path, name: str) -> None:
    rows = read(written(tmp_path, DUMPS[name]))

    opening, answer, binned = rows.posts
    assert opening["text"] == "加热不工作；'快'、(慢)、\\ 都试了\n请问怎么办？"
    assert (opening["title"], opening["board"]) == ("座椅加热失灵", "用车")
    assert (answer["text"], answer["reply_to"]) == ("换保险丝，好了", "11")
    assert binned["is_deleted"] == "1", "its thread is in the bin"
    assert [like["post"] for like in rows.reactions] == ["11"]
    assert rows.members[0]["joined_on"] == "2026-01-01"
    assert "example.org" not in repr(rows)


def test_volumes_in_a_zip_share_their_columns(tmp_path: Path) -> None:
    whole = DUMPS["panel gbk"]
    cut = whole.index(b"INSERT INTO bbs_forum_post")
    head = whole[: whole.index(b"\n") + 1]
    path = tmp_path / "bbs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bbs-1.sql", whole[:cut])
        archive.writestr("bbs-2.sql", head + whole[cut:])
    assert len(read(path).posts) == 3


def test_a_file_of_something_else_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n1,2\n", "other.csv")
    with pytest.raises(UnreadableFile, match=r"other\.csv"):
        read(path)


@pytest.mark.django_db
def test_a_dump_imported_twice_is_stored_once(tmp_path: Path) -> None:
    path = written(tmp_path, DUMPS["panel gbk"])
    for _twice in range(2):
        out = StringIO()
        call_command("import_export", "discuz", path, source="bbs", stdout=out)

    assert "accepted 0" in out.getvalue()
    assert "duplicate 4" in out.getvalue()
    assert Post.objects.count() == 3
    assert Reaction.objects.get().member.nickname == "小满"
    names = Member.objects.values_list("nickname", flat=True)
    assert set(names) == {"老周", "小满"}
    assert MemberIdentity.objects.filter(platform="bbs").count() == 2


@pytest.mark.django_db
def test_the_command_says_which_file_is_missing(tmp_path: Path) -> None:
    for name in ("discuz", "wecom"):
        with pytest.raises(CommandError, match="nowhere"):
            call_command(
                "import_export", name, tmp_path / "nowhere", source="x"
            )


def test_hostile_numbers_and_bytes_end(tmp_path: Path) -> None:
    """Statements that are cut off or wrong give what can be read, and no more."""
    whole = DUMPS["mysqldump"]
    for end in range(0, len(whole), 97):
        path = written(tmp_path, whole[:end])
        found: Any = None
        try:
            found = read(path)
        except UnreadableFile:
            continue
        assert len(found.posts) <= 3


def test_comments_and_votes_of_replies_come_in(tmp_path: Path) -> None:
    comment = {
        "id": 3,
        "tid": 7,
        "pid": 12,
        "author": "老周",
        "authorid": 5,
        "dateline": 1779000200,
        "comment": "[b]谢谢[/b]",
    }
    vote = {"tid": 7, "pid": 12, "uid": 5, "attitude": 1}
    extra = {
        "forum_hotreply_member": [vote, {**vote, "uid": 6, "attitude": 0}],
        "forum_postcomment": [comment, {**comment, "id": 4, "authorid": -1}],
    }
    # Votes stand before the replies whose moments they need.
    dump = mysql_dump({**extra, **tables()})
    rows = read(written(tmp_path, dump))
    (found,) = [p for p in rows.posts if p["external_id"] == "comment:3"]
    assert (found["text"], found["reply_to"]) == ("谢谢", "12")
    likes = {like["post"]: like["occurred_at"] for like in rows.reactions}
    answer = next(p for p in rows.posts if p["external_id"] == "12")
    assert likes["12"] == answer["occurred_at"]
    assert rows.ignored["vote_against"] == 1
    assert rows.ignored["system_account"] == 1


def test_a_dump_is_read_in_pieces(tmp_path: Path, monkeypatch: Any) -> None:
    many = tables()
    post = many["forum_post"][1]
    for number in range(900):
        text = "换了'保险丝'\\ " + "长" * (number % 40)
        many["forum_post"].append(
            {**post, "pid": 100 + number, "message": text}
        )
    for dump in (mysql_dump(many), panel_dump(many)):
        path = written(tmp_path, dump)
        whole = [row["text"] for row in read(path).posts]
        with monkeypatch.context() as small:
            small.setattr(sql, "PIECE_BYTES", 700)
            small.setattr(sql, "HEAD_BYTES", 600)
            assert [row["text"] for row in read(path).posts] == whole
        assert len(whole) == 903
