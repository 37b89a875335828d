"""Files of members, as they can be uploaded."""

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from activity.rules.column_guesses import fold_column
from activity.selectors.file_contents import FileContent, FileField
from members.rules.member_words import COLUMN_WORDS, TEMPLATE_ROWS

# Only files of members have such columns.
SIGNS = (
    "nickname", "phone", "real_name", "unionid", "joined_on", "owner_status",
    "vin", "model_series",
)  # fmt: skip


def _label(name: str) -> str:
    """Return the first word of the reader's language for a column."""
    words = COLUMN_WORDS[name]
    if (get_language() or "").startswith("zh"):
        words = tuple(word for word in words if not word.isascii()) or words
    return words[0].replace("_", " ")


_lazy_label = lazy(_label, str)


def _fields() -> tuple[FileField, ...]:
    examples = dict(zip(*TEMPLATE_ROWS, strict=True))
    fields = []
    for name, words in COLUMN_WORDS.items():
        labels = []
        for word in examples:
            if word.casefold() in words:
                labels.append(word)
        fields.append(
            FileField(
                name,
                _lazy_label(name),
                tuple(dict.fromkeys(map(fold_column, words))),
                is_required=name == "id",
                example=examples[labels[0]] if labels else "",
            ),
        )
    return tuple(fields)


MEMBERS = FileContent(
    name="members",
    label=_("Members"),
    about=_("One row for each person, or for each car of a person."),
    job="preview_member_file",
    fields=_fields(),
    signs=SIGNS,
    options={"makes_circles": True},
    result="community:member_file",
    takes_blanks=True,
)
