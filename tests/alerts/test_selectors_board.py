"""The figures above the list of issues."""

import pytest
from django.urls import reverse

from alerts.selectors.board import read_board
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_the_board_adds_up(issue, as_role, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    board = read_board(NOW)
    assert board["cards"][1].value == 1
    chart = board["charts"]["part"]
    assert (chart["x"][0], chart["x"][-1], len(chart["x"])) == (
        "2026-03-02",
        "2026-05-18",
        12,
    )
    assert chart["series"][0]["data"] == [0] * 11 + [1], (
        "weeks without an alert are drawn as none"
    )
    assert chart["partial_last"]
    assert board["cards"][4].value == 4
    page = as_role("analyst").get(reverse("alerts:issue_list"))
    assert page.context["charts"]
    assert (
        as_role("analyst")
        .get(f"{reverse('alerts:issue_list')}?open=true")
        .context["table"]
        .page.paginator.count
        == 1
    )
