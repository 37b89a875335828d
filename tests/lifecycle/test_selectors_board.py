"""States have one palette: what charts name is what the style sheet colours."""

import re
from pathlib import Path

import pytest

from lifecycle.models import DormancyFlow, DormancyState
from lifecycle.selectors.board import read_board
from tests.lifecycle.community import night

pytestmark = pytest.mark.django_db
STYLES = Path("static/css/kocops.css").read_text("utf-8")


def test_badges_tables_and_charts_have_one_colour_a_state(lively) -> None:
    board = read_board(night())
    named = {
        series["state"]
        for chart in board["charts"].values()
        for series in chart["series"]
    }
    named |= {card.name for card in board["cards"] if card.state is not None}
    assert named == {state.name.lower() for state in DormancyState.State}
    assert DormancyFlow.objects.exists()
    for name in named:
        for part in ("", "-fill"):
            assert len(re.findall(rf"--state-{name}{part}: #", STYLES)) == 2, (
                "one for each theme"
            )
        colours = f"--c: var(--state-{name}); --f: var(--state-{name}-fill);"
        assert (
            f".state-{name} {{ {colours} }}" in STYLES
            or f".state {{ {colours}" in STYLES
        )
