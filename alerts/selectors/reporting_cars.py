"""The cars of owners who report an issue, and all cars to compare them with."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Subquery

from common.calendar import business_date
from members.models import Member, SoftwareSpell, VehicleOwnership


class ReportingCar(NamedTuple):
    """The car of an owner as it was when they reported first: model and
    software version, "" where it is not known; `vin` is whole.
    """

    member: Any
    model: str
    version: str
    vin: str


def read_reporting_cars(reports: Iterable[Any]) -> dict[int, ReportingCar]:
    """Return the car of each reporter of these reports (`reporter`, in order of
    time) by the reporter's key.
    """
    first: dict[int, Any] = {}
    for report in reports:
        first.setdefault(report.reporter, report)
    members = Member.objects.in_bulk(list(first))
    owned: dict[int, list[VehicleOwnership]] = {}
    rows = VehicleOwnership.objects.filter(member__in=list(first))
    for row in rows.order_by("pk").prefetch_related("software"):
        owned.setdefault(row.member_id, []).append(row)
    found = {}
    for key, report in first.items():
        car = _car_of(owned.get(key, []), report)
        found[key] = ReportingCar(
            member=members.get(key),
            model=report.model_series or (car.model_series if car else ""),
            version=_version_on(car, report) if car else "",
            vin=(car.vin or "") if car else "",
        )
    return found


def _car_of(
    cars: list[VehicleOwnership],
    report: Any,
) -> VehicleOwnership | None:
    """Return the car a report is about: the one of its model, else the only
    one; None if it cannot be told.
    """
    day = business_date(report.posted_at)
    held = [car for car in cars if car.ended_on is None or car.ended_on >= day]
    if report.model_series:
        held = [car for car in held if car.model_series == report.model_series]
    return held[0] if len(held) == 1 else None


def _version_on(car: VehicleOwnership, report: Any) -> str:
    day = business_date(report.posted_at)
    known = [one for one in car.software.all() if one.started_on <= day]
    newest = max(known, key=lambda one: one.started_on, default=None)
    return newest.version if newest else ""


def count_cars(
    models: Iterable[str],
) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many cars members own now by model, and of these models by
    newest software version; those without a known version do not count there.
    """
    cars = VehicleOwnership.objects.filter(
        ended_on__isnull=True,
        member__kind=Member.Kind.PERSON,
        member__merged_into__isnull=True,
    ).order_by()
    by_model = cars.values_list("model_series").annotate(n=Count("pk"))
    spells = SoftwareSpell.objects.filter(vehicle=OuterRef("pk"))
    newest = spells.order_by("-started_on").values("version")[:1]
    running = (
        cars.filter(model_series__in=list(models))
        .annotate(running=Subquery(newest))
        .filter(running__isnull=False)
        .values_list("running")
        .annotate(n=Count("pk"))
    )
    return dict(by_model), dict(Counter(dict(running)))
