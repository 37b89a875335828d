"""A batch of heard posts becomes rows: placements, issues, alerts. What is written is the same in any batch sizes."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from alerts.models import Alert, Issue, Placement
from alerts.rules.clustering import Placed
from alerts.rules.rates import VoiceRates
from alerts.rules.sentinel import Heard
from alerts.rules.voices import NEEDED_VOICES, WINDOW, Told, Voice, is_alarming, most_voices
from alerts.services.joining import FACET_FIELDS, join_issues, with_counts
from community.models import Post

TOLD_FIELDS = ("issue_id", "post_id", "posted_at", "fault", "model_series", "text_key", "names_fault")


class HeardPost(NamedTuple):
    """A post that is a voice, where it was placed, and its author's car."""

    post: Post
    heard: Heard
    placed: Placed
    model: str


class Recording:
    """Writes voices in the order they were heard; finish() leaves nothing unwritten."""

    def __init__(self, heard: list[HeardPost], rates: VoiceRates, *, now: datetime) -> None:
        self._now, self._rates = now, rates
        times = [one.post.posted_at for one in heard] or [now]
        self._span = (min(times) - WINDOW, max(times) + WINDOW)
        self._pending: list[Placement] = []
        self._changed: dict[int, Issue] = {}
        self._issues = self._open_issues(heard)
        self._told = self._read_told(issue for issue in self._issues.values() if _may_speak(issue))
        self.alerts: list[Alert] = []

    def write(self, one: HeardPost) -> None:
        """The post is a voice of its issue, and the issue speaks up if it has cause."""
        issue = self._issues[one.placed.issue]
        placement = _placement(one, issue)
        self._pending.append(placement)
        self._rates.hear(one.post.posted_at, one.post.author_id, fault=placement.fault, model=one.model)
        if issue.pk in self._told:
            post = one.post
            voice = Voice(post.author_id, post.posted_at, placement.text_key, placement.names_fault)
            self._told[issue.pk].append(Told(voice, placement.fault, placement.model_series))
        for goes, stays in one.placed.merged:
            issue = self._join(goes, stays)
        for name in FACET_FIELDS:
            setattr(issue, name, with_counts(getattr(issue, name), placement.said[name]))
        issue.opened_at = min(issue.opened_at, one.post.posted_at)
        self._changed[issue.pk] = issue
        self._speak_up(issue, one.post)

    def finish(self) -> None:
        """Everything that was written is in the database."""
        Placement.objects.bulk_create(self._pending)
        self._pending = []
        Issue.objects.bulk_create(
            self._changed.values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*FACET_FIELDS, "opened_at"],
        )
        self._changed = {}

    def _open_issues(self, heard: list[HeardPost]) -> dict[int, Issue]:
        opened: dict[int, datetime] = {}
        for one in heard:
            opened.setdefault(one.placed.issue, one.post.posted_at)
        numbers = {*opened, *(number for one in heard for pair in one.placed.merged for number in pair)}
        issues = {issue.number: issue for issue in Issue.objects.select_for_update().filter(number__in=numbers)}
        missing = [Issue(number=number, opened_at=at) for number, at in opened.items() if number not in issues]
        issues |= {issue.number: issue for issue in Issue.objects.bulk_create(missing)}
        return issues

    def _read_told(self, issues: Iterable[Issue]) -> dict[int, list[Told]]:
        told: dict[int, list[Told]] = {}
        muted = []
        for issue in issues:
            told[issue.pk] = []
            muted += [issue.pk] if issue.state == Issue.State.MUTED else []
        # A mute ends by all its owners; else only those count who spoke within a window of a post of this batch.
        counts = Q(issue_id__in=list(told), posted_at__range=self._span) | Q(issue_id__in=muted)
        rows = list(Placement.objects.filter(counts).order_by("pk").values_list(*TOLD_FIELDS))
        authors = dict(Post.objects.standing().filter(pk__in=[row[1] for row in rows]).values_list("pk", "author_id"))
        for number, post, at, fault, model, key, names_fault in rows:
            if post in authors:
                told[number].append(Told(Voice(authors[post], at, key, names_fault), fault, model))
        return told

    def _join(self, goes: int, stays: int) -> Issue:
        self.finish()
        joined = join_issues(self._issues[goes], self._issues[stays])
        self._told.pop(self._issues[goes].pk, None)
        self._told.pop(joined.pk, None)
        if _may_speak(joined):
            self._told |= self._read_told([joined])
        return joined

    def _speak_up(self, issue: Issue, post: Post) -> None:
        cause = _cause_of(issue, post)
        if cause is None:
            return
        told = self._told[issue.pk]
        owners, own_words, at = most_voices((one.voice for one in told), since=post.posted_at)
        expected = self._rates.usual_of(told, at) if owners >= NEEDED_VOICES else 0.0
        if cause == Alert.Cause.MUTE_ENDED and len({one.voice.member for one in told}) < (
            issue.muted_until_voices or 0
        ):
            return
        if cause == Alert.Cause.FIRST and not is_alarming(owners, own_words, expected=expected):
            return
        self.alerts.append(
            Alert.objects.create(
                issue=issue, cause=cause, post=post, raised_at=self._now, voices=owners, expected=round(expected, 3)
            )
        )
        if cause != Alert.Cause.FIRST:
            issue.state, issue.muted_until_voices = Issue.State.REGRESSED, None
        issue.alerted_at = issue.alerted_at or post.posted_at
        issue.save(update_fields=["state", "muted_until_voices", "alerted_at"])


def _placement(one: HeardPost, issue: Issue) -> Placement:
    facets, placed, by_thread = one.heard.reading.facets, one.placed, one.heard.by_thread
    return Placement(
        issue=issue,
        post=one.post,
        posted_at=one.post.posted_at,
        text_key="" if by_thread else one.heard.reading.text_key,
        names_fault=one.heard.names_fault,
        fault=facets.main_fault if one.heard.names_fault else "",
        model_series=one.model,
        said={
            "components": list(facets.components),
            "symptoms": list(facets.symptoms),
            "scenes": list(facets.scenes),
            "triggers": [*facets.triggers, *facets.versions],
            "model_series": [one.model] if one.model else [],
        },
        by_thread=by_thread,
        reasons=[list(reason) for reason in placed.reasons],
        number=placed.issue,
        terms={} if by_thread else one.heard.reading.terms,
        merges=[list(pair) for pair in placed.merged],
    )


def _may_speak(issue: Issue) -> bool:
    spoken_for = (Issue.State.MUTED, Issue.State.FIXED, Issue.State.VERIFIED, Issue.State.CLOSED)
    return issue.alerted_at is None or issue.state in spoken_for


def _cause_of(issue: Issue, post: Post) -> str | None:
    if issue.state == Issue.State.MUTED:
        return Alert.Cause.MUTE_ENDED
    if issue.state in (Issue.State.FIXED, Issue.State.VERIFIED, Issue.State.CLOSED):
        decided = issue.changes.first()
        is_later = decided is None or post.posted_at > decided.changed_at
        return Alert.Cause.REGRESSION if is_later else None
    return Alert.Cause.FIRST if issue.alerted_at is None else None
