"""How the columns of an uploaded file are to be read: as kept, as the source
says, or guessed; and what must be asked before they can be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from activity.models import EventSource
from activity.rules.cells import TEXT_LIMIT
from activity.rules.column_guesses import (
    Readings,
    fold_column,
    guess_columns,
)
from activity.rules.drafts import (
    EventDraft,
    EventRowParser,
)
from activity.rules.kind_words import kind_of_header
from activity.rules.kinds import KIND_BY_NUMBER
from activity.selectors.file_contents import (
    CONTENTS,
    EVERY_ROW,
    FileContent,
    guess_content,
)
from activity.selectors.sources import source_mapping
from activity.selectors.upload_samples import FileSample, count_values
from common.rules.characters import unreadable_characters

ASKED_KINDS = 40
_SAMPLE_ROW = {
    "member": "m",
    "occurred_at": "2020-01-01T00:00:00Z",
    "kind": "login",
}
_NOT_A_MOMENT = frozenset(
    {
        "bad_time",
        "wrong_type",
        "missing_value",
        "too_long",
        "unreadable_text",
        "destroyed_value",
    },
)


class SampleReader:
    """Reads single values as the rows of a source are read."""

    def __init__(self, source: EventSource, now: datetime) -> None:
        rules = source_mapping(source, now=now)
        self._parser = EventRowParser(
            rules._replace(columns={}, zone=rules.zone or UTC),
        )

    def is_moment(self, value: str) -> bool:
        return not self._faults("occurred_at", value) & _NOT_A_MOMENT

    def is_kind(self, value: str) -> bool:
        return not self._faults("kind", value)

    def kind_of(self, value: str) -> str:
        """Return the name of our kind that a value means, "" for none."""
        draft = self._parser.read({**_SAMPLE_ROW, "kind": value}, 1)
        if isinstance(draft, EventDraft):
            return KIND_BY_NUMBER[draft.kind].name
        return ""

    def is_left_out(self, value: str) -> bool:
        return "ignored_kind" in self._faults("kind", value)

    def readings(self) -> Readings:
        return Readings(self.is_moment, self.is_kind)

    def _faults(self, field: str, value: str) -> set[str]:
        draft = self._parser.read({**_SAMPLE_ROW, field: value}, 1)
        if isinstance(draft, EventDraft):
            return set()
        return {fault.code for fault in draft.faults}


def guess_content_of(sample: FileSample, reader: SampleReader) -> str:
    """Return what the rows of a file seem to be."""
    guesses = {}
    for name, content in CONTENTS.items():
        columns = _guess(sample, content, reader)
        if _has_its_kinds(sample, content, columns, reader):
            guesses[name] = columns
    return guess_content(guesses)


def _has_its_kinds(
    sample: FileSample,
    content: FileContent,
    columns: Mapping[str, str],
    reader: SampleReader,
) -> bool:
    """Tell whether no row has a kind that a content does not know: a log of
    logins and likes is no file of reactions.
    """
    values = set(sample.values(columns.get("kind", "")))
    kinds = {reader.kind_of(value) for value in values} - {""}
    return not content.kinds or kinds <= set(content.kinds)


def suggest_columns(
    sample: FileSample,
    content: FileContent,
    source: EventSource,
    reader: SampleReader,
) -> dict[str, str]:
    """Return the column of each field: as the source names it, else guessed."""
    present = {fold_column(column): column for column in sample.header}
    columns = _guess(sample, content, reader)
    for field in content.fields:
        named = present.get(fold_column(source.columns.get(field.name, "")))
        if named:
            columns[field.name] = named
    return columns


def _guess(
    sample: FileSample,
    content: FileContent,
    reader: SampleReader,
) -> dict[str, str]:
    fields = [field.as_words() for field in content.fields]
    columns = guess_columns(sample.table(), fields, reader.readings())
    kind = kind_of_header(sample.header)
    values = sample.values(columns.get("kind", ""))
    if kind in content.kinds and not any(map(reader.is_kind, values)):
        columns["kind"] = f"{EVERY_ROW}{kind}"
    return columns


@dataclass(frozen=True)
class UnknownKinds:
    """The kinds of a file that are not known yet, with how often they stand in
    it, and how many more there are.
    """

    counts: list[tuple[str, int]]
    more: int = 0


def unknown_kinds(
    path: Path,
    name: str,
    column: str,
    reader: SampleReader,
) -> UnknownKinds:
    """Return the kinds of a column that can be mapped and are not."""
    unknown = []
    for value, count in count_values(path, name, column).most_common():
        is_known = reader.is_kind(value) or reader.is_left_out(value)
        if not is_known and _can_be_mapped(value):
            unknown.append((value, count))
    return UnknownKinds(unknown[:ASKED_KINDS], len(unknown[ASKED_KINDS:]))


def _can_be_mapped(value: str) -> bool:
    return len(value) <= TEXT_LIMIT and not unreadable_characters(value)
