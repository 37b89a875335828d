"""What pages, API and probes say about silent feeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from activity.labels import scope_label
from activity.models import EventSource, FeedSilence, FeedState
from activity.rules.feed_scopes import ALL, is_part_of


@dataclass(frozen=True, slots=True)
class ShownSilence:
    """A silence as readers see it: of which source, what of it, since when,
    how many events were due.
    """

    row: FeedSilence

    def __str__(self) -> str:
        """Return the source, and what of it is silent if that is not all."""
        if self.row.scope == ALL:
            return self.source
        shown = {"source": self.source, "what": self.what}
        return _("%(source)s (%(what)s)") % shown

    @property
    def source(self) -> str:
        """Return what the source is called."""
        return str(self.row.source)

    @property
    def what(self) -> str:
        """Return what of the source is silent, in words."""
        return scope_label(self.row.scope)

    @property
    def href(self) -> str:
        """Return the address of the page that says what to do."""
        return reverse("activity:source_detail", args=[self.row.source_id])

    def as_values(self) -> dict[str, Any]:
        """Return the silence as the API and probes give it."""
        return {
            "source": self.row.source.name,
            "scope": self.row.scope,
            "silent_since": self.row.silent_since,
            "silent_until": self.row.silent_until,
            "expected": self.row.expected,
            "cause": self.row.cause,
            "acknowledged": self.row.acknowledged_at is not None,
        }


@dataclass(frozen=True, slots=True)
class ShownFeed:
    """A feed of a source: its rhythm, and its silence if there is one: its own,
    or that of a wider part to which it belongs.
    """

    state: FeedState
    silence: FeedSilence | None

    @property
    def what(self) -> str:
        """Return which part of the source it is, in words."""
        return scope_label(self.state.scope)

    @property
    def is_silent_now(self) -> bool:
        """Tell whether nothing comes in now, and something should: a part may
        be silent still where its source sends again.
        """
        silence = self.silence
        if silence is None:
            return False
        last = self.state.last_event_at
        is_quiet = last is None or last <= silence.silent_since
        return silence.silent_until is None or is_quiet

    @property
    def expected(self) -> float:
        """Return how many events were due since the last one; of a feed with an
        alarm of its own the number that the alarm says.
        """
        silence = self.silence
        if silence is None or silence.scope != self.state.scope:
            return self.state.expected
        return silence.expected


def with_feeds(sources: QuerySet[EventSource]) -> QuerySet[Any]:
    """Return sources with `last_event_at`, and `silent_since` of those where
    something is silent for longer than usual.
    """
    whole = FeedState.objects.filter(source=OuterRef("pk"), scope=ALL)
    unfilled = FeedSilence.objects.unfilled().filter(source=OuterRef("pk"))
    silent = unfilled.order_by("silent_since").values("silent_since")
    return sources.annotate(
        last_event_at=Subquery(whole.values("last_event_at")[:1]),
        silent_since=Subquery(silent[:1]),
    )


def unfilled_silences(
    rows: QuerySet[FeedSilence] | None = None,
) -> tuple[ShownSilence, ...]:
    """Return the silences whose data are missing, the widest of each source;
    `rows` may narrow them.
    """
    unfilled = rows
    if unfilled is None:
        unfilled = FeedSilence.objects.unfilled()
    found = list(unfilled.select_related("source").order_by("silent_since"))
    return tuple(
        ShownSilence(row) for row in found if not _is_covered(row, found)
    )


def _is_covered(row: FeedSilence, others: Sequence[FeedSilence]) -> bool:
    """Tell whether a wider part of the same source is silent as well."""
    return any(
        other.source_id == row.source_id and is_part_of(row.scope, other.scope)
        for other in others
    )


def feeds_of(source: EventSource) -> dict[str, Any]:
    """Return the feeds of a source, and the silences that it had."""
    silences = source.silences.select_related("acknowledged_by", "decided_by")
    rows = list(silences)
    is_open = {}
    for row in rows:
        if row.ended_at is None:
            is_open[row.scope] = row
    feeds = []
    for state in source.feeds.all():
        feeds.append(ShownFeed(state, _silence_of(state, is_open)))
    return {
        "feeds": feeds,
        "open_silences": [ShownSilence(row) for row in is_open.values()],
        "past_silences": [ShownSilence(row) for row in rows if row.ended_at],
    }


def _silence_of(
    state: FeedState,
    is_open: dict[str, FeedSilence],
) -> FeedSilence | None:
    """Return the open silence of a feed, else that of a wider part."""
    own = is_open.get(state.scope)
    if own is not None:
        return own
    for scope, silence in is_open.items():
        if is_part_of(state.scope, scope):
            return silence
    return None


def feed_status() -> Any:
    """Return what /readyz says about feeds: "ok", or the silent ones.

    Silent feeds do not make the service unready: a load balancer that took it
    away would leave readers without the pages that tell them.
    """
    silent = []
    for silence in unfilled_silences():
        silent.append(silence.as_values())
    return {"silent": silent} if silent else "ok"
