"""That a script was used with a member, and that they answered."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from knowledge.models import ScriptUse, ScriptVersion
from knowledge.rules.expiry import is_usable


@atomic_with_retry
def record_use(
    *,
    version_id: int,
    member_id: int,
    place: str,
    now: datetime,
    user: Any,
    was_quiet: bool = False,
) -> ScriptUse:
    """Record that a version was used with a member today; return the row.

    Errors: Conflict if it may not be used: unknown, not approved, retired or
    expired.
    """
    rows = ScriptVersion.objects.select_for_update(of=("self",))
    version: ScriptVersion | None = rows.filter(pk=version_id).first()
    today = business_date(now)
    if (
        version is None
        or version.valid_until is None
        or not is_usable(version.state, version.valid_until, today)
    ):
        text = _(
            "This script may not be used any more: it was retired, replaced "
            "or has expired. Choose another one.",
        )
        raise Conflict("script_not_usable", text)
    use: ScriptUse = ScriptUse.objects.create(
        version=version,
        member_id=member_id,
        place=place,
        used_by=user,
        used_at=now,
        used_on=today,
        valid_until=version.valid_until,
        was_quiet=was_quiet,
    )
    return use


@atomic_with_retry
def note_answer(*, use_id: int, now: datetime, user: Any) -> ScriptUse:
    """Note that the member answered, and return the use; a second time
    changes nothing.
    """
    use: ScriptUse = ScriptUse.objects.select_for_update(
        of=("self",),
    ).get(pk=use_id)
    if use.answered_at is None:
        use.answered_at = now
        use.answer_noted_by = user
        use.save(update_fields=["answered_at", "answer_noted_by"])
    return use


@atomic_with_retry
def forget_answer(*, use_id: int) -> ScriptUse:
    """Undo note_answer, and return the use."""
    use: ScriptUse = ScriptUse.objects.select_for_update(
        of=("self",),
    ).get(pk=use_id)
    use.answered_at = None
    use.answer_noted_by = None
    use.save(update_fields=["answered_at", "answer_noted_by"])
    return use
