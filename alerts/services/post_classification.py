"""New posts become reports of issues, and issues raise alerts: in the order of
arrival, each post once.

A run that is killed can be repeated with the same result, even if texts were
edited since.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from alerts.models import Alert, Issue, IssueReport
from alerts.rules.clustering import IssueIndex
from alerts.rules.lexicons import Lexicon
from alerts.rules.post_classification import classify_post
from alerts.selectors.lexicon import current_lexicon
from alerts.services.fault_reports import ClassifiedPost
from alerts.services.index_cache import (
    IndexCache,
    checkpoint,
    classification_state,
    invalidate,
    load,
    store,
)
from alerts.services.issue_writer import IssueWriter
from alerts.services.own_reports import OwnReports
from alerts.services.thread_issues import ThreadIssues
from common.db.committed_ids import committed_through
from common.db.locks import exclusive
from common.db.statistics import ANALYZE_AFTER_ROWS, refresh_statistics
from community.models import Post
from community.services.copied_texts import OwnTexts
from community.services.history_notes import note_historic_issues
from members.models import Member, VehicleOwnership

CLASSIFICATION_LOCK = "alerts:post_classification"
BATCH_POSTS = 500


class ClassificationRun(NamedTuple):
    """What a run did: posts classified, reports that they are, alerts raised."""

    posts: int
    reports: int
    alerts: list[Alert]


def classify_new_posts(*, now: datetime) -> ClassificationRun:
    """Classify every post that has arrived and raise the alerts that are due.
    Returns nothing done if another process is at it.
    """
    total = ClassificationRun(0, 0, [])
    horizon = committed_through(Post)
    if classification_state().through_post >= horizon:
        return total
    with exclusive(CLASSIFICATION_LOCK) as held:
        if not held:
            return total
        index_cache = load(classification_state())
        total = _classify_all(index_cache, now, horizon)
        store(classification_state(), index_cache)
    return total


def _classify_all(
    index_cache: IndexCache,
    now: datetime,
    horizon: int,
) -> ClassificationRun:
    posts = 0
    reports = 0
    alerts: list[Alert] = []
    analysed = 0
    while done := _classify_batch(index_cache, now, horizon):
        posts += done.posts
        reports += done.reports
        alerts += done.alerts
        if reports - analysed >= ANALYZE_AFTER_ROWS:
            refresh_statistics(IssueReport, Issue)
            analysed = reports
    return ClassificationRun(posts, reports, alerts)


@transaction.atomic
def _classify_batch(
    index_cache: IndexCache,
    now: datetime,
    horizon: int,
) -> ClassificationRun | None:
    state = classification_state()
    pending = Post.objects.after(state.through_post).filter(pk__lte=horizon)
    arrived = list(pending.select_related("author")[:BATCH_POSTS])
    if not arrived:
        return None
    posts = []
    for post in arrived:
        if post.author.kind == Member.Kind.PERSON and not post.is_deleted:
            posts.append(post)
    lexicon = current_lexicon()
    classified = _classify_posts(posts, index_cache.issues, lexicon)
    issue_writer = IssueWriter(classified, index_cache.rates, now=now)
    for one in classified:
        issue_writer.write(one)
    issue_writer.finish()
    for source, count in issue_writer.historic.items():
        note_historic_issues(source_id=source, count=count)
    state.through_post = arrived[-1].pk
    state.lexicon_version = lexicon.version
    invalidate(state)
    checkpoint(state, index_cache)
    state.save()
    return ClassificationRun(
        len(arrived),
        len(classified),
        issue_writer.alerts,
    )


def _classify_posts(
    posts: list[Post],
    index: IssueIndex,
    lexicon: Lexicon,
) -> list[ClassifiedPost]:
    """Return the reports that these posts are, in their order."""
    models = _models_of(posts)
    threads = ThreadIssues(posts)
    own = OwnReports(posts, lexicon)
    own_texts = OwnTexts(posts)
    found = []
    for post in posts:
        model = models.get(post.author_id, "")
        followed = own.issue_of(post)
        classified = classify_post(
            own_texts.of(post),
            model=model,
            thread_issue=threads.issue_of(post),
            index=index,
            day=post.posted_at.toordinal(),
            not_content=(model,),
            followed_issue=followed,
            lexicon=lexicon,
        )
        follows = classified.is_follow_up
        for report in classified.reports:
            found.append(ClassifiedPost(post, report, model, follows))
        threads.note(post, classified)
        own.note(post, classified)
    return found


def _models_of(posts: Iterable[Post]) -> dict[int, str]:
    """Return the model series that each author drives now, of several the
    latest.
    """
    authors = {post.author_id for post in posts}
    cars = VehicleOwnership.objects.current().filter(member_id__in=authors)
    ordered = cars.order_by("started_on", "pk")
    return dict(ordered.values_list("member_id", "model_series"))
