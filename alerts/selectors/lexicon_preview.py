"""What another word in the lexicon, or one less, would change: read from the
posts of the last 90 days, before anything is stored.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from alerts.models import Issue, IssueReport
from alerts.rules.facets import read_facets
from alerts.rules.lexicons import Lexicon, OwnWord
from alerts.rules.matters import read_matters
from alerts.rules.mentions import plain_phrase
from alerts.rules.reports import MIN_REPORTERS, WINDOW
from alerts.selectors.lexicon import current_lexicon
from common.rules.spelling import spellings
from community.models import Post
from community.rules.statements import read_statements
from community.rules.text import normalise
from members.models import VehicleOwnership

COUNTED_DAYS = 90
MAX_POSTS = 2000
SHOWN_POSTS = 5


@dataclass
class WordPreview:
    """What a word changes in the posts of the last 90 days.

    posts: posts that say it · without_facet: those of them that name no part
    and no symptom without it · reports: posts that would become reports, or no longer
    be any · issues: issues with the same fault and model whose reports those
    are · alerts: issues that would have enough owners for an alert by them.
    """

    posts: int = 0
    without_facet: int = 0
    reports: int = 0
    issues: list[Issue] = field(default_factory=list)
    alerts: list[Issue] = field(default_factory=list)
    examples: list[Post] = field(default_factory=list)
    is_sample: bool = False
    changed: list[tuple[Post, str]] = field(default_factory=list)


def preview_word(
    word: OwnWord,
    *,
    now: datetime,
    is_removed: bool = False,
) -> WordPreview:
    """Return what adding a word would change, or removing it."""
    lexicon = current_lexicon()
    without = lexicon.without_word(word)
    with_word = without.with_word(word)
    preview = WordPreview()
    _start, phrase = plain_phrase(*word)
    for count, post in enumerate(_posts_saying(word.phrase, now)):
        if count >= MAX_POSTS:
            preview.is_sample = True
            break
        normal = normalise(post.whole_text)
        if phrase.pattern.search(normal):
            _count(preview, post, normal, without, with_word)
    _find_issues(preview, now)
    if is_removed:
        # An alert that was raised stays raised.
        preview.alerts = []
    return preview


def _posts_saying(phrase: str, now: datetime) -> Iterator[Post]:
    """Yield the newest posts that may say a phrase, in every spelling."""
    since = now - timedelta(days=COUNTED_DAYS)
    seen: set[int] = set()
    for text in sorted(spellings(phrase)):
        posts = (
            Post.objects.visible().filter(posted_at__gte=since).saying(text)
        )
        for post in posts.order_by("-posted_at", "-pk")[: MAX_POSTS + 1]:
            if post.pk not in seen:
                seen.add(post.pk)
                yield post


def _count(
    preview: WordPreview,
    post: Post,
    normal: str,
    without: Lexicon,
    with_word: Lexicon,
) -> None:
    preview.posts += 1
    if len(preview.examples) < SHOWN_POSTS:
        preview.examples.append(post)
    less = read_facets(normal, without)
    if not less.components and not less.symptoms:
        preview.without_facet += 1
    faults = _faults(normal, with_word) - _faults(normal, without)
    preview.reports += bool(faults)
    for fault in sorted(faults):
        preview.changed.append((post, fault))


def _faults(normal: str, lexicon: Lexicon) -> set[str]:
    """Return the faults of which a post is a report, as reports store them."""
    statements = read_statements(normal)
    faults = set()
    for matter in read_matters(normal, statements, lexicon):
        if matter.is_known:
            faults.add(matter.facets.main_fault)
    return faults


def _find_issues(preview: WordPreview, now: datetime) -> None:
    """Find the issues that the changed posts would belong to: those with
    reports of the same fault in the same model.
    """
    models = _models_of(preview.changed)
    authors: dict[tuple[str, str], set[int]] = defaultdict(set)
    recent: dict[tuple[str, str], set[int]] = defaultdict(set)
    for post, fault in preview.changed:
        key = (fault, models.get(post.author_id, ""))
        authors[key].add(post.author_id)
        if post.posted_at >= now - WINDOW:
            recent[key].add(post.author_id)
    reports = IssueReport.objects.visible().filter(
        fault__in={fault for fault, _model in authors if fault},
        issue__merged_into__isnull=True,
    )
    gaining: dict[int, set[int]] = defaultdict(set)
    rows = reports.values_list("issue", "fault", "model_series").distinct()
    for issue_id, fault, model in rows:
        if (fault, model) in authors:
            gaining[issue_id] |= recent[fault, model]
    preview.issues = list(Issue.objects.filter(pk__in=gaining))
    for issue in preview.issues:
        owners = gaining[issue.pk] | _recent_owners(issue, now)
        grows = bool(gaining[issue.pk]) and issue.alerted_at is None
        if grows and len(owners) >= MIN_REPORTERS:
            preview.alerts.append(issue)


def _models_of(changed: list[tuple[Post, str]]) -> dict[int, str]:
    owners = {post.author_id for post, _fault in changed}
    cars = VehicleOwnership.objects.current().filter(member_id__in=owners)
    ordered = cars.order_by("started_on", "pk")
    return dict(ordered.values_list("member_id", "model_series"))


def _recent_owners(issue: Issue, now: datetime) -> set[int]:
    visible: Any = IssueReport.objects.visible().filter(issue=issue)
    recent = visible.filter(posted_at__gte=now - WINDOW)
    return set(recent.values_list("post__author_id", flat=True))
