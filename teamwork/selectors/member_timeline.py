"""The one time line of a member: what every app knows happened, the latest
first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import activity.selectors.timeline
import alerts.selectors.timeline
import community.selectors.timeline
import lifecycle.selectors.timeline
import members.selectors.timeline
import roles.selectors.timeline
import teamwork.selectors.timeline
from common.ui.timeline import (
    Source,
    Subject,
    TimelinePage,
    count_by_source,
    read_timeline,
)

SOURCES: tuple[Source, ...] = (
    *teamwork.selectors.timeline.TIMELINE,
    *alerts.selectors.timeline.TIMELINE,
    *community.selectors.timeline.TIMELINE,
    *roles.selectors.timeline.TIMELINE,
    *lifecycle.selectors.timeline.TIMELINE,
    *activity.selectors.timeline.TIMELINE,
    *members.selectors.timeline.TIMELINE,
)
KIND_LABELS: dict[str, Promise] = {
    "talks": _("Interactions"),
    "posts": _("Posts"),
    "asked": _("Questions and issues"),
    "states": _("States and roles"),
    "life": _("Events, circles and cars"),
    "team": _("Nominations and handovers"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A kind of entries, what it is called, and how many there are; "" is all
    of them.
    """

    kind: str
    label: Promise | str
    count: int


class MemberTimeline(NamedTuple):
    """A page of a member's time line, of one kind or of all."""

    chips: list[Chip]
    kind: str
    page: TimelinePage


def read_member_timeline(
    subject: Subject,
    *,
    sources: Sequence[Source] = SOURCES,
    kind: str = "",
    after: str = "",
) -> MemberTimeline:
    """Return a page of the time line; a kind that is unknown stands for all.

    Errors: BadRequest if `after` is no cursor.
    """
    counts = count_by_source(sources, subject)
    by_kind = dict.fromkeys(KIND_LABELS, 0)
    for source, count in zip(sources, counts, strict=True):
        by_kind[source.kind] += count
    chosen = kind if kind in KIND_LABELS else ""
    wanted = []
    for number, source in enumerate(sources):
        if counts[number] and chosen in ("", source.kind):
            wanted.append(number)
    page = read_timeline(sources, subject, wanted=wanted, after=after)
    return MemberTimeline(_chips(by_kind), chosen, page)


def _chips(by_kind: dict[str, int]) -> list[Chip]:
    chips = [Chip("", _("All"), sum(by_kind.values()))]
    for kind, count in by_kind.items():
        if count:
            chips.append(Chip(kind, KIND_LABELS[kind], count))
    return chips
