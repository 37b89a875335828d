"""What a file is, by its first bytes; its name only helps where they say nothing."""

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
CSV, NDJSON, JSON_ARRAY, XLSX = "csv", "ndjson", "json", "xlsx"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = ("<html", "<!doctype", "<table", "<?xml", "<meta", "<head")
_OTHERS = (
    (_OLD_OFFICE, "old_excel"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"(\xb5/\xfd", "archive"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3", "database"),
)


def refused_kind(head: bytes) -> str:
    """Return what a file is that is no table for us, "" if it may be one."""
    for magic, kind in _OTHERS:
        if head.startswith(magic):
            return kind
    start = head[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_markup = start.startswith(tuple(mark.encode() for mark in _MARKUP))
    return "markup" if is_markup else ""


def text_kind(text: str, name: str) -> str:
    """Return what a text is that begins so: NDJSON, a JSON array or CSV."""
    plain_name = name.lower().removesuffix(".gz")
    if text.startswith("{") or plain_name.endswith((".ndjson", ".jsonl")):
        return NDJSON
    rest = text[1:].lstrip()
    is_array = text.startswith("[") and rest.startswith(("{", "]"))
    return JSON_ARRAY if is_array or plain_name.endswith(".json") else CSV
