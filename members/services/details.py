"""Personal details of members that staff enter: phone, name, e-mail, unionid."""

from datetime import datetime

from common.db.fields import blind_index
from common.db.transactions import atomic_with_retry
from members.models import MemberContact
from members.services.locking import lock_unmerged

SEVERAL = frozenset({MemberContact.Kind.UNIONID})


@atomic_with_retry
def set_detail(
    *,
    member_id: int,
    kind: str,
    value: str,
    now: datetime,
    source: str = MemberContact.Source.STAFF,
) -> MemberContact:
    """Store a personal detail in place of the former one of its kind, and
    return it. A member may have several unionids.
    """
    member = lock_unmerged([member_id])[member_id]
    index = blind_index(value)
    others = member.contacts.filter(kind=kind).exclude(value_index=index)
    if kind not in SEVERAL:
        others.delete()
    detail, _is_new = MemberContact.objects.update_or_create(
        member=member,
        kind=kind,
        value_index=index,
        defaults={"value": value, "source": source, "updated_at": now},
    )
    return detail


@atomic_with_retry
def remove_detail(*, member_id: int, detail_id: int) -> None:
    """Delete a personal detail of the member."""
    member = lock_unmerged([member_id])[member_id]
    member.contacts.filter(pk=detail_id).delete()
