"""The list of attached files that forum software writes below a post is not its
author's own words.

Known are the list of XenForo and vBulletin ("Attached Files:" or "Attached
Thumbnails", then names, sizes and views) and the lines of Discuz! ("IMG_1.jpg
(110 KB, 下载次数: 23)", "下载附件", "2026-11-20 12:00 上传").
"""

import re

_MARKS = re.compile(r"attached|附件|下载次数|上传", re.IGNORECASE)
_HEADING = re.compile(
    r"[ \t]*attached (?:files|images?|thumbnails?)[ \t]*:?[ \t]*$",
    re.IGNORECASE,
)
_FILE = r"[^\n]{0,200}\.(?:jpe?g|png|gif|webp|heic|pdf|docx?|xlsx?|zip|rar|txt|log|csv|mp4|mov)"
_SIZE = r"[\d.,]{1,12} ?(?:bytes|[KMG]i?B)"
_LINE_OF_LIST = re.compile(
    rf"[ \t]*(?:{_FILE}|{_SIZE}|file size:?(?: ?{_SIZE})?|views:?[ \t]*[\d.,]{{0,12}}"
    rf"|[\d.,]{{1,12}})[ \t]*$",
    re.IGNORECASE,
)
_LINE_OF_DISCUZ = re.compile(
    rf"[ \t]*(?:附件[:：]?[ \t]*)?(?:{_FILE}[ \t]*[(（]{_SIZE}[^\n]{{0,60}}下载次数[^\n]{{0,20}}"
    rf"|下载附件|保存到相册|\d{{4}}-\d{{1,2}}-\d{{1,2}} \d{{1,2}}:\d{{2}} ?上传)[ \t]*$",
    re.IGNORECASE,
)


def without_attachments(text: str) -> str:
    """Return a text without lists of attached files."""
    if not _MARKS.search(text):
        return text
    kept = []
    is_in_list = False
    for line in text.split("\n"):
        if _HEADING.match(line):
            is_in_list = True
            continue
        if is_in_list and (not line.strip() or _LINE_OF_LIST.match(line)):
            continue
        is_in_list = False
        if not _LINE_OF_DISCUZ.match(line):
            kept.append(line)
    return "\n".join(kept)
