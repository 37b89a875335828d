"""Menus above a list, each with the choices of one filter."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from django.http import QueryDict

from common.ui.filters import SearchFilterSet

NOT_KEPT = ("page", "show_filters", "count_all")


class Preset(NamedTuple):
    """A filter that is not set, and the address of each of its choices."""

    label: str
    choices: list[tuple[str, str]]


def presets_of(
    filterset: SearchFilterSet,
    names: Sequence[str],
    query: QueryDict,
) -> list[Preset]:
    """Return the menus of the named filters that are not set."""
    kept = query.copy()
    for other in NOT_KEPT:
        kept.pop(other, None)
    menus = []
    for name in names:
        field = filterset.form.fields[name]
        if filterset.data.get(name):
            continue
        kept.pop(name, None)
        start = f"?{kept.urlencode()}&{name}=" if kept else f"?{name}="
        choices = [
            (str(label), f"{start}{quote(str(value))}")
            for value, label in field.choices
            if str(value)
        ]
        menus.append(Preset(str(field.label), choices))
    return menus
