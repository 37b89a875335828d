"""Newcomers are counted from place to place, and none is lost."""

from roles.rules.bands import BOX_WIDTH, SMALLEST_BOX, WIDTH, draw, shorten
from roles.rules.passing import (
    NOBODY,
    NOT_ASKED,
    OTHERS,
    Link,
    Passage,
    Place,
    Stage,
    count_passing,
)

PASSAGES = [
    *[Passage(7, 8, 9)] * 3,
    *[Passage(7, NOBODY, NOT_ASKED)] * 2,
    Passage(NOBODY, 8, NOBODY),
    *[Passage(number, 8, 9) for number in range(20, 26)],
]


def test_every_newcomer_is_at_one_place_of_each_stage() -> None:
    passing = count_passing(PASSAGES)
    assert passing.total == 12
    for places in passing.places:
        assert sum(place.newcomers for place in places) == 12
    for stage in (Stage.ATTRACTED, Stage.WELCOMED):
        links = [link for link in passing.links if link.stage == stage]
        assert sum(link.newcomers for link in links) == 12
        for place in passing.places[stage]:
            leaving = [link for link in links if link.who == place.who]
            assert sum(one.newcomers for one in leaving) == place.newcomers


def test_a_few_are_named_and_the_rest_stand_together() -> None:
    passing = count_passing(PASSAGES, most_named=2)
    assert passing.places[Stage.ATTRACTED] == [
        Place(Stage.ATTRACTED, 7, 5),
        Place(Stage.ATTRACTED, 20, 1),
        Place(Stage.ATTRACTED, OTHERS, 5),
        Place(Stage.ATTRACTED, NOBODY, 1),
    ]
    assert passing.named(Stage.ATTRACTED) == [7, 20]
    assert passing.count(Stage.ATTRACTED) == 11
    assert passing.count(Stage.ANSWERED) == 9
    assert passing.at(Stage.ANSWERED, NOT_ASKED) == 2
    assert Link(Stage.WELCOMED, 8, 9, 9) in passing.links


def test_nobody_makes_an_empty_picture() -> None:
    passing = count_passing([])
    assert (passing.total, passing.links) == (0, [])
    assert draw(passing).boxes == []


def test_boxes_do_not_overlap_and_bands_end_in_their_box() -> None:
    picture = draw(count_passing(PASSAGES))
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
    assert len(picture.bands) == len(count_passing(PASSAGES).links)


def test_a_label_is_cut_by_its_width() -> None:
    assert shorten("山" * 11) == "山" * 11
    assert shorten("山" * 12) == "山" * 11 + "…"
    assert shorten("a" * 22) == "a" * 22
    assert shorten("a" * 23) == "a" * 22 + "…"
