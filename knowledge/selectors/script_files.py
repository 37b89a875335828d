"""Scripts from a file: what each row would add or change, and what is wrong
with which cell. Nothing is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.errors import Invalid
from common.files.columns import check_header, headed_columns
from common.files.tables import open_table
from common.rules.rows import RejectedDraft
from knowledge.models import Script, ScriptVersion
from knowledge.rules.transitions import OPEN_STATES

COLUMNS = (
    "scene",
    "title",
    "text",
    "title_en",
    "audience",
    "role",
    "for_state",
)
REQUIRED = ("scene", "title", "text")
# What a file may call its columns besides; exports use the labels of fields.
OTHER_HEADINGS = {
    "场景": "scene",
    "标题": "title",
    "话术": "text",
    "正文": "text",
    "英文标题": "title_en",
    "适用对象": "audience",
    "适用角色": "role",
    "适用状态": "for_state",
    "Scene": "scene",
    "Title": "title",
    "Text": "text",
    "English title": "title_en",
    "Whom it suits": "audience",
    "For the role": "role",
    "For the state": "for_state",
}
CHOICES = ("scene", "audience", "role", "for_state")
MAX_ROWS = 500
SHOWN_CHARACTERS = 80


class CellFault(NamedTuple):
    """What is wrong with a cell: its line, column, value, and why."""

    line: int
    column: str
    value: str
    message: str


class ScriptRow(NamedTuple):
    """A row that can be stored, as plain values; script_id is 0 for a new one."""

    line: int
    script_id: int
    scene: str
    title: str
    text: str
    title_en: str
    audience: str
    role: str
    for_state: str


@dataclass(slots=True)
class ReadScripts:
    """What a file says: rows that add or change a script, how many change
    nothing, and the faults by cell.
    """

    rows: list[ScriptRow] = field(default_factory=list)
    unchanged: int = 0
    faults: list[CellFault] = field(default_factory=list)


def read_scripts(path: Path, name: str) -> ReadScripts:
    """Return what a file would add or change.

    Errors: DomainError if it is no table, lacks columns, or has more than
    MAX_ROWS rows.
    """
    reader = _Reader()
    with open_table(path, name, wanted=(*COLUMNS, *OTHER_HEADINGS)) as table:
        check_header(table.header, least=len(REQUIRED))
        columns = headed_columns(
            table.header,
            OTHER_HEADINGS,
            fields=COLUMNS,
            required=REQUIRED,
        )
        for count, (line, row) in enumerate(table.rows):
            if count >= MAX_ROWS:
                text = _("At most %(most)s rows at once.")
                raise Invalid("too_many_rows", text % {"most": MAX_ROWS})
            if isinstance(row, RejectedDraft):
                reader.refuse(line, "", "", _("The line cannot be read."))
                continue
            reader.add(line, _texts(row, columns))
    read = reader.read
    read.faults = [
        fault._replace(column=columns.get(fault.column, ""))
        for fault in read.faults
    ]
    return read


class _Reader:
    """Reads rows; what all of them need is read once."""

    def __init__(self) -> None:
        self.read = ReadScripts()
        self._words = _choices_by_word()
        self._lines: dict[str, int] = {}
        scripts = Script.objects.prefetch_related("versions")
        self._known = {script.title: script for script in scripts}

    def refuse(self, line: int, column: str, value: str, why: str) -> None:
        shown = value[:SHOWN_CHARACTERS]
        self.read.faults.append(CellFault(line, column, shown, why))

    def add(self, line: int, texts: dict[str, str]) -> None:
        if not any(texts.values()):
            return
        faults = len(self.read.faults)
        values = dict(texts)
        for name in CHOICES:
            values[name] = self._choice(line, name, texts[name])
        self._check(line, values)
        known = self._known.get(values["title"])
        self._check_title(line, values["title"], known)
        if len(self.read.faults) > faults:
            return
        self._lines[values["title"]] = line
        if known is not None and not _changes(known, values):
            self.read.unchanged += 1
            return
        script_id = known.pk if known else 0
        self.read.rows.append(ScriptRow(line, script_id, **values))

    def _choice(self, line: int, name: str, text: str) -> str:
        value = self._words[name].get(text.casefold())
        if value is not None:
            return value
        field: Any = Script._meta.get_field(name)
        labels = " / ".join(str(label) for key, label in field.choices if key)
        message = _("There is no such value. There are: %(values)s.")
        self.refuse(line, name, text, message % {"values": labels})
        return ""

    def _check(self, line: int, values: Mapping[str, str]) -> None:
        """Let the fields of the models check what they hold."""
        for name, model in (
            ("title", Script),
            ("title_en", Script),
            ("text", ScriptVersion),
        ):
            column: Any = model._meta.get_field(name)
            try:
                column.clean(values[name], None)
            except ValidationError as error:
                self.refuse(line, name, values[name], error.messages[0])

    def _check_title(self, line: int, title: str, known: Any) -> None:
        if title in self._lines:
            text = _("The same title is in line %(line)s already.")
            message = text % {"line": self._lines[title]}
            self.refuse(line, "title", title, message)
        elif known is not None and _newest(known).state in OPEN_STATES:
            message = _("A version of this script is still in work.")
            self.refuse(line, "title", title, message)


def _newest(script: Any) -> Any:
    return max(script.versions.all(), key=lambda version: version.number)


def _changes(script: Any, values: Mapping[str, str]) -> bool:
    """Tell whether a row differs from the script of its title."""
    for name in ("scene", "title_en", "audience", "role", "for_state"):
        if getattr(script, name) != values[name]:
            return True
    return bool(_newest(script).text != values["text"])


def _choices_by_word() -> dict[str, dict[str, str]]:
    """Return by field what its values are called, in either language."""
    found: dict[str, dict[str, str]] = {}
    for name in CHOICES:
        field: Any = Script._meta.get_field(name)
        words = found.setdefault(name, {})
        if name != "scene":
            words[""] = ""
        for value, label in field.choices:
            words[value.casefold()] = value
            for language in ("en", "zh-hans"):
                with override(language):
                    words[str(label).casefold()] = value
    return found


def _texts(
    row: Mapping[str, Any],
    columns: Mapping[str, str],
) -> dict[str, str]:
    texts = {}
    for name in COLUMNS:
        value = row.get(columns[name])
        text = "" if value is None else str(value)
        texts[name] = text.replace("\r\n", "\n").strip()
    return texts
