"""The palette (Ctrl K or /): members, issues and segments by name, as far as
the reader may see them.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from alerts.filters import IssueFilter
from alerts.models import Issue
from common.security.access import may
from common.ui.filters import SearchFilterSet
from insights.filters import SegmentFilter
from insights.models import Segment
from members.filters import MemberFilter
from members.models import Member

SHOWN = 6
LONGEST = 100


class Hit(NamedTuple):
    """One thing found: what it is called, what else helps to tell it from others, and its page."""

    name: str
    note: str
    href: str


class Found(NamedTuple):
    """What was found of one kind."""

    label: str | Promise
    icon: str
    hits: list[Hit]


class _Source(NamedTuple):
    """One kind of thing; `url_name` is the list whose readers may find it."""

    url_name: str
    label: Promise
    icon: str
    find: Callable[[str], QuerySet[Any]]
    hit: Callable[[Any], Hit]


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _kept(filterset: SearchFilterSet) -> QuerySet[Any]:
    rows: QuerySet[Any] = filterset.qs
    return rows


def _members(words: str) -> QuerySet[Any]:
    members = Member.objects.unmerged()
    return _kept(MemberFilter({"q": words}, queryset=members))


def _member(row: Member) -> Hit:
    note = _joined(row.city, row.get_owner_status_display())
    return Hit(str(row), note, row.get_absolute_url())


def _issues(words: str) -> QuerySet[Any]:
    issues = Issue.objects.unmerged().order_by("-opened_at", "-pk")
    return _kept(IssueFilter({"q": words}, queryset=issues))


def _issue(row: Issue) -> Hit:
    note = _joined(f"#{row.number}", row.get_state_display())
    return Hit(str(row), note, row.get_absolute_url())


def _segments(words: str) -> QuerySet[Any]:
    segments = Segment.objects.filter(archived_at__isnull=True)
    return _kept(SegmentFilter({"q": words}, queryset=segments))


def _segment(row: Segment) -> Hit:
    return Hit(str(row), row.get_kind_display(), row.get_absolute_url())


SOURCES = (
    _Source("insights:member_list", _("Members"), "user", _members, _member),
    _Source("alerts:issue_list", _("Issues"), "bell", _issues, _issue),
    _Source(
        "insights:segment_list",
        _("Segments"),
        "filter",
        _segments,
        _segment,
    ),
)


def find_by_name(user: Any, words: str) -> list[Found]:
    """Return the first SHOWN of each kind that the user may see; nothing for no words."""
    found = []
    for source in SOURCES:
        if words and may(user, source.url_name):
            hits = [source.hit(row) for row in source.find(words)[:SHOWN]]
            found.append(Found(source.label, source.icon, hits))
    return [one for one in found if one.hits]


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Show what the palette lists below the pages for the words typed so far."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    context = {"words": words, "found": find_by_name(request.user, words)}
    return render(request, "components/palette_found.html", context)
