"""What the filters of members suggest: the values there are, the most frequent first."""

from typing import Any

from django.db.models import Count, QuerySet

from members.models import Member, MemberTag, VehicleOwnership

MOST_SUGGESTED = 300


def known_provinces() -> list[str]:
    """Return the provinces in which members live."""
    return _most_frequent(Member.objects.unmerged(), "province")


def known_cities() -> list[str]:
    """Return the cities in which members live."""
    return _most_frequent(Member.objects.unmerged(), "city")


def known_model_series() -> list[str]:
    """Return the model series that members drive now."""
    return _most_frequent(VehicleOwnership.objects.current(), "model_series")


def known_tags() -> list[str]:
    """Return the interest tags that staff have not rejected."""
    held = MemberTag.objects.filter(is_rejected=False)
    return _most_frequent(held, "name")


def _most_frequent(rows: QuerySet[Any], field: str) -> list[str]:
    valued = rows.order_by().exclude(**{field: ""}).values_list(field)
    counted = valued.annotate(times=Count("*")).order_by("-times", field)
    return [str(value) for value, _times in counted[:MOST_SUGGESTED]]
