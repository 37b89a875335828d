"""The board, the member's panel, disputes, and thresholds that show their
effect before they are kept.
"""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from common.jobs.queue import run_job
from common.models import JobRun
from lifecycle.models import (
    DormancyBacktest,
    DormancyDispute,
    DormancyPolicy,
    DormancyState,
)
from lifecycle.rules.states import State, Thresholds
from tests.conftest import NOW
from tests.lifecycle.community import LAST, night, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def test_the_board_counts_every_state_and_lists_who_matters_first(
    lively,
    as_role,
    at_now,
) -> None:
    generation = night()
    page = as_role("communicator").get(reverse("lifecycle:dormancy_board"))
    counts = {card.state: card.value for card in page.context["cards"]}
    for state in DormancyState.State:
        assert (
            counts[state]
            == DormancyState.objects.of_generation(generation)
            .filter(state=state)
            .count()
        )
    shown = [
        row.dormancy_state
        for row in page.context["table"].page.object_list.data
    ]
    cooling = shown.count(State.COOLING)
    assert cooling
    assert set(shown[:cooling]) == {State.COOLING}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("state=3", {"silent"}),
        ("browsing=true", {"reader"}),
        ("state=0&newly=true", {"new"}),
        ("disputed=true", set()),
    ],
)
def test_the_board_filters(community, as_role, at_now, query, names) -> None:
    night()
    page = as_role("analyst").get(
        f"{reverse('lifecycle:dormancy_board')}?{query}",
    )
    rows = (
        page.context["table"].page.object_list.data
        if page.context["table"].page.paginator.count
        else []
    )
    assert {row.identities.get().external_id for row in rows} == names


def panel_of(name: str) -> str:
    """Return the address of what explains a member's state."""
    kwargs = {"pk": state_of(name).member_id, "name": "dormancy"}
    return reverse("teamwork:member_panel", kwargs=kwargs)


def test_a_member_is_told_why(community, as_role, at_now) -> None:
    night()
    page = as_role("lead").get(panel_of("silent"))
    panel = page.context["dormancy"]
    assert len(panel["contributions"]) == 6
    assert (
        panel["what_ifs"][1]["score"]
        < panel["what_ifs"][0]["score"]
        < panel["what_ifs"][3]["score"]
    )
    assert {row["label"]: row["trend"].is_stalled for row in panel["trends"]}
    assert "休眠" in page.content.decode()
    young = as_role("lead").get(panel_of("new")).content.decode()
    assert "历史太短" in young


def test_a_dispute_shows_on_page_board_and_counts(
    community,
    as_role,
    at_now,
) -> None:
    night()
    client, member = as_role("communicator"), state_of("silent").member
    address = reverse("lifecycle:dispute_create", args=[member.pk])
    assert (
        client.post(address, {"reason": "", "until": LAST}).status_code == 422
    )
    assert (
        client.post(
            address,
            {"reason": "出差", "until": "2020-01-01"},
        ).status_code
        == 400
    )
    answer = client.post(
        address,
        {"reason": "出差到六月", "until": LAST + timedelta(days=20)},
    )
    assert answer.status_code == 302
    assert (
        "出差到六月" in client.get(member.get_absolute_url()).content.decode()
    )
    board = client.get(f"{reverse('lifecycle:dormancy_board')}?disputed=true")
    assert board.context["table"].page.paginator.count == 1
    listed = client.get(
        f"{reverse('lifecycle:dispute_list')}?holds=true&policy_version=1",
    )
    assert listed.context["table"].page.paginator.count == 1
    client.post(reverse("lifecycle:dispute_withdraw", args=[member.pk]))
    assert not DormancyDispute.objects.holding_on(LAST).exists()


def test_thresholds_show_who_would_change_before_they_are_kept(
    community,
    as_role,
    at_now,
) -> None:
    night()
    client, address = as_role("analyst"), reverse("lifecycle:policy_create")
    asked = {
        **asdict(Thresholds(cooling=0.96, dormant=0.97, active=0.1)),
        "note": "宽松一些",
    }
    shown = client.post(address, asked)
    assert shown.context["preview"].changed > 0
    assert DormancyPolicy.objects.count() == 1
    kept = client.post(
        address,
        {**asked, "confirmed": shown.context["entered"]},
    )
    policy = DormancyPolicy.objects.newest()
    assert kept["Location"] == policy.get_absolute_url()
    assert (
        policy.version,
        policy.thresholds["dormant"],
        policy.replays_states,
    ) == (2, 0.97, True)
    assert client.get(policy.get_absolute_url()).context["in_force"]
    wrong = client.post(address, {**asked, "cooling": 0.99})
    assert wrong.status_code == 422


def test_thresholds_before_the_first_night_say_so(as_role) -> None:
    answer = as_role("lead").post(
        reverse("lifecycle:policy_create"),
        {**asdict(Thresholds()), "note": "x"},
    )
    assert answer.status_code == 409


def test_backtest_and_refit_are_jobs_whose_result_shows(
    lively,
    as_role,
    at_now,
) -> None:
    night()
    client = as_role("lead")
    for name in ("backtest_policy", "refit_policy"):
        client.post(reverse(f"lifecycle:{name}"))
        run_job(job_id=JobRun.objects.latest("pk").pk, clock=lambda: NOW)
    assert {job.state for job in JobRun.objects.all()} == {"done"}
    assert DormancyBacktest.objects.count() == 1
    assert DormancyPolicy.objects.newest().version == 2
    page = client.get(reverse("lifecycle:policy_list"))
    assert page.context["backtest"]
    assert len(page.context["backtest_rows"]) == 7


def test_states_are_read_with_reasons_and_followed_by_changes(
    community,
    token,
    client,
    at_now,
) -> None:
    night()
    headers = token("lifecycle:read")
    body = client.get("/api/v1/dormancy-states/", headers=headers).json()
    rows = {row["nickname"]: row for row in body["results"]}
    assert body["as_of"]["business_date"] == str(LAST)
    silent = rows[state_of("silent").member.nickname]
    assert (silent["state"], len(silent["contributions"])) == ("dormant", 6)
    assert [spell["state"] for spell in silent["spells"]] == [
        "dormant",
        "cooling",
        "active",
    ]
    young = rows[state_of("new").member.nickname]
    assert (young["state"], young["score"], young["contributions"]) == (
        "unknown",
        None,
        [],
    )
    since = silent["since"]
    changed = client.get(
        f"/api/v1/dormancy-states/?changed_since={since}&state=dormant",
        headers=headers,
    ).json()
    assert [row["nickname"] for row in changed["results"]] == [
        silent["nickname"],
    ]
    one = client.get(
        f"/api/v1/dormancy-states/{silent['member_id']}/",
        headers=headers,
    ).json()
    assert one == silent
