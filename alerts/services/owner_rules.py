"""Rules for owners: written by leads, on their page and by REST."""

from typing import Any

from alerts.models import OwnerRule
from common.db.edits import create_row, edit_row
from common.db.transactions import atomic_with_retry


def create_owner_rule(*, values: dict[str, Any]) -> OwnerRule:
    """Store a rule and return it."""
    return create_row(row=OwnerRule(**values))


def change_owner_rule(*, rule_id: int, changes: dict[str, Any]) -> OwnerRule:
    """Change a rule and return it. Issues that have an owner keep it."""
    rule = OwnerRule.objects.get(pk=rule_id)
    return edit_row(row=rule, changes=changes)


@atomic_with_retry
def delete_owner_rule(*, rule_id: int) -> None:
    """Remove a rule; what it has decided stays. Without it nothing happens."""
    OwnerRule.objects.filter(pk=rule_id).delete()
