"""Dashboards and annotations: made, changed, removed and brought back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.db.edits import create_row, edit_row
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from insights.models import Annotation, Dashboard


def create_dashboard(
    *,
    owner: Any,
    values: Mapping[str, Any],
    now: datetime,
) -> Dashboard:
    """Store a dashboard and return it.

    Errors: ValidationError for a name that the owner uses already.
    """
    row = Dashboard(owner=owner, created_at=now, **values)
    return create_row(row=row)


def change_dashboard(
    *,
    dashboard_id: int,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any] | None = None,
) -> Dashboard:
    """Change a dashboard and return it. Errors: EditConflict, ValidationError."""
    row = Dashboard.objects.get(pk=dashboard_id)
    return edit_row(row=row, changes=changes, opened=opened)


@atomic_with_retry
def delete_dashboard(*, dashboard_id: int, now: datetime) -> None:
    """Take a dashboard away; it can be brought back."""
    rows = Dashboard.objects.filter(pk=dashboard_id, deleted_at__isnull=True)
    rows.update(deleted_at=now)


@atomic_with_retry
def restore_dashboard(*, dashboard_id: int) -> Dashboard:
    """Bring a dashboard back and return it.

    Errors: Conflict if its owner has another one of that name since.
    """
    row = Dashboard.objects.select_for_update().get(pk=dashboard_id)
    if row.deleted_at is None:
        return row
    others = Dashboard.objects.filter(
        owner=row.owner_id,
        name=row.name,
        deleted_at__isnull=True,
    )
    if others.exists():
        text = _("There is another dashboard “%(name)s”. Rename it first.")
        raise Conflict("name_taken", text % {"name": row.name})
    row.deleted_at = None
    row.save(update_fields=["deleted_at"])
    return row


def create_annotation(
    *,
    values: Mapping[str, Any],
    user: Any,
    now: datetime,
) -> Annotation:
    """Store an annotation and return it.

    Errors: ValidationError for one that is there already.
    """
    row = Annotation(created_by=user, created_at=now, **values)
    return create_row(row=row)


def change_annotation(
    *,
    annotation_id: int,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any] | None = None,
) -> Annotation:
    """Change an annotation and return it. Errors: EditConflict, ValidationError."""
    row = Annotation.objects.get(pk=annotation_id)
    return edit_row(row=row, changes=changes, opened=opened)


@atomic_with_retry
def delete_annotation(*, annotation_id: int) -> dict[str, Any]:
    """Remove an annotation; return what makes it anew, nothing without it."""
    row = Annotation.objects.filter(pk=annotation_id).first()
    if row is None:
        return {}
    row.delete()
    return {
        "day": row.day.isoformat(),
        "kind": row.kind,
        "text": row.text,
        "city": row.city,
        "model_series": row.model_series,
    }
