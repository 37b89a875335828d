"""Dashboards: the library of cards, the filter in the address, and what is
urgent today.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from activity.selectors.freshness import Freshness
from common.calendar import business_date
from common.security.access import LEADS, may, roles_of
from common.ui.dashboards import (
    CardContent,
    CardSpec,
    Scope,
    UrgentRow,
    UrgentSpec,
    Viewer,
)
from insights.models import Dashboard
from insights.selectors.facets import FACETS, chosen_people
from members.models import Member, VehicleOwnership

PERIODS = (12, 26, 52)
MOST_URGENT = 6
MOST_OFFERED = 200
# The overview as it is shipped.
DEFAULT_CARDS = (
    "active",
    "states",
    "moves",
    "first_answers",
    "gears",
    "arrivals",
    "issues",
    "promises",
    "falling",
    "rising",
    "nights",
)
# All cards of all apps by name, in the order of the library;
# kocops/composition.py fills both.
CARDS: dict[str, CardSpec] = {}
URGENT: list[UrgentSpec] = []


def add_cards(*specs: CardSpec) -> None:
    """Add cards to the library. Errors: ValueError for a name that is taken."""
    for spec in specs:
        if spec.name in CARDS:
            raise ValueError(f"card declared twice: {spec.name}")
        CARDS[spec.name] = spec


def add_urgent(*specs: UrgentSpec) -> None:
    """Add what apps find urgent."""
    URGENT.extend(specs)
    URGENT.sort(key=lambda spec: spec.rank)


@dataclass(frozen=True)
class ShownCard:
    """A card with what it shows; None if it is read when it comes into sight."""

    spec: CardSpec
    content: CardContent | None
    is_unfiltered: bool

    @property
    def chart_name(self) -> str:
        """Return the name of its chart on the page."""
        return f"chart-{self.spec.name}"


def library_for(user: Any) -> list[CardSpec]:
    """Return the cards that an account may see."""
    return [spec for spec in CARDS.values() if may(user, spec.page)]


def make_scope(
    *,
    cleaned: Mapping[str, Any],
    freshness: Freshness,
    now: datetime,
) -> Scope:
    """Return of whom and of which weeks figures are shown."""
    query = {}
    for name in FACETS:
        value = cleaned.get(name)
        if value:
            query[name] = str(getattr(value, "pk", value))
    return Scope(
        generation=freshness.generation,
        now=now,
        today=business_date(now),
        last_day=freshness.business_date,
        week_count=int(cleaned.get("weeks") or PERIODS[0]),
        query=query,
        member_ids=chosen_people(cleaned),
        holds=freshness.holds,
        compares=cleaned.get("compare") != "no",
    )


def read_cards(
    names: Iterable[str],
    scope: Scope,
    user: Any,
    *,
    reads_lazy: bool = False,
) -> list[ShownCard]:
    """Return the named cards that the account may see, in their order; names
    that the library no longer has are left out.
    """
    shown = []
    for name in names:
        spec = CARDS.get(name)
        if spec is None or not may(user, spec.page):
            continue
        waits = spec.is_lazy and not reads_lazy
        content = None if waits else spec.read(scope)
        is_unfiltered = bool(scope.query) and not spec.follows_filter
        shown.append(ShownCard(spec, content, is_unfiltered))
    return shown


def read_urgent(
    user: Any,
    freshness: Freshness,
    now: datetime,
) -> list[UrgentRow]:
    """Return what cannot wait, the most urgent first."""
    today = business_date(now)
    viewer = Viewer(user, roles_of(user), now, today, freshness)
    rows: list[UrgentRow] = []
    for spec in URGENT:
        if may(user, spec.page):
            rows += spec.read(viewer)
    return rows[:MOST_URGENT]


def dashboards_of(user: Any) -> QuerySet[Dashboard]:
    """Return the account's own dashboards and those that others share."""
    rows: QuerySet[Dashboard] = Dashboard.objects.filter(
        Q(owner=user) | Q(is_shared=True),
        deleted_at__isnull=True,
    )
    return rows.select_related("owner")


def may_change(user: Any, board: Dashboard) -> bool:
    """Tell whether an account may change a dashboard: its owner may, and leads
    those that are shared.
    """
    if board.owner_id == user.pk:
        return True
    return board.is_shared and bool(roles_of(user) & LEADS)


def common_values() -> dict[str, list[str]]:
    """Return the most frequent cities and models of members, for the form of
    the filter.
    """
    people = Member.objects.real_people().exclude(city="")
    cars = VehicleOwnership.objects.current().exclude(model_series="")
    return {
        "city": _most_frequent(people, "city"),
        "model_series": _most_frequent(cars, "model_series"),
    }


def _most_frequent(rows: QuerySet[Any], column: str) -> list[str]:
    grouped = rows.order_by().values_list(column).annotate(n=Count("pk"))
    ranked = grouped.order_by("-n", column)[:MOST_OFFERED]
    return [value for value, _n in ranked]


def known_cards(names: Sequence[Any]) -> list[str]:
    """Return those names that the library has, each once."""
    return [name for name in dict.fromkeys(names) if name in CARDS]
