from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.forms.decisions import IssueChangeForm
from alerts.forms.issues import IssueEditForm, OwnerRuleForm
from alerts.models import (
    NOTE_LENGTH,
    PHRASE_LENGTH,
    FacetField,
)
from alerts.selectors.lexicon import entry_choices
from members.models import validate_readable

__all__ = [
    "IssueChangeForm",
    "IssueEditForm",
    "NoticeForm",
    "OwnerRuleForm",
    "ReportsForm",
    "WordFileForm",
    "WordForm",
    "grouped_entries",
]


class ReportsForm(forms.Form):
    """Reports chosen on the page of an issue, to become an issue of their own
    or to move to the one with a number.
    """

    reports = forms.MultipleChoiceField(
        error_messages={"required": _("Choose reports of this issue.")},
    )
    act = forms.ChoiceField(choices=[("split", "split"), ("move", "move")])
    to_number = forms.IntegerField(
        label=_("Issue number"),
        min_value=1,
        max_value=2**53,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        report_ids: Iterable[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), pk) for pk in report_ids]
        self.fields["reports"].choices = choices  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    """What was said to owners beside the suggested text."""

    note = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        required=False,
        validators=[validate_readable],
    )


LEXICON_FILE_BYTES = 2 << 20


def grouped_entries() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Return the entries of every facet as choices, with a new one first."""
    groups = []
    for facet in FacetField:
        choices: list[tuple[str, Any]] = [
            (f"{facet.value}:", _("New entry …")),
        ]
        for name, label in entry_choices(facet.value):
            choices.append((f"{facet.value}:{name}", label))
        groups.append((facet.label, choices))
    return groups


class WordForm(forms.Form):
    """A phrase, and the entry that it names."""

    phrase = forms.CharField(
        label=_("Phrase"),
        max_length=PHRASE_LENGTH,
        validators=[validate_readable],
        help_text=_(
            "As owners write it, in plain words. Traditional characters and "
            "capitals are found as well.",
        ),
    )
    place = forms.ChoiceField(
        label=_("It names"),
        choices=grouped_entries,
        help_text=_("A part or service, a symptom, a scene or a trigger."),
    )
    label_zh = forms.CharField(
        label=_("Name of the new entry in Chinese"),
        max_length=PHRASE_LENGTH,
        required=False,
        validators=[validate_readable],
    )
    label_en = forms.CharField(
        label=_("Name of the new entry in English"),
        max_length=PHRASE_LENGTH,
        required=False,
        validators=[validate_readable],
    )

    def values(self) -> dict[str, str]:
        """Return the word as read_word() takes it."""
        cleaned = dict(self.cleaned_data)
        facet, _colon, entry = cleaned.pop("place").partition(":")
        if entry:
            return {
                "facet": facet,
                "entry": entry,
                "phrase": cleaned["phrase"],
            }
        return {"facet": facet, **cleaned}


class WordFileForm(forms.Form):
    """A file of words."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "XLSX or CSV with the columns facet, entry and phrase; for entries "
            "of your own also label_zh and label_en.",
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LEXICON_FILE_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        return file
