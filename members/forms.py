from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.access import colleagues
from members.models import Member, MemberTag, VehicleOwnership, validate_readable
from members.services.directory import STAFF_EDITED

IMPORT_BYTES = 5 << 20


def _day(**kwargs: Any) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **kwargs}, format="%Y-%m-%d")


class MemberForm(forms.ModelForm):
    class Meta:
        model = Member
        fields = STAFF_EDITED
        widgets = {"joined_on": _day(), "contact_note": forms.Textarea(attrs={"rows": 3})}


class VehicleForm(forms.ModelForm):
    vin = forms.CharField(label=_("VIN"), required=False, max_length=32, validators=[validate_readable])
    software_version = forms.CharField(
        label=_("Software version"), required=False, max_length=40, validators=[validate_readable]
    )

    class Meta:
        model = VehicleOwnership
        fields = ("model_series", "model_year", "vin", "started_on")
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


class TagForm(forms.Form):
    name = forms.CharField(label=_("Interest tag"), max_length=30, validators=[validate_readable])
    source = forms.ChoiceField(
        label=_("Source"),
        choices=[(s.value, s.label) for s in (MemberTag.Source.STAFF, MemberTag.Source.DECLARED)],
    )


class BulkTagForm(forms.Form):
    name = forms.CharField(label=_("Interest tag"), max_length=30, validators=[validate_readable])


class BulkContactForm(forms.Form):
    primary_contact = forms.ModelChoiceField(colleagues(), label=_("Primary contact"))


class ImportForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX as exported by “Template”, at most 5,000 rows."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > IMPORT_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Split it."))
        return file
