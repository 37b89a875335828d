"""SQL dumps as the panel of Discuz! and as mysqldump write them."""

import base64
from typing import Any

COLUMNS = {
    "forum_forum": ("fid", "fup", "type", "name"),
    "forum_thread": (
        "tid",
        "fid",
        "subject",
        "displayorder",
        "recommend_add",
        "recommend_sub",
    ),
    "forum_post": (
        "pid",
        "fid",
        "tid",
        "first",
        "author",
        "authorid",
        "subject",
        "dateline",
        "message",
        "useip",
        "invisible",
        "anonymous",
    ),
    "common_member": ("uid", "email", "username", "password", "regdate"),
    "forum_memberrecommend": ("tid", "recommenduid", "dateline"),
    "forum_postcomment": (
        "id",
        "tid",
        "pid",
        "author",
        "authorid",
        "dateline",
        "comment",
    ),
    "forum_hotreply_member": ("tid", "pid", "uid", "attitude"),
}
NUMBERS = frozenset(
    {
        "fid",
        "fup",
        "tid",
        "pid",
        "uid",
        "authorid",
        "dateline",
        "regdate",
        "first",
        "invisible",
        "anonymous",
        "displayorder",
        "recommend_add",
        "recommend_sub",
        "recommenduid",
        "id",
        "attitude",
    },
)
Tables = dict[str, list[dict[str, Any]]]


def create_table(prefix: str, table: str) -> str:
    columns = []
    for name in COLUMNS[table]:
        kind = "int(10) unsigned" if name in NUMBERS else "varchar(255)"
        columns.append(f"  `{name}` {kind} NOT NULL DEFAULT '0'")
    listed = ",\n".join(columns)
    return (
        f"DROP TABLE IF EXISTS {prefix}{table};\n"
        f"CREATE TABLE {prefix}{table} (\n{listed},\n"
        f"  PRIMARY KEY (`{COLUMNS[table][0]}`)\n) ENGINE=InnoDB;\n"
    )


def panel_dump(
    tables: Tables, *, charset: str = "gbk", prefix: str = "bbs_"
) -> bytes:
    """Return a dump of the panel: texts in hexadecimal, of the dump's charset."""
    codec = "gb18030" if charset == "gbk" else "utf-8"
    known = f"1779069600,X3.5,discuz,multivol,1,{prefix},{charset}"
    identify = base64.b64encode(known.encode()).decode()
    lines = [
        f"# Identify: {identify}",
        "# <?php exit();?>",
        f"SET NAMES '{charset}';",
    ]
    for table, rows in tables.items():
        lines.append(create_table(prefix, table))
        for row in rows:
            values = [_hex(row[name], name, codec) for name in COLUMNS[table]]
            lines.append(
                f"INSERT INTO {prefix}{table} VALUES ({','.join(values)});"
            )
    return "\n".join(lines).encode(codec)


def _hex(value: Any, name: str, codec: str) -> str:
    if name in NUMBERS:
        return f"'{value}'"
    encoded = str(value).encode(codec)
    return f"0x{encoded.hex()}" if encoded else "''"


def mysql_dump(tables: Tables, *, prefix: str = "pre_") -> bytes:
    """Return a dump of mysqldump: many rows an INSERT, texts escaped."""
    lines = ["-- MySQL dump 10.13", "SET NAMES utf8mb4;"]
    for table, rows in tables.items():
        lines.append(create_table(prefix, table))
        values = []
        for row in rows:
            texts = [_quoted(row[name], name) for name in COLUMNS[table]]
            values.append(f"({','.join(texts)})")
        listed = ",\n".join(values)
        lines.append(f"INSERT INTO `{prefix}{table}` VALUES {listed};")
    return "\n".join(lines).encode()


def _quoted(value: Any, name: str) -> str:
    if name in NUMBERS:
        return str(value)
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return "'" + text.replace("\n", "\\n").replace("\r", "\\r") + "'"
