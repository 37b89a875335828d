"""Acts on event sources."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from activity.models import EventSource
from activity.rules.drafts import IGNORE
from activity.rules.kinds import KIND_BY_NAME
from common.errors import ReaderError


def check_kinds(kinds: Mapping[str, str]) -> None:
    """Errors: ReaderError naming every line of a mapping of kinds whose right side is not ours."""
    strange = [f"{theirs} → {ours}" for theirs, ours in kinds.items() if ours not in {*KIND_BY_NAME, IGNORE}]
    if strange:
        message = _("Not kinds of ours: %(strange)s. Ours are: %(ours)s; %(ignore)s leaves a kind out.")
        values = {"strange": "; ".join(strange[:10]), "ours": ", ".join(KIND_BY_NAME), "ignore": IGNORE}
        raise ReaderError("unknown_kind", message % values, where={"kinds": strange})


@transaction.atomic
def save_source(
    *,
    name: str,
    columns: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    **settings: Any,
) -> EventSource:
    """The source exists with these settings; what is None or empty stays as it was, as do columns that are not named:
    rows of events, posts and reactions of one source share them.

    Errors: ReaderError if a setting is not valid.
    """
    source = EventSource.objects.filter(name=name).first() or EventSource(name=name)
    check_kinds(kinds or {})
    named = {**source.columns, **columns} if columns else {}
    changes = {"columns": named, "kinds": dict(kinds or {}), **settings}
    for field, value in changes.items():
        if value:
            setattr(source, field, value)
    try:
        source.full_clean()
    except ValidationError as error:
        labels = {field.name: field.verbose_name for field in EventSource._meta.fields}
        wrong = [
            f"{capfirst(labels[field])} “{getattr(source, field)}”: {' '.join(texts)}"
            for field, texts in error.message_dict.items()
        ]
        raise ReaderError("bad_source", "; ".join(wrong)) from error
    source.save()
    return source
