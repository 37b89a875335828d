"""Create and change event sources."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from activity.models import EventSource
from activity.rules.source_names import source_name
from activity.selectors.sources import field_with_value
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid, NotFound


@atomic_with_retry
def save_source(
    *,
    name: str,
    columns: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    **others: Any,
) -> EventSource:
    """Create the source, or change these settings of it, and return it.

    Settings that are None or empty stay as they were. So do columns that are
    not named: rows of events, posts and reactions of one source share them.
    Errors: Invalid if a setting is not valid.
    """
    rows = EventSource.objects.select_for_update(of=("self",))
    source = rows.filter(name=name).first() or EventSource(name=name)
    changes = {"kinds": dict(kinds or {}), **others}
    if columns:
        changes["columns"] = {**source.columns, **columns}
    for field, value in changes.items():
        if value:
            setattr(source, field, value)
    return _store(source)


@atomic_with_retry
def create_source(*, name: str, **others: Any) -> EventSource:
    """Create a source and return it.

    Errors: Conflict if there is one of this name; Invalid if a setting is not
    valid.
    """
    if EventSource.objects.filter(name=name).exists():
        message = _("There is a source “%(name)s” already. Change that one.")
        raise Conflict("source_exists", message % {"name": name})
    return _store(EventSource(name=name, **others))


@atomic_with_retry
def change_source(*, name: str, changes: Mapping[str, Any]) -> EventSource:
    """Give a source these settings, whole mappings included, and return it.

    Errors: NotFound; Invalid if a setting is not valid.
    """
    rows = EventSource.objects.select_for_update(of=("self",))
    source = rows.filter(name=name).first()
    if source is None:
        raise NotFound(
            "unknown_source",
            _("There is no event source of this name."),
        )
    for field, value in changes.items():
        setattr(source, field, value)
    return _store(source)


@atomic_with_retry
def make_source(*, label: str, **others: str) -> EventSource:
    """Make a source with this label and a name like it, and return it.

    Settings that are empty have their usual value.
    Errors: Invalid if a setting is not valid.
    """
    taken = set(EventSource.objects.values_list("name", flat=True))
    source = EventSource(name=source_name(label, taken), label=label)
    for field, value in others.items():
        if value:
            setattr(source, field, value)
    return _store(source)


def _store(source: EventSource) -> EventSource:
    try:
        source.full_clean()
    except ValidationError as error:
        raise Invalid("bad_source", _describe(source, error)) from error
    source.save()
    return source


def _describe(source: EventSource, error: ValidationError) -> str:
    wrong = []
    for field, texts in error.message_dict.items():
        wrong.append(f"{field_with_value(source, field)}: {' '.join(texts)}")
    return "; ".join(wrong)
