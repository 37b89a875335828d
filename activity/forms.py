from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource
from activity.rules.drafts import FIELDS, REQUIRED
from activity.services.sources import check_kinds
from common.errors import ReaderError

UPLOAD_BYTES = 2 << 30


class KindLinesField(forms.CharField):
    """A mapping of kinds, one a line: theirs = ours."""

    widget = forms.Textarea(attrs={"rows": 5, "class": "font-monospace"})

    def prepare_value(self, value):  # type: ignore[no-untyped-def]
        if isinstance(value, dict):
            return "\n".join(f"{theirs} = {ours}" for theirs, ours in value.items())
        return value

    def clean(self, value):  # type: ignore[no-untyped-def]
        kinds = {}
        for number, line in enumerate(super().clean(value).splitlines(), start=1):
            theirs, equals, ours = (part.strip() for part in line.partition("="))
            if line.strip() and not (theirs and equals and ours):
                raise ValidationError(_("Line %(number)s: write it as theirs = ours."), params={"number": number})
            if theirs:
                kinds[theirs] = ours
        try:
            check_kinds(kinds)
        except ReaderError as error:
            raise ValidationError(str(error.message)) from error
        return kinds


class EventSourceForm(forms.ModelForm):
    kinds = KindLinesField(
        label=_("Kinds"),
        required=False,
        help_text=_("One a line: theirs = ours; * stands for anything, - leaves a kind out. Empty: kinds are ours."),
    )

    class Meta:
        model = EventSource
        fields = ("name", "label", "platform", "time_zone", "unknown_members", "kinds")

    def __init__(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["name"].disabled = True


class UploadForm(forms.Form):
    source = forms.ModelChoiceField(EventSource.objects.all(), label=_("Source"))
    file = forms.FileField(label=_("File"), help_text=_("CSV or NDJSON, also gzip; UTF-8 or GB18030."))

    def clean_file(self):  # type: ignore[no-untyped-def]
        file = self.cleaned_data["file"]
        if file.size > UPLOAD_BYTES:
            raise ValidationError(_("The file is larger than 2 GB: send it with manage.py ingest_events."))
        return file


class MappingForm(forms.Form):
    """Which column of the file holds which of our fields."""

    def __init__(self, *args, header: list[str], source: EventSource, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        labels = {
            "external_id": _("External id of the event"),
            "member": _("Member"),
            "occurred_at": _("Time"),
            "kind": _("Kind"),
            "quantity": _("Quantity"),
        }
        for name in FIELDS:
            required = name in REQUIRED
            choices = [(column, column) for column in header]
            self.fields[name] = forms.ChoiceField(
                label=labels[name],
                required=required,
                choices=choices if required else [("", _("(none)")), *choices],
                initial=source.columns.get(name, name),
            )

    def columns(self) -> dict[str, str]:
        return {name: column for name, column in self.cleaned_data.items() if column}
