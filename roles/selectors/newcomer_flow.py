"""The picture of hand-overs of some newcomers, with the people behind each of
its numbers.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.db.bulk_copy import read_queryset
from members.models import Member
from roles.models import RoleScore
from roles.rules.flow_picture import draw, shorten
from roles.rules.newcomer_flow import (
    NOBODY,
    NOT_ASKED,
    OTHERS,
    FlowLink,
    NewcomerFlow,
    NewcomerPath,
    Stage,
    count_newcomer_flow,
)
from roles.rules.strength import Role

# The parameters of the list behind a place, by stage.
PARAMETERS = {
    Stage.ATTRACTED: "attracted",
    Stage.WELCOMED: "welcomed",
    Stage.ANSWERED: "answered",
}
FIELDS = {
    Stage.ATTRACTED: "journey_attracted_by",
    Stage.WELCOMED: "journey_welcomed_by",
    Stage.ANSWERED: "journey_answered_by",
}
COLUMNS = (
    (FIELDS[Stage.ATTRACTED], "int8"),
    (FIELDS[Stage.WELCOMED], "int8"),
    (FIELDS[Stage.ANSWERED], "int8"),
    ("journey_asked_days", "int4"),
)
STAGE_ROLES = {
    Stage.ATTRACTED: Role.AESTHETIC,
    Stage.WELCOMED: Role.SOCIAL,
    Stage.ANSWERED: Role.GEEK,
}


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A box of the picture: what it is called, where its newcomers are listed,
    and the role of the member, "" for none.
    """

    box: Any
    label: str
    short: str
    href: str
    role: str
    count: int
    is_missing: bool


@dataclass(frozen=True, slots=True)
class ShownBand:
    """A band of the picture with its sentence and the list behind it."""

    outline: str
    href: str
    says: str
    role: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class StageFigure:
    """A stage as a figure: for how many of how many newcomers it was done."""

    stage: Stage
    count: int
    of: int
    href: str

    @property
    def is_of_askers(self) -> bool:
        """Return whether only those who asked are looked at."""
        return self.stage is Stage.ANSWERED

    @property
    def percent(self) -> int:
        """Return the share in per cent."""
        if self.of:
            return round(100 * self.count / self.of)
        return 0


@dataclass(frozen=True, slots=True)
class ShownFlow:
    """The whole picture, its figures and its table."""

    flow: NewcomerFlow
    size: Any
    places: list[ShownPlace]
    bands: list[ShownBand]
    figures: list[StageFigure]

    @property
    def rows(self) -> list[list[ShownPlace]]:
        """Return the places of each stage, for the table."""
        by_stage: list[list[ShownPlace]] = []
        for _stage in Stage:
            by_stage.append([])
        for place in self.places:
            by_stage[place.box.place.stage].append(place)
        return by_stage


def read_newcomer_flow(newcomers: QuerySet[Any]) -> NewcomerFlow:
    """Return how these newcomers, of members_with_journeys(), passed."""
    columns = read_queryset(newcomers.order_by(), COLUMNS)
    attracted, welcomed, answered = (
        columns[FIELDS[stage]].tolist() for stage in Stage
    )
    asked = columns["journey_asked_days"].tolist()
    paths = []
    for number, days in enumerate(asked):
        answer = answered[number]
        if not answer and days < 0:
            answer = NOT_ASKED
        paths.append(NewcomerPath(attracted[number], welcomed[number], answer))
    return count_newcomer_flow(paths)


def read_flow_picture(
    newcomers: QuerySet[Any],
    *,
    generation: int,
    scope: dict[str, str],
) -> ShownFlow:
    """Return the picture of these newcomers; `scope` is the part of a list's
    address that leaves just them.
    """
    flow = read_newcomer_flow(newcomers)
    picture = draw(flow)
    names, roles = _known(flow, generation)
    places = []
    for box in picture.boxes:
        place = box.place
        label = _label(place.stage, place.who, names)
        places.append(
            ShownPlace(
                box=box,
                label=label,
                short=shorten(label),
                href=_address(scope, {place.stage: place.who}, flow),
                role=roles.get(place.who, ""),
                count=place.newcomers,
                is_missing=place.who in (NOBODY, NOT_ASKED),
            ),
        )
    bands = []
    for band in picture.bands:
        bands.append(_band(band, flow, scope, names, roles))
    figures = _figures(flow, scope)
    return ShownFlow(flow, picture, places, bands, figures)


def _known(
    flow: NewcomerFlow,
    generation: int,
) -> tuple[dict[int, Any], dict[int, str]]:
    """Return the members who are named, and the primary role of each."""
    ids: set[int] = set()
    for stage in Stage:
        ids.update(flow.named(stage))
    scores = RoleScore.objects.of_generation(generation).filter(
        member_id__in=ids,
        primary__gte=0,
    )
    roles = {}
    for member, role in scores.values_list("member_id", "primary"):
        roles[member] = Role(role).name.lower()
    existing = Member.objects.filter(pk__in=ids).values_list("pk", flat=True)
    return Member.objects.unmerged_by_id(list(existing)), roles


def _label(stage: Stage, who: int, names: dict[int, Any]) -> str:
    if who > 0:
        return str(names.get(who, "–"))
    if who == OTHERS:
        return _("Other members")
    if who == NOT_ASKED:
        return _("Has not asked")
    return {
        Stage.ATTRACTED: _("Nobody knows who"),
        Stage.WELCOMED: _("Nobody yet"),
        Stage.ANSWERED: _("Asked, nobody answered"),
    }[stage]


def value_of(who: int, named: list[int]) -> str:
    """Return how an address says who did something for a newcomer."""
    if who > 0:
        return str(who)
    if who == NOBODY:
        return "none"
    if who == NOT_ASKED:
        return "unasked"
    return "-".join(["others", *map(str, named)])


def _address(
    scope: dict[str, str],
    places: dict[Stage, int],
    flow: NewcomerFlow,
) -> str:
    query = dict(scope)
    for stage, who in places.items():
        query[PARAMETERS[stage]] = value_of(who, flow.named(stage))
    return f"{reverse('roles:journey_list')}?{urlencode(query)}"


def _band(
    band: Any,
    flow: NewcomerFlow,
    scope: dict[str, str],
    names: dict[int, Any],
    roles: dict[int, str],
) -> ShownBand:
    link: FlowLink = band.link
    after = Stage(link.stage + 1)
    says = _("%(giver)s → %(taker)s: %(count)s") % {
        "giver": _label(link.stage, link.who, names),
        "taker": _label(after, link.next_who, names),
        "count": ngettext(
            "%(count)s newcomer",
            "%(count)s newcomers",
            link.newcomers,
        )
        % {"count": link.newcomers},
    }
    both = {link.stage: link.who, after: link.next_who}
    return ShownBand(
        outline=band.outline,
        href=_address(scope, both, flow),
        says=says,
        role=roles.get(link.who, ""),
        is_missing=link.next_who in (NOBODY, NOT_ASKED),
    )


def read_figures(
    newcomers: QuerySet[Any],
    scope: dict[str, str],
) -> list[StageFigure]:
    """Return only the figures of these newcomers."""
    return _figures(read_newcomer_flow(newcomers), scope)


def _figures(flow: NewcomerFlow, scope: dict[str, str]) -> list[StageFigure]:
    """Return of each stage for how many newcomers it was done; of those who
    asked, how many were answered.
    """
    figures = []
    for stage in Stage:
        of = flow.total
        if stage is Stage.ANSWERED:
            of -= flow.at(stage, NOT_ASKED)
        query = {**scope, PARAMETERS[stage]: "somebody"}
        href = f"{reverse('roles:journey_list')}?{urlencode(query)}"
        figures.append(StageFigure(stage, flow.count(stage), of, href))
    return figures
