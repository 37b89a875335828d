"""The engineering sheet of an issue: what engineers need to look for the cause,
each fact with where it comes from, without personal data but the VINs of owners
who agreed.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from activity.rules.calendar import monday_of, weeks_through
from alerts.labels import facet_label
from alerts.models import IssueReport
from alerts.rules.comparing import Group, compare_groups
from alerts.rules.facets import is_version
from alerts.rules.representative import QuotedReport, choose_reports
from alerts.selectors.reporting_cars import (
    ReportingCar,
    count_cars,
    read_reporting_cars,
)
from common.calendar import business_date
from members.models import MemberConsent
from members.rules.free_text import hide_personal_details

MAX_REPORTS = 5000
MAX_TEXT = 1200


@dataclass(frozen=True)
class Fact:
    """Named counts with what they are called and where they come from."""

    key: str
    label: str
    source: str
    values: list[tuple[str, int]]


@dataclass(frozen=True)
class OwnerWords:
    """What an owner wrote, without personal details."""

    owner: int
    at: datetime
    model: str
    version: str
    text: str


@dataclass(frozen=True)
class Comparison:
    """How the fault falls on versions or models, and where that is from."""

    key: str
    label: str
    source: str
    groups: list[Group]


@dataclass(frozen=True)
class EngineeringSheet:
    """The engineering sheet of an issue."""

    issue: Any
    name: str
    made_at: datetime
    facts: list[Fact]
    weeks: list[tuple[str, int, int]]
    reports: list[OwnerWords]
    vins: list[tuple[str, str, str]]
    cars_with_vin: int
    without_consent: list[Any]
    comparisons: list[Comparison]
    report_count: int


def read_sheet(issue: Any, *, now: datetime) -> EngineeringSheet:
    """Return the sheet of an issue with its report counts."""
    rows = list(
        IssueReport.objects.visible()
        .filter(issue=issue)
        .with_reporter()
        .select_related("post__author")
        .order_by("posted_at", "pk")[:MAX_REPORTS],
    )
    cars = read_reporting_cars(rows)
    purpose = MemberConsent.Purpose.ENGINEERING
    agreed = MemberConsent.objects.agreeing(purpose, list(cars))
    with_vin = [car for car in cars.values() if car.vin]
    vins = []
    refused = []
    for car in with_vin:
        if car.member.pk in agreed:
            vins.append((car.vin, car.model, car.version))
        else:
            refused.append(car.member)
    return EngineeringSheet(
        issue=issue,
        name=str(issue),
        made_at=now,
        facts=_facts(issue, cars),
        weeks=_weeks(rows),
        reports=_words(rows, cars),
        vins=sorted(vins),
        cars_with_vin=len(with_vin),
        without_consent=refused,
        comparisons=_comparisons(cars),
        report_count=len(rows),
    )


def _facts(issue: Any, cars: dict[int, ReportingCar]) -> list[Fact]:
    from_words = _("named in owners' posts, by the lexicon")
    triggers = [one for one in issue.triggers if not is_version(one[0])]
    versions = [one for one in issue.triggers if is_version(one[0])]
    in_cars = Counter(car.version for car in cars.values() if car.version)
    models = Counter(car.model for car in cars.values() if car.model)
    return [
        Fact("parts", _("Part"), from_words, _named(issue.components)),
        Fact("symptoms", _("Symptom"), from_words, _named(issue.symptoms)),
        Fact("scenes", _("Scene"), from_words, _named(issue.scenes)),
        Fact("triggers", _("Trigger"), from_words, _named(triggers)),
        Fact(
            "versions_named",
            _("Software versions, as owners write"),
            _("named in owners' posts"),
            _named(versions),
        ),
        Fact(
            "versions_of_cars",
            _("Software versions of their cars"),
            _("member data: the car's version on the day of the report"),
            in_cars.most_common(),
        ),
        Fact(
            "models",
            _("Models"),
            _("member data: the owner's car"),
            models.most_common(),
        ),
    ]


def _named(counts: Any) -> list[tuple[str, int]]:
    return [(facet_label(name), count) for name, count in counts]


def _weeks(rows: list[Any]) -> list[tuple[str, int, int]]:
    """Return by week how many owners reported it first then, and how many had
    done so up to its end; weeks without any as well.
    """
    first: dict[int, Any] = {}
    for row in rows:
        first.setdefault(row.reporter, business_date(row.posted_at))
    if not first:
        return []
    by_week = Counter(map(monday_of, first.values()))
    total = 0
    weeks = []
    for week in weeks_through(min(by_week), max(by_week)):
        total += by_week[week]
        weeks.append((str(week), by_week[week], total))
    return weeks


def _words(rows: list[Any], cars: dict[int, ReportingCar]) -> list[OwnerWords]:
    candidates = []
    for row in rows:
        if row.same_reporter_as_id is None and not row.is_follow_up:
            nats = sum(row.words.values())
            candidate = QuotedReport(
                row.pk,
                row.reporter,
                row.model_series,
                row.posted_at,
                nats,
            )
            candidates.append(candidate)
    chosen = set(choose_reports(candidates))
    numbers: dict[int, int] = {}
    shown = []
    for row in rows:
        number = numbers.setdefault(row.reporter, len(numbers) + 1)
        if row.pk in chosen:
            car = cars.get(row.reporter)
            text = hide_personal_details(row.post.whole_text)
            words = OwnerWords(
                owner=number,
                at=row.posted_at,
                model=row.model_series or (car.model if car else ""),
                version=car.version if car else "",
                text=text[:MAX_TEXT],
            )
            shown.append(words)
    return shown


def _comparisons(cars: dict[int, ReportingCar]) -> list[Comparison]:
    models = Counter(car.model for car in cars.values() if car.model)
    versions = Counter(car.version for car in cars.values() if car.version)
    by_model, by_version = count_cars(models)
    return [
        Comparison(
            "versions",
            _("Software versions: affected and not"),
            _("member data: cars of the affected models, newest version"),
            compare_groups(versions, by_version),
        ),
        Comparison(
            "models",
            _("Models: affected and not"),
            _("member data: all cars that members own now"),
            compare_groups(models, by_model),
        ),
    ]
