from collections.abc import Mapping
from itertools import chain
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.security.access import ACCESS

NAME_LENGTH = 60
QUERY_LENGTH = 2000
OPENED = "opened"


class SavedViewForm(forms.Form):
    """A list's filters, sort and columns under a name."""

    page = forms.ChoiceField(choices=lambda: [(name, name) for name in ACCESS])
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
        """Return the query as an address holds it; encoding may have made it longer."""
        query = QueryDict(self.cleaned_data["query"]).urlencode()
        if len(query) > QUERY_LENGTH:
            raise ValidationError(_("The filters are too long to be kept."))
        return query


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows; a number too large for a key is a wrong choice, not a database error."""

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if len(str(one)) > 18:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(one)[:40]},
                )
        return super().clean(value)


def error_text(form: forms.BaseForm) -> str:
    """Return every error of a form in one line."""
    texts = chain.from_iterable(form.errors.values())
    return " ".join(str(text) for text in texts)


def opened_inputs(
    form: forms.BaseForm,
    values: Mapping[str, Any],
) -> SafeString:
    """Return hidden inputs with the values with which a form was opened, so that a stale edit is
    noticed.
    """
    inputs = [(forms.HiddenInput().render(OPENED, "1"),)]
    for name, field in form.fields.items():
        value = field.prepare_value(values.get(name))
        widget = field.hidden_widget()
        inputs.append((widget.render(f"{OPENED}-{name}", value),))
    return format_html_join("", "{}", inputs)


def read_opened(form: forms.BaseForm) -> dict[str, Any]:
    """Return the values with which the sent form was opened, by field; nothing
    if it does not carry them.
    """
    if OPENED not in form.data:
        return {}
    values = {}
    for name, field in form.fields.items():
        values[name] = _opened_value(form, name, field)
    return values


def _opened_value(form: forms.BaseForm, name: str, field: forms.Field) -> Any:
    widget = field.hidden_widget()
    raw = widget.value_from_datadict(form.data, form.files, f"{OPENED}-{name}")
    # The old value need not be one that the form would accept now.
    for read in (field.clean, field.to_python):
        try:
            return read(raw)
        except ValidationError:
            continue
    return raw


class BothVersions(NamedTuple):
    """A field that two people changed at once: the value that the reader
    entered and the present one, in words.
    """

    label: str
    entered: str
    current: str


def both_versions(
    form: forms.BaseForm,
    current: Mapping[str, Any],
) -> list[BothVersions]:
    """Return the entered and the present value of each field of `current`."""
    versions = []
    for name, value in current.items():
        field = form.fields.get(name)
        if field is None:
            continue
        entered = _in_words(field, form.cleaned_data[name])
        label = str(field.label or name)
        versions.append(BothVersions(label, entered, _in_words(field, value)))
    return versions


def _in_words(field: forms.Field, value: Any) -> str:
    prepared = field.prepare_value(value)
    if isinstance(prepared, list | tuple):
        return "、".join(_one_in_words(field, one) for one in prepared)
    return _one_in_words(field, prepared)


def _one_in_words(field: forms.Field, value: Any) -> str:
    if value is None or str(value) == "":
        return "–"
    text = str(value)
    for key, label in getattr(field, "choices", ()):
        if str(key) == text:
            return str(label)
    return text
