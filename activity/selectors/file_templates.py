"""Templates of files, and the example row in them that is never imported."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from activity.labels import KIND_LABELS
from activity.selectors.file_contents import FileContent, FileField
from common.rules.rows import Row


def template_rows(content: FileContent) -> list[list[str]]:
    """Return the header of a content in the reader's language, and one row that
    says that it is an example.
    """
    header = [str(field.label) for field in content.fields]
    example = [_example_of(field) for field in content.fields]
    return [[*header, _("Note")], [*example, _example_mark()]]


def _example_of(field: FileField) -> str:
    label = KIND_LABELS.get(field.example)
    return str(label) if label else field.example


def _example_mark() -> str:
    return _("Example: this row is skipped")


def skip_example(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows without the example row of a template, which stands first
    if it was left in the file.
    """
    marks = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            marks.add(_example_mark())
    coming = iter(rows)
    for line, raw in coming:
        if not _is_example(raw, marks):
            yield line, raw
        break
    yield from coming


def _is_example(raw: Any, marks: set[str]) -> bool:
    if not isinstance(raw, Mapping):
        return False
    return any(
        isinstance(value, str) and value.strip() in marks
        for value in raw.values()
    )
