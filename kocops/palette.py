"""The palette (Ctrl K or /): members, posts, issues, questions, segments and
circles, as far as the reader may see them, and what may be done with a member.

Phones and VINs are not searched (ADR 38).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from alerts.filters import IssueFilter
from alerts.filters.questions import QuestionFilter
from alerts.models import Issue
from common.calendar import business_date
from common.security.access import may
from common.ui.filters import SearchFilterSet
from community.filters import CircleFilter, PostFilter
from community.models import Circle, Post, Question
from insights.filters import SegmentFilter
from insights.models import Segment
from kocops.selectors.palette_acts import acts_of, split_verb
from members.filters import MemberFilter
from members.models import Member

SHOWN = 6
LONGEST = 100
NAME_LENGTH = 60
POST_BEGINNING = 20


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


def _posts(words: str) -> QuerySet[Any]:
    posts = Post.objects.visible().select_related("author")
    return _kept(PostFilter({"q": words}, queryset=posts.order_by("-pk")))


def _post(row: Post) -> Hit:
    author = str(row.author) if row.author else ""
    day = business_date(row.posted_at).isoformat()
    # A post has no page of its own: its thread, else the posts that begin like it.
    asked = {"thread": row.thread_key}
    if not row.thread_key:
        asked = {"q": str(row)[:POST_BEGINNING]}
    href = f"{reverse('community:post_list')}?{urlencode(asked)}"
    name = str(row)[:NAME_LENGTH]
    return Hit(name, _joined(author, day), href)


def _questions(words: str) -> QuerySet[Any]:
    questions = Question.objects.visible().select_related("post__author")
    rows = questions.order_by("-pk")
    return _kept(QuestionFilter({"q": words}, queryset=rows))


def _question(row: Question) -> Hit:
    author = row.post.author
    name = str(row)[:NAME_LENGTH]
    return Hit(name, str(author or ""), row.get_absolute_url())


def _circles(words: str) -> QuerySet[Any]:
    circles = Circle.objects.order_by("name", "pk")
    return _kept(CircleFilter({"q": words}, queryset=circles))


def _circle(row: Circle) -> Hit:
    note = _joined(row.get_kind_display(), row.city)
    return Hit(str(row), note, row.get_absolute_url())


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
    _Source(
        "alerts:question_list",
        _("Questions"),
        "heart",
        _questions,
        _question,
    ),
    _Source(
        "community:circle_list",
        _("Circles"),
        "building-community",
        _circles,
        _circle,
    ),
    _Source("community:post_list", _("Posts"), "messages", _posts, _post),
)


def find_by_name(user: Any, words: str) -> list[Found]:
    """Return the first SHOWN of each kind that the user may see; nothing for no words.

    Words that begin with a verb, such as “log Chen”, find what may be done
    with the members who are named like the rest of them.
    """
    found = []
    act, name = split_verb(user, words)
    if act is not None and name:
        hits = []
        for member in _members(name)[:SHOWN]:
            hits.append(Hit(str(member), str(act.label), act.href(member)))
        found.append(Found(act.label, act.icon, hits))
    for source in SOURCES:
        if words and may(user, source.url_name):
            hits = [source.hit(row) for row in source.find(words)[:SHOWN]]
            found.append(Found(source.label, source.icon, hits))
            if source.find is _members and hits:
                found.append(_acts_for(user, source.find(words)[0]))
    return [one for one in found if one.hits]


def _acts_for(user: Any, member: Member) -> Found:
    """Return what the user may do with the first member that was found."""
    text = gettext("With %(name)s") % {"name": member}
    hits = []
    for act in acts_of(user):
        hits.append(Hit(str(act.label), "", act.href(member)))
    return Found(text, "player-play", hits)


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Show what the palette lists below the pages for the words typed so far."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    context = {"words": words, "found": find_by_name(request.user, words)}
    return render(request, "components/palette_found.html", context)
