"""Exports of Discourse: what members download of themselves, large exports."""

import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from community.models import Post, Reaction
from integrations.discourse.files import read_files
from integrations.rules.files import UnreadableFile
from integrations.rules.json_texts import LEAST_PIECE, JsonText
from integrations.rules.rows import MappedRows

ARCHIVE = """topic_title,categories,is_pm,post_raw,post_cooked,like_count,reply_count,url,created_at
刹车异响,用车|用车问答,否,请问是什么原因,<p></p>,2,1,https://f.cn/t/slug/7/1,2026-05-01 08:00:00 UTC
刹车异响,用车|用车问答,否,换片后好了,<p></p>,0,0,https://f.cn/t/slug/7/3,2026-05-02 08:00:00 UTC
私聊,-,是,不公开,<p></p>,0,0,https://f.cn/t/slug/9/1,2026-05-02 08:00:00 UTC
"""
LIKES = """id,post_id,topic_id,post_number,created_at,updated_at,deleted_at,deleted_by
1,55,7,2,2026-05-03 08:00:00 UTC,,,
2,56,7,4,2026-05-03 08:00:00 UTC,,2026-05-04 08:00:00 UTC,self
"""
VISITS = "visited_at,posts_read,mobile,time_read\n2026-05-01,3,false,60\n"


def archive(tmp_path: Path, **changes: str) -> Path:
    files = {
        "user_archive.csv": ARCHIVE,
        "likes.csv": LIKES,
        "visits.csv": VISITS,
        "preferences.json": json.dumps({"user": {"id": 5, "username": "lao"}}),
        **changes,
    }
    path = tmp_path / "user_archive-lao.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(f"user_archive-lao/{name}", content)
    return path


def read(path: Path) -> MappedRows:
    rows = MappedRows()
    for part in read_files([path]):
        rows.add(part)
    return rows


def test_an_archive_gives_posts_likes_and_visits(tmp_path: Path) -> None:
    rows = read(archive(tmp_path))
    opening, reply = rows.posts
    assert (opening["external_id"], opening["thread"]) == ("7#1", "7")
    assert (opening["title"], opening["board"]) == ("刹车异响", "用车问答")
    assert (reply["is_opening"], reply["title"]) == ("0", "")
    assert [like["post"] for like in rows.reactions] == ["55"]
    assert rows.events[0]["kind"] == "login"
    assert rows.ignored == {"private_message": 1, "taken_back": 1}
    assert {row["member"] for row in (*rows.posts, *rows.events)} == {"5"}


def test_an_archive_of_nobody_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, **{"preferences.json": "{}"})
    with pytest.raises(UnreadableFile, match=r"preferences\.json"):
        read(path)


@pytest.mark.django_db
def test_posts_that_came_otherwise_are_not_doubled(tmp_path: Path) -> None:
    export = {
        "categories": [{"id": 1, "name": "用车问答"}],
        "topics": [
            {
                "id": 7,
                "title": "刹车异响",
                "category_id": 1,
                "posts": [
                    {
                        "id": 51,
                        "user_id": 5,
                        "post_number": 1,
                        "raw": "请问是什么原因",
                        "created_at": "2026-05-01T08:00:00.123Z",
                    },
                ],
            },
        ],
    }
    whole = tmp_path / "category.json"
    whole.write_text(json.dumps(export, indent=2))
    for path in (whole, archive(tmp_path), archive(tmp_path)):
        call_command(
            "import_export", "discourse", path, source="f", stdout=StringIO()
        )
    ids = Post.objects.values_list("external_id", flat=True)
    assert set(ids) == {"51", "7#3"}
    assert not Reaction.objects.exists(), "the liked post is not known"


class Pieces(StringIO):
    """A text that tells how much of it was read at once."""

    longest = 0

    def read(self, size: Any = -1) -> str:
        piece = super().read(size)
        self.longest = max(self.longest, len(piece))
        return piece


def test_a_long_json_text_is_read_piece_by_piece() -> None:
    items = [{"n": number, "text": "字" * 1000} for number in range(4000)]
    data = {"first": 12, "items": items, "last": [], "end": {"a": [1]}}
    text = Pieces(json.dumps(data, ensure_ascii=False))
    found = list(JsonText(text).members())
    assert [value["n"] for name, value in found if name == "items"] == list(
        range(4000)
    )
    assert ("first", 12) in found
    assert ("end", {"a": [1]}) in found
    assert text.longest <= LEAST_PIECE


@pytest.mark.parametrize("text", ["", "[", '{"a"', '{"a": [1, ', '{"a": NaN}'])
def test_a_text_that_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        list(JsonText(StringIO(text)).members())
