from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.access import ACCESS

NAME_LENGTH = 60
QUERY_LENGTH = 2000


class SavedViewForm(forms.Form):
    """A list's filters, sort and columns under a name."""

    page = forms.ChoiceField(choices=[(name, name) for name in ACCESS])
    name = forms.CharField(required=False)
    query = forms.CharField(max_length=QUERY_LENGTH, required=False)
    is_shared = forms.BooleanField(required=False)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not 0 < len(name) <= NAME_LENGTH:
            message = _("A view needs a name of at most %(most)s characters.")
            raise ValidationError(message, params={"most": NAME_LENGTH})
        return name

    def clean_query(self) -> str:
        """Return the query as an address holds it: encoded it may have grown."""
        query = QueryDict(self.cleaned_data["query"]).urlencode()
        if len(query) > QUERY_LENGTH:
            raise ValidationError(_("The filters are too long to be kept."))
        return query


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows; a number too large for a key is a wrong choice, not a fault of the database."""

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if len(str(one)) > 18:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(one)[:40]}
                )
        return super().clean(value)
