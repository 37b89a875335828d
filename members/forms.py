from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.security.access import colleagues
from members.labels import MEMBER_FAULTS
from members.models import (
    CONSENT_NOTE_LENGTH,
    NOTICE_LENGTH,
    REASON_LENGTH,
    STAFF_EDITED,
    Member,
    MemberConsent,
    MemberContact,
    MemberTag,
    VehicleOwnership,
    validate_readable,
    validate_vin,
)
from members.rules import member_values as values
from members.rules.member_cells import CONTACT_READERS
from members.rules.tags import canonical_tag

IMPORT_BYTES = 5 << 20


def _day(**kwargs: Any) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **kwargs}, format="%Y-%m-%d")


class MemberForm(forms.ModelForm):
    class Meta:
        model = Member
        fields = STAFF_EDITED
        widgets = {
            "joined_on": _day(),
            "contact_note": forms.Textarea(attrs={"rows": 3}),
        }


class VehicleForm(forms.ModelForm):
    started_on = forms.DateField(label=_("Owned since"), widget=_day())
    vin = forms.CharField(
        label=_("VIN"),
        required=False,
        max_length=32,
        validators=[validate_vin],
    )
    software_version = forms.CharField(
        label=_("Software version"),
        required=False,
        max_length=40,
        validators=[validate_readable],
    )

    class Meta:
        model = VehicleOwnership
        fields = ("model_series", "model_year", "vin", "started_on")


class VehicleEditForm(forms.ModelForm):
    """Corrects a car. The VIN is not shown; to change it, enter it anew."""

    vin = forms.CharField(
        label=_("VIN"),
        required=False,
        max_length=32,
        validators=[validate_vin],
        help_text=_("Empty: the VIN stays as it is."),
    )

    class Meta:
        model = VehicleOwnership
        fields = ("model_series", "model_year", "started_on")
        widgets = {"started_on": _day()}


class VehicleEndForm(forms.ModelForm):
    class Meta:
        model = VehicleOwnership
        fields = ("ended_on", "end_reason")
        widgets = {"ended_on": _day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True


class _TagNameForm(forms.Form):
    """Takes a tag by any word that the vocabulary has for it."""

    def clean_name(self) -> str:
        return canonical_tag(self.cleaned_data["name"])


class TagForm(_TagNameForm):
    name = forms.CharField(
        label=_("Interest tag"),
        max_length=30,
        validators=[validate_readable],
    )
    source = forms.ChoiceField(
        label=_("Source"),
        choices=[
            (MemberTag.Source.STAFF.value, MemberTag.Source.STAFF.label),
            (MemberTag.Source.DECLARED.value, MemberTag.Source.DECLARED.label),
        ],
    )


class BulkTagForm(_TagNameForm):
    name = forms.CharField(
        label=_("Interest tag"),
        max_length=30,
        validators=[validate_readable],
    )


class BulkContactForm(forms.Form):
    primary_contact = forms.ModelChoiceField(
        colleagues(),
        label=_("Primary contact"),
    )


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX as exported by “Template”, at most 5,000 rows.",
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > IMPORT_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 5 MB. Split it."),
            )
        return file


class IdentityForm(forms.Form):
    """An id of a member on another platform."""

    platform = forms.CharField(
        label=_("Platform"),
        max_length=values.PLATFORM_LIMIT,
        validators=[validate_readable],
    )
    external_id = forms.CharField(
        label=_("External id"),
        max_length=values.ID_LIMIT,
        validators=[validate_readable],
    )

    def clean_external_id(self) -> str:
        return _read(values.read_id, self.cleaned_data["external_id"])


class DetailForm(forms.Form):
    """A personal detail of a member; it is shown masked from then on."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=MemberContact.Kind.choices,
    )
    value = forms.CharField(
        label=_("Value"),
        max_length=values.ID_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "value" in cleaned and "kind" in cleaned:
            reader = DETAIL_READERS[cleaned["kind"]]
            try:
                cleaned["value"] = _read(reader, cleaned["value"])
            except forms.ValidationError as error:
                self.add_error("value", error)
        return cleaned


DETAIL_READERS = {**CONTACT_READERS, "unionid": values.read_id}


def _read(reader: Any, text: str) -> str:
    """Return what an entered text says. Errors: ValidationError in words."""
    try:
        return str(reader(text))
    except values.WrongValue as wrong:
        message = MEMBER_FAULTS.get(wrong.code, _("This value is not valid."))
        raise forms.ValidationError(str(message)) from None


class SoftwareForm(forms.Form):
    """A software version of a car, since a day."""

    version = forms.CharField(
        label=_("Software version"),
        max_length=values.MODEL_LIMIT,
        validators=[validate_readable],
    )
    started_on = forms.DateField(label=_("Installed on"), widget=_day())


class ConsentForm(forms.Form):
    """What a member agreed to or withdrew, and where they said so."""

    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=MemberConsent.Purpose.choices,
    )
    is_given = forms.TypedChoiceField(
        label=_("What they said"),
        choices=[("true", _("They agree")), ("false", _("They withdraw it"))],
        coerce=lambda text: text == "true",
    )
    note = forms.CharField(
        label=_("Where and how they said so"),
        max_length=CONSENT_NOTE_LENGTH,
        validators=[validate_readable],
    )
    notice = forms.CharField(
        label=_("Version of the privacy notice"),
        required=False,
        max_length=NOTICE_LENGTH,
        validators=[validate_readable],
    )
    said_on = forms.DateField(
        label=_("On which day (empty: today)"),
        required=False,
        widget=_day(),
    )


class ConsentFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, with the columns of the template."),
    )


class ReasonForm(forms.Form):
    """Why something personal is looked at or erased."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )
