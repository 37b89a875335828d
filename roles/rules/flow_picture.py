"""The picture of hand-overs: boxes for places, bands for links, all as texts of
SVG attributes.
"""

from typing import NamedTuple

from roles.rules.newcomer_flow import FlowLink, FlowNode, NewcomerFlow, Stage

WIDTH = 1080
BOX_WIDTH = 206
GAP = 8
SMALLEST_BOX = 26
USUAL_HEIGHT = 250
TEXT_BELOW_TOP = 18
MARGIN = 10
# Room for the outline of the last boxes.
EDGE = 2
# A Chinese character takes the room of two letters.
LABEL_LETTERS = 22


class Box(NamedTuple):
    """A place as a rectangle with its text's baseline."""

    place: FlowNode
    x: str
    y: str
    height: str
    text_x: str
    count_x: str
    text_y: str


class Band(NamedTuple):
    """A link as the outline of a band."""

    link: FlowLink
    outline: str


class Picture(NamedTuple):
    """All boxes and bands, and the size of the drawing."""

    boxes: list[Box]
    bands: list[Band]
    width: str
    height: str
    box_width: str


class _Row(NamedTuple):
    """Where a box begins, and how high a newcomer is in it."""

    top: float
    height: float


def draw(flow: NewcomerFlow) -> Picture:
    """Return the picture of a flow: the height of a band is its number of
    newcomers, a box is high enough for its text.
    """
    unit = min(USUAL_HEIGHT / max(flow.total, 1), float(SMALLEST_BOX))
    rows: dict[tuple[Stage, int], _Row] = {}
    boxes = []
    bottom = 0.0
    for stage, places in zip(Stage, flow.places, strict=True):
        top = 0.0
        for place in places:
            height = max(place.newcomers * unit, float(SMALLEST_BOX))
            rows[stage, place.who] = _Row(top, height)
            boxes.append(_box(place, top, height))
            top += height + GAP
        bottom = max(bottom, top - GAP)
    bands = _bands(flow, rows, unit)
    return Picture(
        boxes,
        bands,
        width=str(WIDTH + EDGE),
        height=_text(bottom + EDGE),
        box_width=str(BOX_WIDTH),
    )


def _left_of(stage: Stage) -> int:
    return int(stage) * (WIDTH - BOX_WIDTH) // (len(Stage) - 1)


def _box(place: FlowNode, top: float, height: float) -> Box:
    left = _left_of(place.stage)
    return Box(
        place=place,
        x=str(left),
        y=_text(top),
        height=_text(height),
        text_x=str(left + MARGIN),
        count_x=str(left + BOX_WIDTH - MARGIN),
        text_y=_text(top + min(TEXT_BELOW_TOP, height / 2 + 5)),
    )


def _bands(
    flow: NewcomerFlow,
    rows: dict[tuple[Stage, int], _Row],
    unit: float,
) -> list[Band]:
    """Return the bands, each leaving and reaching its boxes below those before
    it, in the order of the boxes.
    """
    order = {}
    for stage, places in zip(Stage, flow.places, strict=True):
        for number, place in enumerate(places):
            order[stage, place.who] = number
    leaving: dict[tuple[Stage, int], float] = {}
    reaching: dict[tuple[Stage, int], float] = {}
    bands = []
    links = sorted(
        flow.links,
        key=lambda one: (
            one.stage,
            order[one.stage, one.who],
            order[Stage(one.stage + 1), one.next_who],
        ),
    )
    for link in links:
        start = (link.stage, link.who)
        end = (Stage(link.stage + 1), link.next_who)
        height = link.newcomers * unit
        from_top = rows[start].top + leaving.get(start, 0.0)
        to_top = rows[end].top + reaching.get(end, 0.0)
        leaving[start] = leaving.get(start, 0.0) + height
        reaching[end] = reaching.get(end, 0.0) + height
        left = _left_of(link.stage) + BOX_WIDTH
        right = _left_of(Stage(link.stage + 1))
        outline = _outline(left, right, from_top, to_top, height)
        bands.append(Band(link, outline))
    return bands


def _outline(
    left: int,
    right: int,
    from_top: float,
    to_top: float,
    height: float,
) -> str:
    middle = (left + right) // 2
    a, b = _text(from_top), _text(to_top)
    c, d = _text(to_top + height), _text(from_top + height)
    return (
        f"M{left},{a} C{middle},{a} {middle},{b} {right},{b} "
        f"L{right},{c} C{middle},{c} {middle},{d} {left},{d} Z"
    )


def shorten(label: str, letters: int = LABEL_LETTERS) -> str:
    """Return a label that fits into a box."""
    room = letters
    for number, character in enumerate(label):
        room -= 1 if character.isascii() else 2
        if room < 0:
            return f"{label[:number].rstrip()}…"
    return label


def _text(number: float) -> str:
    """Return a number as SVG takes it, whatever the language of the page."""
    return f"{number:.1f}"
