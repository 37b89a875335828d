"""Checks of how a source's rows are read, shared by page, command and admin."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activity.rules.cells import TEXT_LIMIT
from activity.rules.drafts import IGNORE, ROW_FIELDS
from activity.rules.kinds import KIND_BY_NAME
from members.models import validate_readable


def validate_columns(columns: Any) -> None:
    """Refuse what is not a mapping of our fields to names of columns."""
    if not isinstance(columns, dict):
        raise ValidationError(
            _(
                "A mapping is expected: our fields and the names of their columns.",
            ),
        )
    unknown = [str(name)[:40] for name in columns if name not in ROW_FIELDS]
    if unknown:
        params = {
            "unknown": ", ".join(unknown[:10]),
            "ours": ", ".join(ROW_FIELDS),
        }
        raise ValidationError(
            _("Not fields of ours: %(unknown)s. Ours are: %(ours)s."),
            params=params,
        )
    for column in columns.values():
        _validate_name(column)


def validate_kinds(kinds: Any) -> None:
    """Refuse what is not a mapping of a source's kinds to ours, or to the sign
    that leaves a kind out.
    """
    if not isinstance(kinds, dict):
        raise ValidationError(
            _("A mapping is expected: the source's kinds and ours."),
        )
    unknown = [
        f"{theirs} → {ours}"[:80]
        for theirs, ours in kinds.items()
        if ours not in (*KIND_BY_NAME, IGNORE)
    ]
    if unknown:
        params = {
            "unknown": "; ".join(unknown[:10]),
            "ours": ", ".join(KIND_BY_NAME),
            "ignore": IGNORE,
        }
        message = _(
            "Not kinds of ours: %(unknown)s. Ours are: %(ours)s; %(ignore)s leaves a kind out.",
        )
        raise ValidationError(message, params=params)
    for theirs in kinds:
        _validate_name(theirs)


def _validate_name(name: Any) -> None:
    if not isinstance(name, str) or not 0 < len(name.strip()) <= TEXT_LIMIT:
        message = _(
            "A name of 1 to %(most)s characters is expected, not %(name)s.",
        )
        raise ValidationError(
            message,
            params={"most": TEXT_LIMIT, "name": ascii(name)[:60]},
        )
    validate_readable(name)
