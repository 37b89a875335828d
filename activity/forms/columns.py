"""Which column of a file holds which field, and what else must be known before
the file can be imported.
"""

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activity.forms.uploads import zone_choices
from activity.labels import KIND_LABELS
from activity.models import EventSource
from activity.rules.drafts import IGNORE
from activity.selectors.file_contents import EVERY_ROW, FileContent, FileField
from activity.selectors.upload_columns import UnknownKinds
from activity.selectors.upload_moments import (
    NOTHING_TO_ASK,
    Reading,
    TimeQuestion,
)
from activity.selectors.upload_samples import FileSample

# Fields of a post that may well be one column: a post that opens its thread.
MAY_SHARE = ({"external_id", "thread"}, {"title", "text"})
# The page asks other questions when these columns change.
QUESTIONS_OF = ("kind", "occurred_at")
ASKS_AGAIN = {
    "hx-get": "?part=questions",
    # One question at a time: the answer to the last change stands.
    "hx-sync": "closest form:queue last",
    "hx-include": "#id_kind, #id_occurred_at, #id_content",
    "hx-target": "#questions",
    "hx-trigger": "change",
}


TIME_FIELDS = ("time_format", "time_zone")


def _time_field(times: TimeQuestion) -> forms.ChoiceField:
    choices = []
    for time_format, readings in times.formats:
        shown = []
        for reading in readings:
            shown.append(_describe_reading(reading))
        label = EventSource.TimeFormats(time_format.value).label
        text = f"{label}（{'；'.join(shown)}）"
        choices.append((time_format.value, text))
    return forms.ChoiceField(
        label=_("How are the times written?"),
        choices=choices,
        widget=forms.RadioSelect,
    )


def _describe_reading(reading: Reading) -> str:
    local = reading.local or _("cannot be read so")
    return f"{reading.value} → {local}"


def _kind_choices(content: FileContent) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for kind in content.kinds:
        found.append((kind, KIND_LABELS[kind]))
    return found


def _kind_field_name(kind: str) -> str:
    return f"kind-{sha256(kind.encode()).hexdigest()[:12]}"


class ColumnsForm(forms.Form):
    """A select for each field of a content, and one for each unknown kind."""

    def __init__(
        self,
        *args: Any,
        content: FileContent,
        sample: FileSample,
        columns: Mapping[str, str],
        unknown: UnknownKinds,
        times: TimeQuestion = NOTHING_TO_ASK,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._content = content
        self._sample = sample
        self._kinds: dict[str, str] = {}
        self.more_kinds = unknown.more
        for field in content.fields:
            self.fields[field.name] = self._column_field(field)
            self.initial[field.name] = columns.get(field.name, "")
        for kind, count in unknown.counts:
            self._ask_kind(kind, count)
        if times.formats:
            self.fields["time_format"] = _time_field(times)
        if times.needs_zone:
            self.fields["time_zone"] = forms.ChoiceField(
                label=_("Times are of"),
                choices=zone_choices,
                help_text=_("The times of the file do not say it themselves."),
            )

    def _column_field(self, field: FileField) -> forms.ChoiceField:
        is_required = field.is_required and not field.instead
        nothing = _("Please choose") if is_required else _("(none)")
        choices: list[Any] = [("", nothing)]
        for column in self._sample.header:
            choices.append((column, self._describe(column)))
        if field.name == "kind":
            choices.append((_("No column: every row is"), self._constants()))
        attributes: dict[str, str] = {}
        if field.name in QUESTIONS_OF:
            attributes = ASKS_AGAIN
        return forms.ChoiceField(
            label=str(field.label),
            required=is_required,
            help_text=self._help_of(field),
            choices=choices,
            widget=forms.Select(attrs=attributes),
        )

    def _help_of(self, field: FileField) -> str:
        if not field.instead:
            return ""
        text = _(
            "Without such a column it is made of these two: %(fields)s "
            "(the number of the floor).",
        )
        return text % {"fields": self._labels_of(field.instead)}

    def _labels_of(self, names: Collection[str]) -> str:
        labels = []
        for field in self._content.fields:
            if field.name in names:
                labels.append(str(field.label))
        return "、".join(labels)

    def _describe(self, column: str) -> str:
        """Return a column's name with the first values that stand in it."""
        examples = self._sample.examples(column)
        return f"{column}（{'、'.join(examples)}）" if examples else column

    def _constants(self) -> list[tuple[str, Any]]:
        constants = []
        for kind, label in _kind_choices(self._content):
            value = f"{EVERY_ROW}{kind}"
            if value not in self._sample.header:
                constants.append((value, label))
        return constants

    def _ask_kind(self, kind: str, count: int) -> None:
        name = _kind_field_name(kind)
        self._kinds[name] = kind
        self.fields[name] = forms.ChoiceField(
            label=f"{kind} × {count:,}",
            choices=[
                ("", _("Please choose")),
                *_kind_choices(self._content),
                (IGNORE, _("Leave these rows out")),
            ],
        )

    def column_fields(self) -> list[forms.BoundField]:
        """Return the fields that stand for columns, the required ones first."""
        fields = sorted(
            self._content.fields,
            key=lambda field: not field.is_required,
        )
        return [self[field.name] for field in fields]

    def main_fields(self) -> list[forms.BoundField]:
        """Return the required fields, and those that have a column or are wrong."""
        found: list[forms.BoundField] = []
        for one in self.column_fields():
            if self._is_main(one):
                found.append(one)
        return found

    def more_fields(self) -> list[forms.BoundField]:
        """Return the other fields, which this file hardly has."""
        found: list[forms.BoundField] = []
        for one in self.column_fields():
            if not self._is_main(one):
                found.append(one)
        return found

    def _is_main(self, field: forms.BoundField) -> bool:
        required = []
        for one in self._content.required():
            required.append(one.name)
        is_asked = field.name in (*required, *self._content.one_of)
        is_asked = is_asked or field.field.required
        return bool(is_asked or field.value() or field.errors)

    def unused_columns(self) -> list[str]:
        """Return the columns of the file that no field takes."""
        used = set()
        for field in self.column_fields():
            used.add(field.value())
        found: list[str] = []
        for name in self._sample.header:
            if name not in used:
                found.append(name)
        return found

    def kind_fields(self) -> list[forms.BoundField]:
        found: list[forms.BoundField] = []
        for name in self._kinds:
            found.append(self[name])
        return found

    def time_fields(self) -> list[forms.BoundField]:
        found: list[forms.BoundField] = []
        for name in TIME_FIELDS:
            if name in self.fields:
                found.append(self[name])
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._refuse_shared(cleaned)
        self._refuse_missing(cleaned)
        one_of = self._content.one_of
        if one_of and not any(cleaned.get(name) for name in one_of):
            message = _("Choose the column of at least one of: %(fields)s.")
            raise ValidationError(
                message,
                params={"fields": self._labels_of(one_of)},
            )
        return cleaned

    def _refuse_missing(self, cleaned: Mapping[str, Any]) -> None:
        for field in self._content.required():
            if field.instead and not field.is_found(cleaned):
                message = _("Choose its column, or those of both: %(fields)s.")
                labels = self._labels_of(field.instead)
                self.add_error(field.name, message % {"fields": labels})

    def _refuse_shared(self, cleaned: Mapping[str, Any]) -> None:
        seen: dict[str, str] = {}
        for field in self._content.fields:
            column = cleaned.get(field.name)
            if not column:
                continue
            other = seen.setdefault(column, field.name)
            if other != field.name and {other, field.name} not in MAY_SHARE:
                message = _("This column is already chosen for “%(field)s”.")
                text = message % {"field": self.fields[other].label}
                self.add_error(field.name, text)

    def columns(self) -> dict[str, str]:
        """Return the chosen column of each field, "" for none."""
        chosen = {}
        for field in self._content.fields:
            chosen[field.name] = self.cleaned_data.get(field.name, "")
        return chosen

    def source_settings(self) -> dict[str, str]:
        """Return what is kept on the source beside the kinds: how its moments
        are read.
        """
        found: dict[str, str] = {}
        for name in TIME_FIELDS:
            if name in self.fields:
                found[name] = self.cleaned_data[name]
        return found

    def kinds(self) -> dict[str, str]:
        """Return what each kind that was asked for means."""
        found: dict[str, str] = {}
        for name, kind in self._kinds.items():
            found[kind] = self.cleaned_data[name]
        return found
