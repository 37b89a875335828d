from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource
from activity.selectors.file_contents import CONTENTS
from members.models import validate_readable

UPLOAD_BYTES = 2 << 30
NEW_SOURCE_FIELDS = (
    "label",
    "platform",
    "time_zone",
    "unknown_members",
    "threads",
)


def _content_choices() -> list[tuple[str, Any]]:
    contents = [(one.name, one.label) for one in CONTENTS.values()]
    return [("", _("Recognise it by the header")), *contents]


def zone_choices() -> list[tuple[str, Any]]:
    """Return the time zones from which a source is given one on the spot."""
    usual = [settings.BUSINESS_TIME_ZONE, *settings.DISPLAY_TIME_ZONES]
    return [(zone, zone) for zone in dict.fromkeys(usual)]


class UploadForm(forms.Form):
    """A file, what it holds and where it comes from; a new source is made on
    the spot.
    """

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "XLSX, CSV, TSV or NDJSON, as your system or spreadsheet saves it; also packed as .gz.",
        ),
    )
    source = forms.ModelChoiceField(
        EventSource.objects.all(),
        label=_("Source"),
        required=False,
        empty_label=_("New source …"),
        help_text=_("The system or spreadsheet that the file comes from."),
    )
    label = forms.CharField(
        label=_("Name of the new source"),
        required=False,
        max_length=60,
        validators=[validate_readable],
        help_text=_("As your team calls it: owner app, forum, WeCom group …"),
    )
    time_zone = forms.ChoiceField(
        label=_("Times are of"),
        required=False,
        choices=zone_choices,
        help_text=_("Where a time does not say it itself."),
    )
    unknown_members = forms.ChoiceField(
        label=_("People who are not known yet"),
        required=False,
        choices=EventSource.UnknownMembers.choices,
    )
    threads = forms.ChoiceField(
        label=_("Posts without a thread"),
        required=False,
        choices=EventSource.Threads.choices,
        help_text=_("Only where the rows are posts."),
    )
    platform = forms.CharField(
        label=_("Platform of its member ids"),
        required=False,
        max_length=40,
        validators=[validate_readable],
        help_text=_(
            "Only if another source has the same member ids: its platform. Else leave it empty.",
        ),
    )
    content = forms.ChoiceField(
        label=_("What the rows are"),
        required=False,
        choices=_content_choices,
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > UPLOAD_BYTES:
            raise ValidationError(
                _(
                    "The file is larger than 2 GB: send it with manage.py ingest_events.",
                ),
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        label = cleaned.get("label", "").strip()
        is_new = not cleaned.get("source") and "source" not in self.errors
        if is_new and not label and "label" not in self.errors:
            self.add_error(
                "label",
                _("Choose a source, or give the new one a name."),
            )
        return cleaned

    def new_source(self) -> dict[str, str]:
        """Return the settings of the source that is to be made; none if one
        was chosen.
        """
        given = self.cleaned_data
        if given["source"]:
            return {}
        return {name: given[name].strip() for name in NEW_SOURCE_FIELDS}
