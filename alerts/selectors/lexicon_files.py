"""Words of the lexicon from a file."""

from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from alerts.selectors.lexicon import NewWord, read_word
from common.errors import Invalid
from common.files.columns import check_header, headed_columns
from common.files.tables import open_table

COLUMNS = ("facet", "entry", "phrase", "label_zh", "label_en")
REQUIRED = ("facet", "phrase")
# What a file may call a column in Chinese.
CHINESE_COLUMNS = {
    "要素": "facet",
    "条目": "entry",
    "说法": "phrase",
    "中文名": "label_zh",
    "英文名": "label_en",
}
MAX_WORDS = 500


class WordFault(NamedTuple):
    """Why a line cannot be read."""

    line: int
    field: str
    message: str


class ReadWords(NamedTuple):
    """The words of a file, and the lines that cannot be read."""

    words: list[NewWord]
    faults: list[WordFault]


def read_word_file(path: Path, name: str) -> ReadWords:
    """Return the words of a file.

    Errors: DomainError if it is no table, lacks columns, or has more than
    MAX_WORDS rows.
    """
    wanted = (*COLUMNS, *CHINESE_COLUMNS)
    words = []
    faults = []
    with open_table(path, name, wanted=wanted) as table:
        check_header(table.header, least=len(REQUIRED))
        columns = headed_columns(
            table.header,
            CHINESE_COLUMNS,
            fields=COLUMNS,
            required=REQUIRED,
        )
        for count, (line, row) in enumerate(table.rows):
            if count >= MAX_WORDS:
                raise too_many_words()
            if not isinstance(row, dict):
                message = _("The line cannot be read.")
                faults.append(WordFault(line, "", message))
                continue
            values = {}
            for column in COLUMNS:
                values[column] = str(row.get(columns[column]) or "")
            try:
                words.append(read_word(**values))
            except Invalid as error:
                column = error.where.get("field", "facet")
                name = columns.get(column, column)
                faults.append(WordFault(line, name, str(error.message)))
    return ReadWords(words, faults)


def too_many_words() -> Invalid:
    """Return the error for more words than are taken at once."""
    message = _("At most %(most)s words at once.")
    return Invalid("too_many_words", message % {"most": MAX_WORDS})
