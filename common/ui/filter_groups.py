"""The form of a list's filters: its fields in groups, with suggestions as one types."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.forms import NullBooleanSelect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.ui.filters import SearchFilterSet

FEW_FIELDS = 9
YES_OR_NO = [("true", _("Yes")), ("false", _("No"))]
Suggest = Callable[[], Iterable[str]]


class FilterGroup(NamedTuple):
    """Fields that belong together; `is_open` is False for those that few readers need."""

    label: str | Promise
    names: tuple[str, ...]
    is_open: bool = True


class ShownFilterGroup(NamedTuple):
    """The fields of a group as the form shows them."""

    label: str | Promise
    fields: list[Any]
    is_open: bool


class Suggestions(NamedTuple):
    """What a field suggests; `key` is the id of the list in the page."""

    key: str
    values: list[str]


def grouped_fields(filterset: SearchFilterSet) -> list[ShownFilterGroup]:
    """Return all fields of the form in their groups.

    A form of few fields is one group; what no group names comes last. A group
    with a filter that is set, or with an error, is open.
    """
    form = filterset.form
    for field in form.fields.values():
        if isinstance(field.widget, NullBooleanSelect):
            field.widget.choices = [("unknown", _("Any")), *YES_OR_NO]
    groups = filterset.groups if len(form.fields) > FEW_FIELDS else ()
    named = {name for group in groups for name in group.names}
    rest = tuple(name for name in form.fields if name not in named)
    if not groups:
        return [ShownFilterGroup("", [form[name] for name in rest], True)]
    if rest:
        groups = (*groups, FilterGroup(_("Others"), rest))
    shown = []
    for group in groups:
        names = [name for name in group.names if name in form.fields]
        used = [
            name
            for name in names
            if filterset.data.get(name) or name in form.errors
        ]
        fields = [form[name] for name in names]
        is_open = group.is_open or bool(used)
        if fields:
            shown.append(ShownFilterGroup(group.label, fields, is_open))
    return shown


def add_suggestions(filterset: SearchFilterSet) -> list[Suggestions]:
    """Return what the text fields suggest, and tie each field to its list."""
    found = []
    for name, suggest in filterset.suggestions.items():
        field = filterset.form.fields.get(name)
        if field is not None:
            key = f"suggested-{name}"
            field.widget.attrs |= {"list": key, "autocomplete": "off"}
            found.append(Suggestions(key, list(suggest())))
    return found
