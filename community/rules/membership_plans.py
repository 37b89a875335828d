"""Decide what a delivery does to the times a member belonged to a circle."""

from datetime import date
from typing import NamedTuple


class MembershipSpan(NamedTuple):
    """A time in a circle; pk 0 for one that is not stored yet."""

    pk: int
    start: date
    end: date | None


def plan_span(
    stored: list[MembershipSpan],
    *,
    since: date | None,
    until: date | None,
    today: date,
) -> MembershipSpan | None:
    """Return the span to store or to change (by its pk), None if nothing changes.

    A member who left joins again only by a day after that; a known
    start is only moved forward in time if the delivery knows an earlier one.
    """
    running = []
    for span in stored:
        if span.end is None:
            running.append(span)
    if until is not None:
        return _plan_ended(stored, running, since, until)
    if running:
        if since is not None and since < running[0].start:
            start = _after_earlier(stored, running[0], since)
            return running[0]._replace(start=start) if start else None
        return None
    if since is None:
        return None if stored else MembershipSpan(0, today, None)
    if any(span.end and span.end >= since for span in stored):
        return None
    return MembershipSpan(0, since, None)


def _plan_ended(
    stored: list[MembershipSpan],
    running: list[MembershipSpan],
    since: date | None,
    until: date,
) -> MembershipSpan | None:
    for span in running:
        if span.start <= until:
            return span._replace(end=until)
    start = since or until
    for span in stored:
        if span.start <= until and (span.end is None or span.end >= start):
            return None
    return MembershipSpan(0, start, until)


def _after_earlier(
    stored: list[MembershipSpan],
    running: MembershipSpan,
    since: date,
) -> date | None:
    """Return the earlier start, None if another span holds that day."""
    for span in stored:
        if span.pk != running.pk and span.end and span.end >= since:
            return None
    return since
