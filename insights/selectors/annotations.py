"""What charts say happened on which day."""

from datetime import date, timedelta
from typing import Any

from insights.models import Annotation

# Charts show two years at most.
SHOWN = timedelta(weeks=104)
MOST = 200


def read_annotations(
    today: date,
    query: dict[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Return the annotations of two years, the oldest first; with filters,
    those that concern the same city and model.
    """
    rows = Annotation.objects.filter(day__gte=today - SHOWN)
    asked = query or {}
    for name in ("city", "model_series"):
        if asked.get(name):
            rows = rows.filter(**{f"{name}__in": ("", asked[name])})
    shown = []
    for row in rows.order_by("-day", "-pk")[:MOST]:
        place = " · ".join(filter(None, (row.city, row.model_series)))
        shown.append(
            {
                "day": row.day.isoformat(),
                "kind": str(row.get_kind_display()),
                "text": f"{row.text} ({place})" if place else row.text,
            },
        )
    return shown[::-1]
