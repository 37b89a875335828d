"""What the weekly brief consists of: figures, each a series of a dashboard
card, in sections.
"""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.rules.findings import Wanted


class BriefFigure(NamedTuple):
    """A figure of the brief.

    card, series: the card that counts it, and which of its series, from 0 ·
    decimals: how many are shown · unit: what is put behind a value · changes:
    the value of the latest week is not final when the brief is sent · hint: what
    its target means, if that is not a number a week.
    """

    name: str
    label: Any
    card: str
    series: int
    wanted: Wanted = Wanted.MORE
    decimals: int = 0
    unit: Any = ""
    changes: bool = False
    hint: Any = ""


class BriefSection(NamedTuple):
    """Figures under one heading; `tables` are cards that show how it is now."""

    name: str
    title: Any
    figures: tuple[BriefFigure, ...] = ()
    tables: tuple[str, ...] = ()


SECTIONS = (
    BriefSection(
        "volume",
        _("Activity"),
        (
            BriefFigure("active", _("Active members"), "active", 0),
            BriefFigure("new", _("Active for the first time"), "arrivals", 0),
            BriefFigure("openings", _("Threads opened"), "posts", 0),
            BriefFigure("replies", _("Answers and replies"), "posts", 1),
        ),
    ),
    # Its figures are known a week later than the others.
    BriefSection("content", _("Content"), tables=("helpful_posts",)),
    BriefSection(
        "dormancy",
        _("Dormancy"),
        (
            BriefFigure(
                "cooling", _("Began to cool"), "moves", 0, Wanted.FEWER
            ),
            BriefFigure(
                "dormant", _("Became dormant"), "moves", 1, Wanted.FEWER
            ),
            BriefFigure(
                "returned", pgettext_lazy("dormancy", "Came back"), "moves", 2
            ),
        ),
    ),
    BriefSection(
        "gears",
        _("Roles and gears"),
        tables=("roles", "gears"),
    ),
    BriefSection(
        "healing",
        _("Questions and healing"),
        (
            BriefFigure(
                "asked", _("Questions asked"), "questions", 0, Wanted.EITHER
            ),
            BriefFigure(
                "answered",
                _("Of them answered"),
                "questions",
                1,
                Wanted.EITHER,
                changes=True,
            ),
            BriefFigure(
                "first_answer",
                _("Median time to the first answer"),
                "first_answers",
                0,
                Wanted.FEWER,
                decimals=1,
                unit=_("%(value)s hours"),
                hint=_("At most so many hours."),
            ),
        ),
    ),
    BriefSection(
        "mood",
        _("Mood"),
        (
            BriefFigure(
                "negative",
                _("Negative posts, adjusted share"),
                "mood",
                0,
                Wanted.FEWER,
                unit=_("%(value)s %%"),
                hint=_("At most so many per cent."),
            ),
            BriefFigure(
                "negative_low",
                _("Negative posts, at least"),
                "mood",
                1,
                Wanted.EITHER,
                unit=_("%(value)s %%"),
            ),
            BriefFigure(
                "negative_high",
                _("Negative posts, at most"),
                "mood",
                2,
                Wanted.EITHER,
                unit=_("%(value)s %%"),
            ),
        ),
    ),
    BriefSection(
        "issues",
        _("Early warning"),
        (
            BriefFigure(
                "raised", _("Issues alerted"), "issues", 0, Wanted.FEWER
            ),
            BriefFigure(
                "closed", _("Issues closed"), "issues", 1, Wanted.EITHER
            ),
        ),
    ),
    BriefSection(
        "team",
        _("Work of the team"),
        (
            BriefFigure(
                "interactions", _("Interactions logged"), "interactions", 0
            ),
            BriefFigure(
                "kept", _("Promises kept"), "promises", 0, changes=True
            ),
            BriefFigure(
                "unkept",
                _("Promises still open"),
                "promises",
                1,
                Wanted.FEWER,
                changes=True,
            ),
        ),
    ),
    BriefSection(
        "campaigns",
        _("Campaigns"),
        (
            BriefFigure(
                "signed_up",
                _("Signed up for campaigns"),
                "campaign_participants",
                0,
            ),
            BriefFigure(
                "came", _("Came to campaigns"), "campaign_participants", 1
            ),
            BriefFigure(
                "costs",
                _("Costs of campaigns"),
                "campaign_costs",
                0,
                Wanted.EITHER,
                unit=_("%(value)s yuan"),
            ),
        ),
    ),
    BriefSection(
        "koc",
        _("KOC status"),
        (
            BriefFigure("new_koc", _("Became KOC"), "koc_moves", 0),
            BriefFigure(
                "ended_koc",
                _("KOC status ended"),
                "koc_moves",
                1,
                Wanted.FEWER,
            ),
        ),
        tables=("nominations",),
    ),
)


def all_figures() -> list[BriefFigure]:
    """Return the figures of all sections."""
    return [figure for section in SECTIONS for figure in section.figures]


def figures_with_target() -> list[BriefFigure]:
    """Return the figures of which more, or fewer, is better."""
    return [one for one in all_figures() if one.wanted != Wanted.EITHER]
