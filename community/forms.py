import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource
from community.models import Circle
from members.models import validate_readable
from members.selectors.identities import members_named

MAX_NAMED = 2000
SHOWN_UNKNOWN = 10
UPLOAD_BYTES = 2 << 30


class CircleForm(forms.ModelForm):
    class Meta:
        model = Circle
        fields = ("name", "kind", "city", "model_series")


class CircleMembersForm(forms.Form):
    """Members to take into a circle or out of it, one on each line."""

    JOIN, LEAVE = "join", "leave"

    members = forms.CharField(
        label=_("Members"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One on each line: the number of a member, platform:id, or a nickname "
            "that only one member has.",
        ),
    )
    act = forms.ChoiceField(
        label=_("What to do"),
        choices=[(JOIN, _("Take them in")), (LEAVE, _("Take them out"))],
        initial=JOIN,
    )
    since = forms.DateField(
        label=_("Since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: since today."),
    )

    def clean_members(self) -> dict[str, int]:
        text = self.cleaned_data["members"]
        names = []
        for name in re.split(r"[\n,，;；、]", text):
            names.append(name.strip())
        wanted = [name for name in names if name]
        if len(wanted) > MAX_NAMED:
            message = _("At most %(most)s at once.")
            raise ValidationError(message, params={"most": MAX_NAMED})
        found, unknown = members_named(wanted)
        if unknown:
            message = _(
                "Nobody was changed. These mean no member, or several: %(names)s",
            )
            listed = "、".join(unknown[:SHOWN_UNKNOWN])
            raise ValidationError(message, params={"names": listed})
        return found

    def member_ids(self) -> list[int]:
        """Return the members who were named."""
        return sorted(set(self.cleaned_data["members"].values()))


class JoinForm(forms.Form):
    """A circle for a member, since a day."""

    circle = forms.ModelChoiceField(Circle.objects.all(), label=_("Circle"))
    since = forms.DateField(
        label=_("Since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class MemberFileForm(forms.Form):
    """A file of members and where it comes from; a new source is made on the spot."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "XLSX, CSV, TSV or NDJSON with one row for each member, or for each "
            "car; also packed as .gz.",
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
    makes_circles = forms.BooleanField(
        label=_("Make circles that do not exist yet"),
        required=False,
        initial=True,
        help_text=_("Else rows that name such a circle are refused."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > UPLOAD_BYTES:
            message = _(
                "The file is larger than 2 GB: send it with manage.py ingest_members.",
            )
            raise ValidationError(message)
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        label = cleaned.get("label", "").strip()
        is_new = not cleaned.get("source") and "source" not in self.errors
        if is_new and not label and "label" not in self.errors:
            message = _("Choose a source, or give the new one a name.")
            self.add_error("label", message)
        return cleaned
