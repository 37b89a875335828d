"""New posts become voices of issues, and issues speak up: in the order of their arrival, each post once.

The clustering's memory is rebuilt from its last snapshot and the placements since, each of which keeps what was learnt
from its post. So a watch that is killed goes on as if nothing had happened, even where texts were edited since.
"""

import json
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from alerts.models import Alert, Issue, IssueMerge, Placement, WatchState
from alerts.rules.clustering import IssueIndex, Settings
from alerts.rules.sentinel import Heard, hear
from alerts.rules.voices import NEEDED_VOICES, WINDOW, Voice, is_alarming, most_voices
from alerts.services.joining import join_issues, with_counts
from common.services.horizons import committed_through
from common.services.locks import exclusive
from community.models import Post
from members.models import Member, VehicleOwnership

WATCH_LOCK = "alerts:watch"
BATCH_POSTS = 500
SNAPSHOT_PLACEMENTS = 20_000
RATE_DAYS = 180
Thread = tuple[int, str]


class Watched(NamedTuple):
    """What a watch did: posts heard, voices among them, alerts raised."""

    posts: int
    voices: int
    alerts: list[Alert]


def watch_new_posts(*, now: datetime) -> Watched:
    """Every post that has arrived is heard and its alerts are raised, by this watcher or the one that is at it."""
    total = Watched(0, 0, [])
    horizon = committed_through(Post)
    if _watch_state().through_post >= horizon:
        return total
    with exclusive(WATCH_LOCK) as held:
        if not held:
            return total
        index = _remember(_watch_state())
        while done := _watch_batch(index, now, horizon):
            total = Watched(total.posts + done.posts, total.voices + done.voices, [*total.alerts, *done.alerts])
    return total


def _watch_state() -> WatchState:
    return WatchState.objects.get_or_create(pk=1)[0]


def _remember(state: WatchState) -> IssueIndex:
    """Return the clustering's memory after the last placement."""
    settings = Settings()
    index = IssueIndex(settings=settings)
    if state.snapshot:
        index = IssueIndex.load(json.loads(zlib.decompress(bytes(state.snapshot))), settings)
    merges_of_staff = list(IssueMerge.objects.filter(pk__gt=state.snapshot_merge).order_by("pk"))
    since = Placement.objects.filter(pk__gt=state.snapshot_through).order_by("pk")
    for pk, number, terms, merges, by_thread in since.values_list(
        "pk", "number", "terms", "merges", "by_thread"
    ).iterator():
        while merges_of_staff and merges_of_staff[0].after_placement < pk:
            _merge_again(index, merges_of_staff.pop(0))
        if by_thread:
            index.join(number)
        else:
            index.place_again(number, terms, [(goes, stays) for goes, stays in merges])
    for merge in merges_of_staff:
        _merge_again(index, merge)
    return index


def _merge_again(index: IssueIndex, merge: IssueMerge) -> None:
    index.merge(merge.goes_number, merge.stays_number)


@transaction.atomic
def _watch_batch(index: IssueIndex, now: datetime, horizon: int) -> Watched | None:
    state = _watch_state()
    pending = Post.objects.after(state.through_post).filter(pk__lte=horizon)
    arrived = list(pending.select_related("author")[:BATCH_POSTS])
    if not arrived:
        return None
    posts = [post for post in arrived if post.author.kind == Member.Kind.PERSON and not post.is_deleted]
    models, threads, alerts, voices = _models_of(posts), _thread_issues(posts), [], 0
    for post in posts:
        thread = (post.source_id, post.thread_key)
        heard = hear(
            post.whole_text,
            model=models.get(post.author_id, ""),
            thread_issue=threads.get(thread),
            index=index,
            not_content=(models.get(post.author_id, ""),),
        )
        if heard.placed is not None:
            voices += 1
            issue = _record(post, heard, models.get(post.author_id, ""))
            _follow_merges(threads, heard.placed.merged)
            threads[thread] = issue.number
            alerts += _speak_up(issue, post, now)
    state.through_post = arrived[-1].pk
    _keep_snapshot(state, index)
    state.save()
    return Watched(len(arrived), voices, alerts)


def _keep_snapshot(state: WatchState, index: IssueIndex) -> None:
    newest = Placement.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if newest - state.snapshot_through >= SNAPSHOT_PLACEMENTS:
        packed = json.dumps(index.dump(), ensure_ascii=False).encode()
        state.snapshot, state.snapshot_through = zlib.compress(packed, level=3), newest
        state.snapshot_merge = IssueMerge.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _models_of(posts: Iterable[Post]) -> dict[int, str]:
    """Return the model series that each author drives now."""
    cars = VehicleOwnership.objects.current().filter(member_id__in={post.author_id for post in posts})
    return dict(cars.order_by("started_on", "pk").values_list("member_id", "model_series"))


def _thread_issues(posts: Iterable[Post]) -> dict[Thread, int]:
    """Return the number of the issue that each thread spoke of last."""
    keys = {post.thread_key for post in posts}
    told = Placement.objects.filter(post__thread_key__in=keys).order_by("pk")
    rows = told.values_list("post__source_id", "post__thread_key", "issue__number", "issue__merged_into__number")
    return {(source, key): merged or number for source, key, number, merged in rows}


def _follow_merges(threads: dict[Thread, int], merges: Iterable[tuple[int, int]]) -> None:
    for goes, stays in merges:
        for thread, number in threads.items():
            if number == goes:
                threads[thread] = stays


def _record(post: Post, heard: Heard, model: str) -> Issue:
    """The post is a voice of its issue, and the issue knows what it says; merged issues hand over their voices."""
    placed, facets = heard.placed, heard.reading.facets
    if placed is None:
        raise ValueError("a post that is no voice has no issue")
    issue, _made = Issue.objects.select_for_update().get_or_create(
        number=placed.issue, defaults={"opened_at": post.posted_at}
    )
    Placement.objects.create(
        issue=issue,
        post=post,
        text_key="" if heard.by_thread else heard.reading.text_key,
        names_fault=heard.names_fault,
        by_thread=heard.by_thread,
        reasons=[list(reason) for reason in placed.reasons],
        number=placed.issue,
        terms={} if heard.by_thread else heard.reading.terms,
        merges=[list(pair) for pair in placed.merged],
    )
    for goes, stays in placed.merged:
        both = Issue.objects.select_for_update()
        issue = join_issues(both.get(number=goes), both.get(number=stays))
    said = {
        "components": facets.components,
        "symptoms": facets.symptoms,
        "scenes": facets.scenes,
        "triggers": (*facets.triggers, *facets.versions),
        "model_series": (model,) if model else (),
    }
    for name, words in said.items():
        setattr(issue, name, with_counts(getattr(issue, name), words))
    issue.opened_at = min(issue.opened_at, post.posted_at)
    issue.save()
    return issue


def voices_of(issue: Issue) -> list[Voice]:
    """Return all standing voices of an issue."""
    rows = (
        Placement.objects.standing()
        .filter(issue=issue)
        .values_list("post__author_id", "post__posted_at", "text_key", "names_fault")
    )
    return [Voice(*row) for row in rows]


def usual_voices(issue: Issue, *, at: datetime) -> float:
    """Return how many owners a window usually has for this issue's first part and symptom, before the window."""
    if not issue.components or not issue.symptoms:
        return 0.0
    part, symptom = issue.components[0][0], issue.symptoms[0][0]
    ends = at - WINDOW
    before = Placement.objects.standing().filter(
        post__posted_at__gte=ends - timedelta(days=RATE_DAYS), post__posted_at__lt=ends, names_fault=True
    )
    alike = [
        other.pk
        for other in Issue.objects.filter(pk__in=before.values("issue_id"))
        if other.components and other.symptoms and (other.components[0][0], other.symptoms[0][0]) == (part, symptom)
    ]
    owners = before.filter(issue_id__in=alike).values("post__author_id").distinct().count()
    return float(owners * WINDOW.days / RATE_DAYS)


def _speak_up(issue: Issue, post: Post, now: datetime) -> list[Alert]:
    """The issue raises the alert that it has cause for, none twice."""
    cause = _cause_of(issue, post)
    if cause is None:
        return []
    voices = voices_of(issue)
    owners, own_words, at = most_voices(voices, since=post.posted_at)
    expected = usual_voices(issue, at=at) if owners >= NEEDED_VOICES else 0.0
    if cause == Alert.Cause.MUTE_ENDED and len({voice.member for voice in voices}) < (issue.muted_until_voices or 0):
        return []
    if cause == Alert.Cause.FIRST and not is_alarming(owners, own_words, expected=expected):
        return []
    alert = Alert.objects.create(
        issue=issue, cause=cause, post=post, raised_at=now, voices=owners, expected=round(expected, 3)
    )
    if cause != Alert.Cause.FIRST:
        issue.state, issue.muted_until_voices = Issue.State.REGRESSED, None
    issue.alerted_at = issue.alerted_at or post.posted_at
    issue.save()
    return [alert]


def _cause_of(issue: Issue, post: Post) -> str | None:
    if issue.state == Issue.State.MUTED:
        return Alert.Cause.MUTE_ENDED
    if issue.state in (Issue.State.FIXED, Issue.State.VERIFIED, Issue.State.CLOSED):
        decided = issue.changes.first()
        is_later = decided is None or post.posted_at > decided.changed_at
        return Alert.Cause.REGRESSION if is_later else None
    return Alert.Cause.FIRST if issue.alerted_at is None else None
