"""What a bulk change does to contacts."""

from collections.abc import Sequence

from django.db.models import Count

from common.security.names import names_by_account
from members.models import Member
from teamwork.models import BulkChange


def contacts_before(stored: list[int | None]) -> list[int | None]:
    """Return former primary contact, former backup contact, and the backup
    contact that the change left; earlier releases left none.
    """
    return stored if len(stored) > 2 else [*stored, None]


def count_lost_backups(change: BulkChange) -> int:
    """Return how many members lost their backup contact by a change, because
    it became their primary contact.
    """
    if change.kind != BulkChange.Kind.CONTACT:
        return 0
    lost = 0
    for stored in change.before.values():
        _primary, backup, backup_left = contacts_before(stored)
        if backup is not None and backup_left is None:
            lost += 1
    return lost


def count_backups(member_ids: Sequence[int]) -> list[tuple[str, int]]:
    """Return the backup contacts of these members with how many each has, the
    most frequent first.
    """
    name = "backup_contact__username"
    backed = Member.objects.filter(
        pk__in=member_ids,
        backup_contact__isnull=False,
    )
    grouped = backed.order_by().values("backup_contact")
    counted = grouped.annotate(count=Count("pk")).order_by("-count", name)
    found = list(counted.values_list(name, "count"))
    names = names_by_account(account for account, _count in found)
    return [(names[account], count) for account, count in found]
