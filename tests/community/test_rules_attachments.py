"""Lists of attached files are left out of a text; sentences stay."""

import pytest

from community.rules.attachments import without_attachments
from community.rules.text import normalise

XENFORO = (
    "屏幕黑了\n\nAttached Files:\n\n\nIMG_0412.PNG\n"
    "File size:\n110.2 KB\nViews:\n23\n又黑了一次"
)
DISCUZ = "屏幕黑了\nIMG_1.jpg (110 KB, 下载次数: 23)\n下载附件\n2026-11-20 9:05 上传\n又黑了一次"


@pytest.mark.parametrize("text", [XENFORO, DISCUZ])
def test_a_list_of_files_is_left_out(text: str) -> None:
    lines = [line for line in without_attachments(text).split("\n") if line]
    assert lines == ["屏幕黑了", "又黑了一次"]
    assert "kb" not in normalise(text)


@pytest.mark.parametrize(
    "text",
    [
        "I attached files to the ticket",
        "附件里是日志，麻烦看看",
        "上传失败，提示文件太大 110 KB",
        "Attached Files: see the second page for what the dealer said",
    ],
)
def test_sentences_stay(text: str) -> None:
    assert without_attachments(text) == text
