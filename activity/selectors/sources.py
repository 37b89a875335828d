"""How the rows of a source are read."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from activity.models import EventSource
from activity.rules.drafts import SourceMapping, is_text_mapping
from common.errors import Unprocessable
from common.rules.local_time import ClockChange
from common.rules.moments import TimeFormat


def check_source(source: EventSource) -> None:
    """Refuse a source whose stored mapping or time zone cannot be used.

    Older versions accepted such values.
    Errors: Unprocessable, with the fields and their values.
    """
    usable = {
        "columns": is_text_mapping(source.columns),
        "kinds": is_text_mapping(source.kinds),
        "time_zone": _is_known_zone(source.time_zone),
    }
    wrong = [
        field_with_value(source, field)
        for field, is_usable in usable.items()
        if not is_usable
    ]
    if wrong:
        message = _(
            "The source “%(name)s” cannot be read: %(wrong)s. Mend it on its page.",
        )
        values = {"name": source.name, "wrong": "; ".join(wrong)}
        raise Unprocessable("bad_source", message % values)


def _is_known_zone(name: str) -> bool:
    return not name or name in settings.KNOWN_TIME_ZONES


def field_with_value(source: EventSource, field: str) -> str:
    """Return the label of a field and the value that the source has there."""
    label = EventSource._meta.get_field(field).verbose_name  # type: ignore[union-attr]
    return f"{capfirst(label)} “{getattr(source, field)}”"


def source_mapping(
    source: EventSource,
    *,
    now: datetime,
    columns: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> SourceMapping:
    """Return how rows of a source are read; `columns` and `kinds` override
    what the source keeps.

    Errors: Unprocessable if what the source keeps cannot be used.
    """
    check_source(source)
    return SourceMapping(
        columns={**source.columns, **(columns or {})},
        kinds={**source.kinds, **(kinds or {})},
        zone=ZoneInfo(source.time_zone) if source.time_zone else None,
        now=now,
        time_format=TimeFormat(source.time_format),
        clock_change=ClockChange(source.clock_change),
    )


def with_every_kind(rules: SourceMapping, kind: str) -> SourceMapping:
    """Return the rules for rows that are all of one kind; no kind: the rules as
    they are.

    A file without a column of kinds needs none: the member's stands for it.
    """
    if not kind:
        return rules
    columns = {**rules.columns, "kind": rules.columns.get("member", "member")}
    return rules._replace(columns=columns, every_kind=kind)
