"""What colleagues do for newcomers: welcomes and introductions, each of which
can be undone.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid, NotFound
from members.models import Member
from members.services.locking import lock_unmerged
from roles.models import Introduction, NewcomerWelcome


@atomic_with_retry
def record_welcome(
    *,
    member_id: int,
    how: str,
    note: str,
    user: Any,
    now: datetime,
) -> NewcomerWelcome:
    """Record that a colleague welcomed a member, and return the welcome; the
    one that is in force already, if there is one.

    Errors: NotFound if there is no such member; Invalid if they are no person.
    """
    member = _lock_person(member_id)
    in_force = NewcomerWelcome.objects.in_force().filter(member=member)
    known: NewcomerWelcome | None = in_force.first()
    if known is not None:
        return known
    welcome = NewcomerWelcome(
        member=member,
        how=how,
        note=note,
        welcomed_at=now,
        welcomed_by=user,
    )
    welcome.full_clean()
    welcome.save()
    return welcome


@atomic_with_retry
def undo_welcome(*, welcome_id: int, now: datetime) -> NewcomerWelcome:
    """Undo a welcome and return it; one that is undone stays so.

    Errors: NotFound.
    """
    rows = NewcomerWelcome.objects.select_for_update(of=("self",))
    welcome: NewcomerWelcome | None = rows.filter(pk=welcome_id).first()
    if welcome is None:
        raise NotFound("no_welcome", _("There is no such welcome."))
    if welcome.undone_at is None:
        welcome.undone_at = now
        welcome.save(update_fields=["undone_at"])
    return welcome


@atomic_with_retry
def introduce(
    *,
    newcomer_id: int,
    host_id: int,
    user: Any,
    now: datetime,
) -> Introduction:
    """Record that a newcomer was introduced to a host, and return the
    introduction; the one of the two that is in force, if there is one.

    Errors: NotFound if there is no such member; Invalid if one of them is no
    person; Conflict if they are one member.
    """
    locked = lock_unmerged([newcomer_id, host_id])
    newcomer, host = locked[newcomer_id], locked[host_id]
    _check_person(newcomer)
    _check_person(host)
    if newcomer.pk == host.pk:
        text = _("A newcomer cannot be introduced to themselves.")
        raise Conflict("same_member", text)
    known = Introduction.objects.in_force().filter(
        newcomer=newcomer,
        host=host,
    )
    made: Introduction | None = known.first()
    if made is None:
        made = Introduction.objects.create(
            newcomer=newcomer,
            host=host,
            made_at=now,
            made_by=user,
        )
    return made


@atomic_with_retry
def undo_introduction(
    *,
    introduction_id: int,
    now: datetime,
) -> Introduction:
    """Undo an introduction and return it; one that is undone stays so.

    Errors: NotFound.
    """
    rows = Introduction.objects.select_for_update(of=("self",))
    made: Introduction | None = rows.filter(pk=introduction_id).first()
    if made is None:
        raise NotFound("no_introduction", _("There is no such introduction."))
    if made.undone_at is None:
        made.undone_at = now
        made.save(update_fields=["undone_at"])
    return made


def _lock_person(member_id: int) -> Member:
    member = lock_unmerged([member_id])[member_id]
    _check_person(member)
    return member


def _check_person(member: Member) -> None:
    if member.kind != Member.Kind.PERSON:
        text = _("%(name)s is no member of the community.")
        raise Invalid("no_person", text % {"name": member})
