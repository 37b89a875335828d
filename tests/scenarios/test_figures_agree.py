"""One figure has one value wherever it stands: pages and API of the demo
community, in both languages, compared.

Templates mark figures: `data-figure` names one, `data-of` (here or around it)
says of what; `data-rows-of` marks the number of rows of a list. Two places
with the same subject and name must read the same.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.template.defaultfilters import floatformat
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from activity.models import ActivitySummary
from alerts.models import Issue
from common.security.access import ADMIN
from community.models import Question
from insights.models import Segment
from lifecycle.models import DormancyState
from members.models import Member
from teamwork.models import Nomination
from tests.common.test_ui_pages_tabs import list_pages
from tests.extent import part_of

pytestmark = pytest.mark.django_db
LAST = date(2026, 5, 19)
VOID = {"input", "br", "img", "link", "meta", "hr", "col"}
Key = tuple[str, str]
Place = tuple[str, str]

# How many figures of each name stand twice at least, in one language; fewer
# means that a mark was lost.
MIN_COMPARED = {
    "level": 20,
    "long_level": 20,
    "change": 20,
    "percentile": 20,
    "usual_days_per_week": 20,
    "active_days_28": 20,
    "active_weeks_52": 20,
    "last_activity_at": 20,
    "dormancy_score": 20,
    "dormancy_state": 20,
    "role_geek": 20,
    "role_social": 20,
    "role_aesthetic": 20,
    "reporter_count": 5,
    "post_count": 5,
    "first_at": 5,
    "member_count": 3,
    "answer_count": 5,
    "rows": 60,
    "active_members": 1,
    "new_members": 1,
    "returning_members": 1,
    "events_read": 1,
    "business_date": 1,
    "short-creation": 5,
    "long-creation": 5,
    "factor-active_weeks": 5,
    "tenure_weeks": 5,
}


# Sentences that say a figure of another name, beside the weeks of its window.
NUMBERS_SAID = {
    "factor-active_weeks": ("active_weeks_52", "52"),
    "factor-usual_days": ("usual_days_per_week", ""),
    "factor-tenure": ("tenure_weeks", ""),
}


class Figures(HTMLParser):
    """The figures that a page marks: (subject, name) and the text, and its charts by name."""

    def __init__(self, html: str, *, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[Key, str]] = []
        self.charts: dict[str, Any] = {}
        self._address = address
        self._open: list[tuple[str, str, Key | None, list[str]]] = []
        self._script: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(
        self,
        tag: str,
        attrs: list[tuple[str, str | None]],
    ) -> None:
        given = dict(attrs)
        if tag == "script" and given.get("type") == "application/json":
            self._script = given.get("id")
        if tag in VOID:
            return
        around = self._open[-1][1] if self._open else ""
        about = given.get("data-of") or around
        key: Key | None = None
        counted = given.get("data-rows-of") or given.get("data-waiting-of")
        if counted and not _is_sum(counted):
            key = (_list_of(self._address, counted), "rows")
        elif given.get("data-figure") and about:
            key = (about, str(given["data-figure"]))
        self._open.append((tag, about, key, []))

    def handle_endtag(self, tag: str) -> None:
        if tag not in (opened[0] for opened in self._open):
            return
        while self._open:
            opened, _about, key, texts = self._open.pop()
            if key is not None:
                self.found.append((key, plain(" ".join(texts))))
            if opened == tag:
                break
        self._script = None

    def handle_data(self, data: str) -> None:
        if self._script:
            self.charts[self._script] = json.loads(data)
        for _tag, _about, key, texts in self._open:
            if key is not None:
                texts.append(data)


def _is_sum(href: str) -> bool:
    """Tell whether a count of the menu adds up several lists, as that of the desk does."""
    return href == reverse("teamwork:desk")


def _list_of(address: str, href: str) -> str:
    # urljoin() takes a bare "?" for nothing at all; a browser drops the query.
    parts = urlsplit(
        urlsplit(address).path + href if href.startswith("?") else href,
    )
    return f"{parts.path}?{urlencode(sorted(parse_qsl(parts.query)))}"


def plain(text: str) -> str:
    """A figure's text without what is only drawn: arrows, plus signs, separators of thousands."""
    text = " ".join(
        text.replace("▲", "").replace("▼", "").replace("±", "").split(),
    )
    text = re.sub(r"^\+ ?", "", text.replace("−", "-"))
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return re.sub(r"^-(0(\.0+)?)$", r"\1", text).replace("—", "–")


class Book:
    """Every place at which a figure stands, and what it says there."""

    def __init__(self) -> None:
        self.places: dict[Key, list[Place]] = defaultdict(list)

    def add(self, key: Key, place: str, text: str) -> None:
        self.places[key].append((place, text))

    def read_page(self, client: Client, address: str) -> Figures:
        answer = client.get(address)
        assert answer.status_code == 200, address
        figures = Figures(answer.content.decode(), address=address)
        for key, text in figures.found:
            if key[1] == "business_date":
                text = re.findall(r"\d{4}-\d\d-\d\d", text)[0]
            if text not in ("", "–"):
                self.add(key, address, text)
            if key[1] in NUMBERS_SAID:
                name, window = NUMBERS_SAID[key[1]]
                numbers = re.findall(r"\d+(?:\.\d+)?", text)
                numbers.remove(window) if window else None
                self.add((key[0], name), f"{address} {key[1]}", numbers[0])
        return figures

    def compared(self) -> Counter[str]:
        """How many figures of each name stand at two places at least."""
        return Counter(
            name
            for (_about, name), places in self.places.items()
            if len(places) > 1
        )

    def differing(self) -> dict[Key, list[Place]]:
        return {
            key: places
            for key, places in self.places.items()
            if len({text for _place, text in places}) > 1
        }


def _moment(text: str) -> str:
    return timezone.localtime(datetime.fromisoformat(text)).strftime(
        "%Y-%m-%d %H:%M",
    )


ONE_DIGIT = ("level", "long_level", "change", "usual_days_per_week")
WHOLE = (
    "tenure_weeks",
    "active_days_28",
    "active_weeks_52",
    "reporter_count",
    "post_count",
    "answer_count",
    "member_count",
)
MOMENTS = (
    "first_activity_at",
    "last_activity_at",
    "first_at",
    "last_at",
    "counted_at",
    "alerted_at",
)
SHOWN = {
    **dict.fromkeys(ONE_DIGIT, lambda value: floatformat(value, 1)),
    **dict.fromkeys(WHOLE, str),
    **dict.fromkeys(MOMENTS, _moment),
    "percentile": lambda value: floatformat(value, 0),
}


def rows_of_api(
    client: Client,
    name: str,
    query: str = "",
) -> Iterator[dict[str, Any]]:
    address = f"/api/v1/{name}/?limit=200{query}"
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, address
        body = answer.json()
        yield from body["results"]
        address = body.get("next") or ""


API_SUBJECTS = {
    "activity-summaries": ("member", "member_id"),
    "issues": ("issue", "id"),
    "segments": ("segment", "id"),
    "questions": ("question", "id"),
}


def read_api(book: Book, client: Client) -> None:
    """What the API says, under the names of the pages."""
    for name, (model, key) in API_SUBJECTS.items():
        for row in rows_of_api(client, name):
            _read_row(book, f"{model}:{row[key]}", row, f"api {name}")
    _read_roles(book, client)
    _read_states(book, client)
    for row in rows_of_api(client, "community-weeks"):
        for field in ("active_members", "new_members", "returning_members"):
            book.add(
                (f"week:{row['week_start']}", field),
                "api community-weeks",
                str(row[field]),
            )
    fresh = client.get("/api/v1/freshness/").json()
    book.add(
        ("community:", "business_date"),
        "api freshness",
        fresh["business_date"],
    )
    counted = sum(
        1 for _row in rows_of_api(client, "issues", "&alerted=true&open=true")
    )
    book.add(
        (
            _list_of(reverse("alerts:issue_list"), "?alerted=true&open=true"),
            "rows",
        ),
        "api issues",
        str(counted),
    )


def _read_row(book: Book, about: str, row: dict[str, Any], place: str) -> None:
    for field, show in SHOWN.items():
        if row.get(field) is not None:
            book.add((about, field), place, plain(show(row[field])))
    for field in (one for one in row if one.endswith(("_short", "_long"))):
        dimension, way = field.rsplit("_", 1)
        book.add(
            (about, f"{way}-{dimension}"),
            place,
            floatformat(row[field], 2),
        )


def _read_roles(book: Book, client: Client) -> None:
    for row in rows_of_api(client, "roles"):
        for role in ("geek", "social", "aesthetic"):
            book.add(
                (f"member:{row['member_id']}", f"role_{role}"),
                "api roles",
                floatformat(row[role], 0),
            )


def _read_states(book: Book, client: Client) -> None:
    place = "api dormancy-states"
    for row in rows_of_api(client, "dormancy-states"):
        about = f"member:{row['member_id']}"
        book.add(
            (about, "dormancy_state"),
            place,
            str(DormancyState.State[row["state"].upper()].label),
        )
        if row["score"] is not None:
            book.add(
                (about, "dormancy_score"),
                place,
                f"{floatformat(100 * row['score'], 0)}%",
            )
        for reason in row["contributions"]:
            book.add(
                (about, f"factor-{reason['name']}"),
                place,
                reason["sentence"],
            )
            if reason["name"] == "active_weeks":
                book.add(
                    (about, "active_weeks_52"),
                    place,
                    floatformat(reason["value"], 0),
                )


# Lists whose figures are read in every column and on every page of theirs; of
# the other lists only the counts.
LISTS = (
    "insights:member_list",
    "lifecycle:dormancy_board",
    "roles:role_board",
    "roles:gear_list",
    "roles:newcomer_list",
    "roles:journey_list",
    "roles:introduction_list",
    "insights:segment_list",
    "alerts:issue_list",
    "alerts:question_list",
    "alerts:notice_list",
    "activity:night_list",
    "teamwork:contact_list",
)
PAGES = (
    "insights:overview",
    "roles:gear_map",
    "roles:journey",
    "teamwork:desk",
    "teamwork:workload",
    "insights:succession",
)


def read_lists(book: Book, client: Client) -> None:
    for name in LISTS:
        first, columns = reverse(name), ""
        page = client.get(first).context
        columns = ",".join(
            column for column, _label, _shown in page["column_choices"]
        )
        for number in range(1, page["table"].page.paginator.num_pages + 1):
            book.read_page(client, f"{first}?columns={columns}&page={number}")
        book.read_page(client, first)
    for name in sorted(list_pages().keys() - set(LISTS)):
        book.read_page(client, reverse(name))


def read_details(book: Book, client: Client) -> None:
    people = ActivitySummary.objects.order_by("-level").values_list(
        "member_id",
        flat=True,
    )
    chosen = [
        *people[:7],
        *ActivitySummary.objects.order_by("change").values_list(
            "member_id",
            flat=True,
        )[:7],
    ]
    for member in Member.objects.filter(pk__in=chosen).order_by("pk"):
        book.read_page(client, member.get_absolute_url())
        for name in ("dormancy", "roles", "activity"):
            kwargs = {"pk": member.pk, "name": name}
            panel = reverse("teamwork:member_panel", kwargs=kwargs)
            book.read_page(client, panel)
    for nomination in Nomination.objects.all()[:5]:
        book.read_page(client, nomination.get_absolute_url())
    for issue in Issue.objects.unmerged():
        book.read_page(client, issue.get_absolute_url())
    for question in Question.objects.visible()[:5]:
        book.read_page(client, question.get_absolute_url())
    for segment in Segment.objects.all():
        book.read_page(client, segment.get_absolute_url())
        inside = client.get(
            f"{reverse('insights:member_list')}?segment={segment.pk}",
        )
        about = (f"segment:{segment.pk}", "member_count")
        book.add(
            about,
            "directory",
            str(inside.context["table"].page.paginator.count),
        )
        exported = client.get(
            reverse("insights:segment_export", args=[segment.pk, "ndjson"]),
        )
        book.add(
            about,
            "export",
            str(sum(1 for line in b"".join(exported).splitlines() if line)),
        )


def read_charts(book: Book, figures: Figures) -> None:
    """The bars of the overview say what the cards and the API say."""
    chart = figures.charts["chart-arrivals"]
    for field, series in zip(
        ("new_members", "returning_members"),
        chart["series"],
        strict=True,
    ):
        for week, value in zip(chart["x"], series["data"], strict=True):
            book.add((f"week:{week}", field), "chart", str(value))


def follow_counts(book: Book, client: Client) -> None:
    """Every list whose rows a page counts is opened and counts them too; those
    behind bars of weeks are opened by test_rows_behind_charts.
    """
    for about in [about for (about, name) in book.places if name == "rows"]:
        if not re.search("[?&](?:columns|in_week)=", about):
            book.read_page(client, about.rstrip("?"))


@pytest.mark.parametrize(
    "language",
    part_of(["zh-hans", "en"], one_in=2),
)
def test_a_figure_that_stands_twice_has_one_value(
    demo: dict[str, Any],
    language: str,
    kept_menu_counts: None,
) -> None:
    client = Client()
    client.force_login(demo[ADMIN])
    client.cookies["django_language"] = language
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    book = Book()
    for name in PAGES:
        figures = book.read_page(client, reverse(name))
        if name == "insights:overview":
            read_charts(book, figures)
    read_lists(book, client)
    read_details(book, client)
    follow_counts(book, client)
    with translation.override(language):
        read_api(book, client)
    differing = book.differing()
    some = dict(list(differing.items())[:5])
    assert differing == {}, f"{len(differing)} differ, such as {some}"
    compared = book.compared()
    few = {
        name: compared[name]
        for name, least in MIN_COMPARED.items()
        if compared[name] < least
    }
    assert not few, f"compared only {few} of {compared}"
    assert compared.total() > 1500, compared


def test_a_figure_that_differs_is_found() -> None:
    html = (
        '<tr data-of="member:1"><td data-figure="level">▲ +1.6</td></tr><b '
        'data-rows-of="/members/?b=2&a=1">1,200</b>'
    )
    book = Book()
    for key, text in Figures(html, address="/").found:
        book.add(key, "page", text)
    assert {key: places[0][1] for key, places in book.places.items()} == {
        ("member:1", "level"): "1.6",
        ("/members/?a=1&b=2", "rows"): "1200",
    }
    book.add(("member:1", "level"), "elsewhere", "1.62")
    assert list(book.differing()) == [("member:1", "level")]
    assert book.compared() == {"level": 1}
