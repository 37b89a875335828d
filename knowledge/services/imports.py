"""Scripts of a file as drafts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from knowledge.models import Script
from knowledge.selectors.script_files import ScriptRow
from knowledge.services.scripts import (
    begin_version,
    create_script,
    edit_draft,
    edit_script,
)

ABOUT = ("scene", "title_en", "audience", "role", "for_state")


class Imported(NamedTuple):
    """How many scripts are new, and how many have a new draft."""

    created: int
    changed: int


@atomic_with_retry
def import_scripts(
    *,
    rows: Sequence[ScriptRow],
    now: datetime,
    user: Any,
) -> Imported:
    """Store new scripts as drafts, and other texts of known ones as new
    versions; all of them or none.

    Errors: Conflict if a script was changed since the file was read.
    """
    created = 0
    for row in rows:
        try:
            created += _store(row, now, user)
        except (ValidationError, Conflict, Script.DoesNotExist) as error:
            text = _(
                "“%(title)s” was changed meanwhile. Upload the file again.",
            )
            message = text % {"title": row.title}
            raise Conflict("changed_meanwhile", message) from error
    return Imported(created, len(rows) - created)


def _store(row: ScriptRow, now: datetime, user: Any) -> bool:
    """Store a row; tell whether its script is new."""
    about = {name: getattr(row, name) for name in ABOUT}
    if not row.script_id:
        create_script(
            title=row.title,
            text=row.text,
            now=now,
            user=user,
            **about,
        )
        return True
    script = edit_script(
        script_id=row.script_id,
        changes=about,
        opened={},
        now=now,
    )
    newest = script.versions.all()[0]
    if newest.text != row.text:
        version = begin_version(script_id=script.pk, now=now, user=user)
        edit_draft(
            version_id=version.pk,
            changes={"text": row.text},
            opened={},
            now=now,
            user=user,
        )
    return False
