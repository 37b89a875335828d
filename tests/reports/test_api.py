"""The brief and its targets by REST."""

from typing import Any

import pytest

from reports.models import FigureTarget
from reports.rules.findings import Wanted
from reports.selectors.brief_sections import all_figures
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
BRIEF, TARGETS = "/api/v1/weekly-brief/", "/api/v1/figure-targets/"


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def test_the_brief_has_every_figure(as_role: Any) -> None:
    answer = as_role("lead").get(BRIEF, {"week": "2026-05-06"})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["week"], body["last_day"]) == ("2026-05-04", "2026-05-10")
    assert body["is_complete"] is False
    names = [one["name"] for one in body["figures"]]
    assert names == [one.name for one in all_figures()]


@pytest.mark.parametrize("week", ["x", "2026-05-20", "0001-01-01"])
def test_a_wrong_week_is_refused(as_role: Any, week: str) -> None:
    answer = as_role("lead").get(BRIEF, {"week": week})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["field"] == "week"


def test_wrong_filters_are_refused(as_role: Any) -> None:
    lead = as_role("lead")
    assert lead.get(BRIEF, {"circle": "9999"}).status_code == 400
    assert lead.get(BRIEF, {"town": "x"}).status_code == 400


def test_targets_are_set_and_taken_away(as_role: Any) -> None:
    analyst = as_role("analyst")
    send = {"content_type": "application/json"}
    answer = analyst.patch(TARGETS, {"active": 900, "kept": 5}, **send)
    assert answer.json() == {"active": 900.0, "kept": 5.0}
    assert analyst.patch(TARGETS, {"kept": None}, **send).json() == {
        "active": 900.0
    }
    assert FigureTarget.objects.get().set_by.username == "analyst"
    for wrong in ({"actve": 1}, {"active": -1}, {"active": "x"}, [1]):
        assert analyst.patch(TARGETS, wrong, **send).status_code == 400
    either = next(one for one in all_figures() if one.wanted == Wanted.EITHER)
    assert analyst.patch(TARGETS, {either.name: 1}, **send).status_code == 400
    assert (
        as_role("communicator")
        .patch(TARGETS, {"active": 1}, **send)
        .status_code
        == 403
    )
    assert as_role("communicator").get(TARGETS).json() == {"active": 900.0}
