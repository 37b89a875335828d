"""Take back the last change of a KOC status, or all changes of an import."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from koc.models import KocChange, KocSpell
from koc.services.announcing import publish_began, publish_ended
from members.services.locking import lock_unmerged

DAYS = ("review_on", "ended_on")


@atomic_with_retry
def undo_change(*, change_id: int, now: datetime, user: Any) -> KocSpell:
    """Put back what the last change of a status changed; return the status.
    A status that began by it ends as entered by mistake.

    Errors: Conflict if it was changed again, or the member has another status
    by now.
    """
    change = KocChange.objects.select_related("spell").get(pk=change_id)
    lock_unmerged([change.spell.member_id])
    spell = KocSpell.objects.select_for_update().get(pk=change.spell_id)
    last = spell.changes.first()
    if last is None or last.pk != change.pk:
        text = _("This was changed again meanwhile; look at it first.")
        raise Conflict("changed_again", text)
    if change.kind == KocChange.Kind.UNDONE:
        raise Conflict("undone_already", _("This is undone already."))
    values = _values_before(change, spell, business_date(now))
    before = {name: change.after.get(name) for name in values}
    for name, value in values.items():
        setattr(spell, name, value)
    spell.updated_at = now
    _check_only_one(spell)
    spell.save(update_fields=[*values, "updated_at"])
    undone = KocChange.objects.create(
        spell=spell,
        kind=KocChange.Kind.UNDONE,
        before=before,
        after=change.before,
        made_by=user,
        made_at=now,
    )
    if change.kind == KocChange.Kind.BEGAN:
        publish_ended(spell, undone, now=now)
    elif change.kind == KocChange.Kind.ENDED:
        publish_began(spell, undone, now=now)
    return spell


@atomic_with_retry
def undo_batch(*, batch: UUID, now: datetime, user: Any) -> tuple[int, int]:
    """Undo the changes of an import; return how many were undone, and how many
    stay because somebody changed the status again.
    """
    changes = KocChange.objects.filter(batch=batch).order_by("pk")
    undone = 0
    stay = 0
    for change_id in changes.values_list("pk", flat=True):
        try:
            undo_change(change_id=change_id, now=now, user=user)
        except Conflict:
            stay += 1
        else:
            undone += 1
    return undone, stay


def _values_before(
    change: KocChange,
    spell: KocSpell,
    today: date,
) -> dict[str, Any]:
    if change.kind == KocChange.Kind.BEGAN:
        return {
            "ended_on": max(today, spell.since),
            "end_reason": KocSpell.EndReason.MISTAKE,
        }
    values: dict[str, Any] = {}
    for name, value in change.before.items():
        values[name] = value
        if name in DAYS and value:
            values[name] = date.fromisoformat(value)
        elif name == "contact":
            accounts = get_user_model().objects.filter(pk=value)
            values[name] = accounts.first()
    return values


def _check_only_one(spell: KocSpell) -> None:
    if spell.ended_on is not None:
        return
    others = KocSpell.objects.open().filter(member=spell.member_id)
    if others.exclude(pk=spell.pk).exists():
        text = _("The member has become KOC again meanwhile.")
        raise Conflict("koc_again", text)
