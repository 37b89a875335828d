"""Each number of a card that can be clicked leads to a list of as many rows:
all cards of the library, over the demo community, with and without filters.
"""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from activity.selectors.freshness import read_freshness
from common.security.access import ADMIN
from common.ui.dashboards import CardContent, Cell
from community.models import CircleMembership
from insights.cards import scope_of
from insights.models import Annotation, Segment
from insights.selectors.dashboards import CARDS, DEFAULT_CARDS
from members.models import Member, VehicleOwnership
from tests.extent import TRIES_EVERYTHING

pytestmark = pytest.mark.django_db
# Cards without a number of rows: lists of single rows.
WITHOUT_COUNTS = {
    "falling",
    "rising",
    "nights",
    "gears",
    "first_answers",
    "campaign_costs",
    # The demo community has no mood yet.
    "mood",
}
# Cards of which the demo community has something in every kind of figure.
WITH_ROWS = {"active", "dimensions", "states", "moves", "questions", "posts"}


class Asking:
    """A request, as cards and filters need it."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.GET: dict[str, str] = {}


def contents(user: Any, query: dict[str, str]) -> dict[str, CardContent]:
    scope, form = scope_of(Asking(user), query, timezone.now())
    assert not form.errors
    return {name: spec.read(scope) for name, spec in CARDS.items()}


def counted(content: CardContent) -> list[Cell]:
    cells: list[Cell] = []
    for listing in (content.data, content.listing):
        for row in listing.rows if listing else ():
            cells += [cell for cell in row if cell.is_count and cell.href]
    return cells


def rows_at(client: Client, href: str) -> int:
    answer = client.get(href)
    assert answer.status_code == 200, href
    assert not answer.context["filterset"].errors, href
    number: int = answer.context["table"].page.paginator.count
    return number


def differing(
    client: Client,
    shown: dict[str, CardContent],
    step: int = 1,
) -> list[tuple[str, str, Any, int]]:
    wrong = []
    for name, content in shown.items():
        for cell in counted(content)[::step]:
            rows = rows_at(client, cell.href)
            if rows != cell.text:
                wrong.append((name, cell.href, cell.text, rows))
    return wrong


def test_every_bar_counts_the_rows_behind_it(
    demo: dict[str, Any],
) -> None:
    client = Client()
    client.force_login(demo[ADMIN])
    shown = contents(demo[ADMIN], {})
    assert set(DEFAULT_CARDS) <= set(CARDS)
    assert len(CARDS) >= 12
    without = set()
    for name, content in shown.items():
        numbers = [cell.text for cell in counted(content)]
        if not numbers:
            without.add(name)
        if name in WITH_ROWS:
            assert sum(numbers) > 0, name
    assert without == WITHOUT_COUNTS
    assert differing(client, shown, step=1 if TRIES_EVERYTHING else 3) == []


def test_bars_of_filters_count_the_rows_behind_them(
    demo: dict[str, Any],
) -> None:
    client = Client()
    client.force_login(demo[ADMIN])
    city = Member.objects.exclude(city="").earliest("pk").city
    model = VehicleOwnership.objects.current().earliest("pk").model_series
    circle = CircleMembership.objects.earliest("pk").circle_id
    segment = Segment.objects.filter(member_count__gt=0).earliest("pk")
    for query in (
        {"city": city},
        {"circle": str(circle), "model_series": model},
        {"segment": str(segment.pk), "weeks": "26"},
    ):
        shown = {
            name: content
            for name, content in contents(demo[ADMIN], query).items()
            if CARDS[name].follows_filter
        }
        assert sum(cell.text for cell in counted(shown["active"])) > 0
        assert differing(client, shown, step=5) == [], query


def test_bits_and_sums_of_the_night_are_equal(
    demo: dict[str, Any],
) -> None:
    """A filter that chooses everybody shows what no filter shows."""
    Member.objects.update(city="同城")
    user = demo[ADMIN]
    for name in ("active", "dimensions", "arrivals", "moves", "state_weeks"):
        scope, _form = scope_of(Asking(user), {"weeks": "12"}, timezone.now())
        chosen, _form = scope_of(
            Asking(user),
            {"weeks": "12", "city": "同城"},
            timezone.now(),
        )
        assert chosen.member_ids is not None
        ours = CARDS[name].read(scope).chart["series"]
        theirs = CARDS[name].read(chosen).chart["series"]
        for one, other in zip(ours, theirs, strict=True):
            assert one["data"] == other["data"], (name, one["name"])
    assert read_freshness(timezone.now()).generation


def test_the_page_shows_what_is_urgent_as_the_lists_do(
    demo: dict[str, Any],
) -> None:
    client = Client()
    client.force_login(demo[ADMIN])
    urgent = client.get("/overview/").context["urgent"]
    named = [row for row in urgent if row.number is not None]
    assert named, "the demo community has something urgent"
    for row in named:
        assert rows_at(client, row.rows_href) == row.number, row.text


def test_annotations_are_on_every_page_with_charts(
    demo: dict[str, Any],
) -> None:
    now = timezone.now()
    Annotation.objects.all().delete()
    Annotation.objects.create(
        day=now.date(),
        text="升级3.2",
        model_series="甲",
        created_at=now,
    )
    client = Client()
    client.force_login(demo[ADMIN])
    for address in ("/overview/", "/dormancy/", "/questions/"):
        page = client.get(address).content.decode()
        assert "\\u5347\\u7ea73.2" in page or "升级3.2" in page, address
    elsewhere = client.get("/overview/?model_series=乙").context
    assert elsewhere["chart_annotations"] == []
