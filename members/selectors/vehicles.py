"""What members drive."""

from collections.abc import Collection

from members.models import VehicleOwnership


def cars_of(member_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the cars that each of these members drives now, with the model
    year where it is known; members without any have no entry.
    """
    cars: dict[int, list[str]] = {}
    rows = VehicleOwnership.objects.current().filter(member_id__in=member_ids)
    columns = rows.order_by("pk").values_list(
        "member_id",
        "model_series",
        "model_year",
    )
    for member, series, year in columns:
        text = f"{series} {year}" if year else series
        cars.setdefault(member, []).append(text)
    return cars
