"""Rows that another system has sent before."""

from typing import Any


def sent_before(row: Any) -> Any:
    """Return the row of the same campaign with the same external id, None if
    there is none or the row has no external id.
    """
    if not row.external_id:
        return None
    rows = type(row).objects.filter(campaign_id=row.campaign_id)
    return rows.filter(external_id=row.external_id).first()
