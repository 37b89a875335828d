"""Newcomers are counted from place to place, and none is lost."""

from roles.rules.flow_picture import (
    BOX_WIDTH,
    SMALLEST_BOX,
    WIDTH,
    draw,
    shorten,
)
from roles.rules.newcomer_flow import (
    NOBODY,
    NOT_ASKED,
    OTHERS,
    FlowLink,
    FlowNode,
    NewcomerPath,
    Stage,
    count_newcomer_flow,
)

PASSAGES = [
    *[NewcomerPath(7, 8, 9)] * 3,
    *[NewcomerPath(7, NOBODY, NOT_ASKED)] * 2,
    NewcomerPath(NOBODY, 8, NOBODY),
    *[NewcomerPath(number, 8, 9) for number in range(20, 26)],
]


def test_every_newcomer_is_at_one_place_of_each_stage() -> None:
    flow = count_newcomer_flow(PASSAGES)
    assert flow.total == 12
    for places in flow.places:
        assert sum(place.newcomers for place in places) == 12
    for stage in (Stage.ATTRACTED, Stage.WELCOMED):
        links = [link for link in flow.links if link.stage == stage]
        assert sum(link.newcomers for link in links) == 12
        for place in flow.places[stage]:
            leaving = [link for link in links if link.who == place.who]
            assert sum(one.newcomers for one in leaving) == place.newcomers


def test_a_few_are_named_and_the_rest_stand_together() -> None:
    flow = count_newcomer_flow(PASSAGES, most_named=2)
    assert flow.places[Stage.ATTRACTED] == [
        FlowNode(Stage.ATTRACTED, 7, 5),
        FlowNode(Stage.ATTRACTED, 20, 1),
        FlowNode(Stage.ATTRACTED, OTHERS, 5),
        FlowNode(Stage.ATTRACTED, NOBODY, 1),
    ]
    assert flow.named(Stage.ATTRACTED) == [7, 20]
    assert flow.count(Stage.ATTRACTED) == 11
    assert flow.count(Stage.ANSWERED) == 9
    assert flow.at(Stage.ANSWERED, NOT_ASKED) == 2
    assert FlowLink(Stage.WELCOMED, 8, 9, 9) in flow.links


def test_nobody_makes_an_empty_picture() -> None:
    flow = count_newcomer_flow([])
    assert (flow.total, flow.links) == (0, [])
    assert draw(flow).boxes == []


def test_boxes_do_not_overlap_and_bands_end_in_their_box() -> None:
    picture = draw(count_newcomer_flow(PASSAGES))
    for stage in Stage:
        column = [box for box in picture.boxes if box.place.stage == stage]
        bottom = -1.0
        for box in column:
            assert float(box.y) > bottom
            assert float(box.height) >= SMALLEST_BOX
            bottom = float(box.y) + float(box.height)
        assert bottom <= float(picture.height)
    rights = {int(box.x) + BOX_WIDTH for box in picture.boxes}
    assert max(rights) == WIDTH
    assert len(picture.bands) == len(count_newcomer_flow(PASSAGES).links)


def test_a_label_is_cut_by_its_width() -> None:
    assert shorten("山" * 11) == "山" * 11
    assert shorten("山" * 12) == "山" * 11 + "…"
    assert shorten("a" * 22) == "a" * 22
    assert shorten("a" * 23) == "a" * 22 + "…"
