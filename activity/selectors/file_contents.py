"""What an uploaded file may hold: its fields, how they are recognised, and the
job that imports it.

Every app declares the contents that it stores; kocops/composition.py adds them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from activity.rules import column_words
from activity.rules.column_guesses import FieldWords, Shape, fold_column
from activity.rules.kinds import KINDS


@dataclass(frozen=True)
class FileField:
    """A field of a row.

    words: the folded names by which files call it · names_rows: its value
    stands in one row only · example: what the template shows · instead: the
    fields that together stand for a required one that a file lacks · rank: of
    its guess (FieldWords).
    """

    name: str
    label: str | Promise
    words: tuple[str, ...] = ()
    shape: Shape = Shape.ANY
    is_required: bool = False
    names_rows: bool = False
    example: str = ""
    instead: tuple[str, ...] = ()
    rank: int = 0

    def is_found(self, columns: Mapping[str, Any]) -> bool:
        """Tell whether it has a column, or those that stand for it have."""
        if columns.get(self.name):
            return True
        if not self.instead:
            return False
        return all(columns.get(name) for name in self.instead)

    def as_words(self) -> FieldWords:
        """Return by what the field is recognised; its label, in any language
        of ours, comes first.
        """
        labels = []
        for language, _name in settings.LANGUAGES:
            with override(language):
                labels.append(fold_column(str(self.label)))
        words = dict.fromkeys([*labels, *self.words])
        return FieldWords(
            self.name,
            tuple(words),
            self.shape,
            self.names_rows,
            self.rank,
        )


@dataclass(frozen=True)
class FileContent:
    """What the rows of a file are; `name` is one of IngestBatch.Content.

    kinds: those of ours that a row may have, none where rows have no kind ·
    one_of: fields of which a row needs one · signs: fields that only files of
    this content have · options: more arguments of its job · result: the page
    on which a reader of the job lands · takes_blanks: its job takes "" for a
    field without a column.
    """

    name: str
    label: str | Promise
    about: Promise
    job: str
    fields: tuple[FileField, ...]
    kinds: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    result: str = "activity:upload_result"
    takes_blanks: bool = False

    def required(self) -> list[FileField]:
        found: list[FileField] = []
        for one in self.fields:
            if one.is_required:
                found.append(one)
        return found


CONTENTS: dict[str, FileContent] = {}
# Begins what stands for a column where every row is of one kind.
EVERY_ROW = "="


def add_contents(*contents: FileContent) -> None:
    """Add contents to those that can be uploaded.

    Errors: ImproperlyConfigured for a content that is known already.
    """
    for content in contents:
        if content.name in CONTENTS:
            message = f"content declared twice: {content.name}"
            raise ImproperlyConfigured(message)
        CONTENTS[content.name] = content


def guess_content(guesses: Mapping[str, Mapping[str, str]]) -> str:
    """Return the content of a file, given the columns that were guessed for
    each content; the first one where nothing speaks for any.

    A content of which all required fields and a sign were found goes before
    others, the one that asks most first; then the one with the most signs.
    A kind that only the name of a column tells says less than a column of
    kinds, and more than any other sign.
    """

    def weight(name: str) -> tuple[int, int, int]:
        content = CONTENTS[name]
        found = guesses[name]
        required = content.required()
        signs = sum(1 for sign in content.signs if sign in found)
        is_whole = signs and all(one.is_found(found) for one in required)
        is_implied = found.get("kind", "").startswith(EVERY_ROW)
        asks = len(required) - is_implied if is_whole else int(is_implied)
        return asks, signs, len(found)

    return max(guesses, key=weight)


ALL_KINDS = tuple(kind.name for kind in KINDS)
MEMBER = FileField(
    "member",
    _("Member id"),
    column_words.MEMBER,
    is_required=True,
    example="0012",
)
# Who has no id column may have names instead, so the id goes before it.
NICKNAME = FileField(
    "nickname",
    _("Name of a new member"),
    column_words.NICKNAME,
    example="山野小王",
    rank=100,
)
EVENTS = FileContent(
    name="events",
    label=_("Events"),
    about=_("One row for each thing that somebody did: who, when, what."),
    job="ingest_file",
    fields=(
        FileField(
            "external_id",
            _("Event id"),
            column_words.EVENT_ID,
            shape=Shape.ID,
            names_rows=True,
            example="e-100001",
        ),
        MEMBER,
        FileField(
            "occurred_at",
            _("Time of the event"),
            column_words.MOMENT,
            shape=Shape.MOMENT,
            is_required=True,
            example="2026-05-01 09:30:00",
        ),
        FileField(
            "kind",
            _("Kind of event"),
            column_words.KIND,
            shape=Shape.KIND,
            is_required=True,
            example="login",
        ),
        FileField(
            "quantity",
            _("Quantity"),
            column_words.QUANTITY,
            shape=Shape.NUMBER,
            example="1",
        ),
        FileField(
            "object_id",
            _("Id of what it was about"),
            column_words.OBJECT_ID,
            shape=Shape.ID,
        ),
        FileField(
            "object_type",
            _("Kind of what it was about"),
            column_words.OBJECT_TYPE,
        ),
        FileField(
            "properties",
            _("Properties, as JSON"),
            column_words.PROPERTIES,
        ),
        NICKNAME,
    ),
    kinds=ALL_KINDS,
    signs=("kind",),
)
