"""Look at every feed: raise an alarm where one is silent for longer than
usual, and end the alarms whose events have come in.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from django.db import transaction

from activity.models import EventSource, FeedSilence, FeedState
from activity.rules.feed_scopes import ALL, is_part_of, watched_scopes
from activity.rules.feed_watch import (
    HISTORY_DAYS,
    FeedRhythm,
    Silence,
    awaits_delivery,
    empty_runs,
    is_explained_by_refusals,
    is_unusual,
    judge_silence,
    needs_explanation,
    read_rhythm,
)
from activity.selectors.feed_hours import (
    FeedHours,
    history_before,
    joined_hours,
    read_feed_hours,
)
from activity.selectors.feed_refusals import refused_rows
from activity.services.feed_days import count_feed_days
from activity.services.watch_events import publish_silence
from common.calendar import business_date
from common.db.locks import exclusive

ONE_DAY = timedelta(days=1)
_STATE_FIELDS = (
    "last_event_at",
    "last_arrival_at",
    "usual_by_weekday",
    "usual_gap_hours",
    "expected",
    "checked_at",
)


def watch_feeds(*, now: datetime, anew: bool = False) -> None:
    """Count what has come in, and judge every feed as of now.

    `anew`: count all events from the beginning.
    """
    count_feed_days(now=now, anew=anew)
    with exclusive("feeds:watch", wait=True), transaction.atomic():
        for source in EventSource.objects.all():
            _SourceWatch(source, now).run()


class _Verdict(NamedTuple):
    """What a feed's present silence is worth; None without a rhythm."""

    rhythm: FeedRhythm | None
    silence: Silence
    is_alarm: bool
    refused: int


class _SourceWatch:
    """Judges the feeds of one source, wider ones first."""

    def __init__(self, source: EventSource, now: datetime) -> None:
        self.source = source
        self.now = now
        unfilled = FeedSilence.objects.unfilled().filter(source=source)
        self.open = {silence.scope: silence for silence in unfilled}
        decided = FeedSilence.objects.filter(source=source)
        self.lost = list(
            decided.filter(decision=FeedSilence.Decision.LOST),
        )
        self.silent: list[str] = []
        self.states: list[FeedState] = []

    def run(self) -> None:
        """Judge every feed, and store its state and its alarm."""
        until = business_date(self.now) + ONE_DAY
        parts = read_feed_hours(self.source, since=self._since(), until=until)
        known = {}
        for n, part in parts.items():
            if part.last_at:
                known[n] = part
        for scope, kinds in watched_scopes(known).items():
            self._judge(scope, joined_hours([known[n] for n in kinds]))
        FeedState.objects.bulk_create(
            self.states,
            update_conflicts=True,
            unique_fields=["source", "scope"],
            update_fields=_STATE_FIELDS,
        )

    def _since(self) -> date:
        """Return the first day needed: the half year before any silence."""
        days = [business_date(self.now) - timedelta(days=HISTORY_DAYS)]
        for silence in self.open.values():
            days.append(business_date(silence.silent_since))
        return min(days) - timedelta(days=HISTORY_DAYS)

    def _judge(self, scope: str, hours: FeedHours) -> None:
        verdict = self._present_verdict(scope, hours)
        self.states.append(self._state_of(scope, hours, verdict))
        silence = self.open.get(scope)
        if silence is not None:
            self._follow(silence, hours)
        elif verdict.is_alarm and not self._is_covered(scope):
            self._raise_alarm(scope, hours, verdict)
        if scope in self.open:
            self.silent.append(scope)

    def _is_covered(self, scope: str) -> bool:
        return any(is_part_of(scope, wider) for wider in self.silent)

    def _present_verdict(self, scope: str, hours: FeedHours) -> _Verdict:
        """Judge the silence since the last event.

        One that is older than the history that is looked at began before
        anybody watched: it is no alarm.
        """
        last = hours.last_at or self.now
        rhythm = _rhythm_before(hours, business_date(last))
        begins = hours.hours_until(self._not_lost_from(scope, last))
        ends = hours.hours_until(self.now)
        if rhythm is None:
            return _Verdict(None, Silence(0.0, 0.0, 0.0), False, 0)
        silence = judge_silence(
            rhythm,
            begins=begins,
            ends=ends,
            first_weekday=hours.first_day.weekday(),
        )
        refused = 0
        if needs_explanation(silence):
            refused = refused_rows(self.source, scope, last)
        is_overdue = not awaits_delivery(hours.arrivals, ends)
        is_alarm = is_explained_by_refusals(silence, refused) or (
            is_overdue and is_unusual(rhythm, silence)
        )
        is_recent = self.now - last <= timedelta(days=HISTORY_DAYS)
        return _Verdict(rhythm, silence, is_alarm and is_recent, refused)

    def _not_lost_from(self, scope: str, last: datetime) -> datetime:
        """Return from when on events since the last one were due: not in a
        time of which staff said that its data are lost.
        """
        begins = last
        for one in self.lost:
            covers = one.scope == scope or is_part_of(scope, one.scope)
            if covers and one.silent_until is not None:
                begins = max(begins, one.silent_until)
        return begins

    def _state_of(
        self,
        scope: str,
        hours: FeedHours,
        verdict: _Verdict,
    ) -> FeedState:
        arrived_at = None
        if len(hours.arrivals):
            arrived_at = hours.moment_of(float(hours.arrivals[-1]))
        rhythm = verdict.rhythm
        return FeedState(
            source=self.source,
            scope=scope,
            last_event_at=hours.last_at,
            last_arrival_at=arrived_at,
            usual_by_weekday=np.round(rhythm.weekday, 3).tolist()
            if rhythm
            else [],
            usual_gap_hours=rhythm.gap if rhythm else None,
            expected=round(verdict.silence.expected, 1),
            checked_at=self.now,
        )

    def _raise_alarm(
        self,
        scope: str,
        hours: FeedHours,
        verdict: _Verdict,
    ) -> None:
        last = hours.last_at
        if last is None or self._has_ended(scope, last):
            return
        self.open[scope] = FeedSilence.objects.create(
            source=self.source,
            scope=scope,
            silent_since=last,
            alarm_since=self.now,
            expected=round(verdict.silence.expected, 1),
            cause=_cause_of(scope, verdict.refused),
            refused=verdict.refused,
        )
        publish_silence(self.open[scope], now=self.now)

    def _has_ended(self, scope: str, last: datetime) -> bool:
        """Tell whether staff said of this very silence that the source, or
        this part of it, has ended.
        """
        decided = FeedSilence.objects.filter(
            source=self.source,
            decision=FeedSilence.Decision.ENDED,
            silent_since__gte=last,
        )
        scopes = decided.values_list("scope", flat=True)
        return any(one == scope or is_part_of(scope, one) for one in scopes)

    def _follow(self, silence: FeedSilence, hours: FeedHours) -> None:
        """Keep the alarm for the first part of the silence that is still
        unfilled and unusual; end it if there is none.
        """
        rhythm = _rhythm_before(hours, business_date(silence.silent_since))
        begins = hours.hours_until(silence.silent_since)
        now = hours.hours_until(self.now)
        active = np.flatnonzero(hours.counts)
        active = active[active >= int(begins)]
        for start, end in empty_runs(active, now):
            if rhythm is None:
                break
            judged = judge_silence(
                rhythm,
                begins=max(start, begins),
                ends=end,
                first_weekday=hours.first_day.weekday(),
            )
            is_refused = (
                end == now and silence.cause != FeedSilence.Cause.NOTHING
            )
            if is_refused or is_unusual(rhythm, judged):
                self._keep(silence, hours, judged, (start, end))
                return
        silence.ended_at = self.now
        silence.save(update_fields=["ended_at"])
        del self.open[silence.scope]

    def _keep(
        self,
        silence: FeedSilence,
        hours: FeedHours,
        judged: Silence,
        run: tuple[float, float],
    ) -> None:
        """Store how far the silence reaches by now."""
        start, end = run
        if start > hours.hours_until(silence.silent_since) + 1:
            silence.silent_since = hours.moment_of(start)
        lasts = end >= hours.hours_until(self.now)
        silence.silent_until = None if lasts else hours.moment_of(end)
        silence.expected = round(judged.expected, 1)
        if lasts:
            since = silence.silent_since
            silence.refused = refused_rows(self.source, silence.scope, since)
            silence.cause = _cause_of(silence.scope, silence.refused)
        silence.save()


def _rhythm_before(hours: FeedHours, day: date) -> FeedRhythm | None:
    counts, weekday = history_before(hours, day)
    return read_rhythm(counts, weekday)


def _cause_of(scope: str, refused: int) -> FeedSilence.Cause:
    if not refused:
        return FeedSilence.Cause.NOTHING
    if scope == ALL:
        return FeedSilence.Cause.REFUSED
    return FeedSilence.Cause.TURNED_AWAY
