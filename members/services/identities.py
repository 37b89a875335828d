"""Add ids of other platforms to members, and take them away."""

from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from members.models import MemberIdentity
from members.services.locking import lock_unmerged


@atomic_with_retry
def add_identity(
    *,
    member_id: int,
    platform: str,
    external_id: str,
) -> MemberIdentity:
    """Give the member an id on a platform, and return it; an id that they have stays.

    Errors: ValidationError; Conflict if the id is another member's, naming them.
    """
    member = lock_unmerged([member_id])[member_id]
    held = MemberIdentity.objects.filter(
        platform=platform,
        external_id=external_id,
    ).select_related("member")
    known: MemberIdentity | None = held.first()
    if known is not None and known.member_id != member.pk:
        text = _(
            "%(identity)s belongs to %(name)s (number %(number)s). If both are one "
            "person, merge them.",
        )
        values = {
            "identity": known,
            "name": known.member,
            "number": known.member_id,
        }
        raise Conflict("identity_taken", text % values)
    if known is not None:
        return known
    identity = MemberIdentity(
        member=member,
        platform=platform,
        external_id=external_id,
    )
    identity.full_clean()
    identity.save(force_insert=True)
    return identity


@atomic_with_retry
def remove_identity(*, member_id: int, identity_id: int) -> None:
    """Take an id away from the member; what arrived under it stays with them.

    Errors: Conflict for an id that a merge brought.
    """
    member = lock_unmerged([member_id])[member_id]
    identity = member.identities.filter(pk=identity_id).first()
    if identity is None:
        return
    if identity.moved_by_merge:
        text = _("A merge brought this id. Undo the merge to give it back.")
        raise Conflict("identity_of_merge", text)
    identity.delete()
