"""Acts of lifecycle: policies, disputes, fits on the community's past, and what nights decide."""

import csv
import json
from datetime import date, timedelta
from io import StringIO
from typing import Any

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from common.errors import DomainError
from kocops.nightly import fingerprint_of, run_nightly
from lifecycle.models import (
    DormancyBacktest,
    DormancyDispute,
    DormancyFlow,
    DormancyPolicy,
    DormancyState,
)
from lifecycle.rules.states import State, Thresholds
from lifecycle.selectors.explaining import (
    contribution_rows,
    read_evidence,
    spell_rows,
)
from lifecycle.selectors.policies import policy_in_force, rules_of
from lifecycle.selectors.preview import preview_thresholds
from lifecycle.selectors.scorecards import scorecard_of, shipped_scorecard
from lifecycle.services.disputes import dispute_state, withdraw_dispute
from lifecycle.services.fitting import backtest_policy, fit_policy
from lifecycle.services.policies import ensure_policy, save_policy
from members.models import Member
from tests.activity.events import ingest
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory
from tests.lifecycle.community import (
    LAST,
    SUNDAY,
    days_before,
    night,
    state_of,
)

pytestmark = pytest.mark.django_db


def test_states_are_what_people_would_say(community) -> None:
    night()
    assert state_of("steady").state == State.ACTIVE
    assert state_of("silent").state == State.DORMANT
    assert state_of("reader").state == State.ACTIVE
    assert state_of("reader").is_browsing_only
    assert not state_of("lurker").is_browsing_only
    assert state_of("new").state == State.UNKNOWN
    assert state_of("once").state == State.UNKNOWN
    assert state_of("silent").score > 0.7 > 0.2 > state_of("steady").score
    assert not DormancyState.objects.filter(
        member__kind=Member.Kind.BOT,
    ).exists()


def test_automatic_refreshes_do_not_keep_a_member_awake(community) -> None:
    ingest(
        community,
        days_before("silent", range(0, 80), "background_refresh"),
    )
    night()
    assert state_of("silent").state == State.DORMANT


def test_who_is_seen_again_is_dormant_no_longer(community) -> None:
    night(SUNDAY)
    assert state_of("silent").state == State.DORMANT
    ingest(community, days_before("silent", [1], "login"))
    night(SUNDAY + timedelta(days=2))
    assert state_of("silent").state == State.DORMANT, (
        "states are decided at the end of the week"
    )
    now = NOW + timedelta(days=7)
    others = [
        *days_before("steady", range(-6, 0)),
        *days_before("reader", range(-6, 0)),
    ]
    ingest(community, others, now=now)
    run_nightly(business_date=SUNDAY + timedelta(days=7), clock=lambda: now)
    assert state_of("silent").state == State.RETURNED


def test_weeks_one_by_one_and_late_events_give_what_a_rebuild_gives(
    community,
) -> None:
    for weeks in range(8, -1, -1):
        night(SUNDAY - timedelta(weeks=weeks))
        ingest(community, days_before("silent", [20 * weeks + 3], "like"))
        ingest(community, days_before(f"late {weeks}", range(5, 150, 4)))
    one_by_one = fingerprint_of(night(SUNDAY, again=True))
    assert fingerprint_of(night(SUNDAY, full=True)) == one_by_one


def test_flows_of_a_week_add_up_to_all_members(community) -> None:
    generation = night()
    weeks: dict[date, int] = {}
    for flow in DormancyFlow.objects.filter(generation=generation):
        weeks[flow.week_start] = weeks.get(flow.week_start, 0) + flow.members
    assert len(weeks) == 26
    assert set(weeks.values()) == {
        DormancyState.objects.of_generation(generation).count(),
    }


def test_contributions_explain_the_stored_score(community) -> None:
    night()
    state = state_of("silent")
    policy = DormancyPolicy.objects.get(version=state.policy_version)
    card = rules_of(policy).card
    evidence = read_evidence(
        [state.member_id],
        generation=state.generation,
        last=LAST,
    )[state.member_id]
    told = contribution_rows(evidence, rules_of(policy))
    odds = (
        card.calibration_slope * (card.intercept + sum(card.usual))
        + card.calibration_shift
    )
    assert 1 / (
        1 + np.exp(-(odds + sum(row["effect"] for row in told)))
    ) == pytest.approx(state.score, abs=1e-3)
    assert told[0]["effect"] > 0, "his silence speaks for dormancy"
    assert all(str(row["sentence"]) for row in told)


def test_spells_follow_each_other_without_gap(community) -> None:
    night()
    spells = spell_rows(bytes(state_of("silent").spells))
    assert [spell["state"] for spell in spells] == [
        "dormant",
        "cooling",
        "active",
    ]
    assert spells[0]["ended_on"] is None
    assert spells[1]["ended_on"] == spells[0]["started_on"]


def test_a_policy_never_changes(community) -> None:
    policy = ensure_policy(NOW)
    assert (policy.version, policy.origin) == (
        1,
        DormancyPolicy.Origin.SHIPPED,
    )
    with pytest.raises(ValidationError):
        policy.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        DormancyPolicy.objects.bulk_create(
            [
                DormancyPolicy(
                    version=1,
                    scorecard={},
                    thresholds={},
                    created_at=NOW,
                ),
            ],
        )


def test_edited_thresholds_decide_anew_what_the_preview_said(
    community,
) -> None:
    night()
    gentle = Thresholds(cooling=0.96, dormant=0.97, active=0.1)
    preview = preview_thresholds(gentle)
    before = dict(
        DormancyState.objects.of_generation(1).values_list(
            "member_id",
            "state",
        ),
    )
    save_policy(
        card=shipped_scorecard(),
        limits=gentle,
        origin="edited",
        note="gentle",
        now=NOW,
        replays_states=True,
    )
    generation = night(again=True)
    after = DormancyState.objects.of_generation(generation)
    changed = sum(
        before[pk] != state
        for pk, state in after.values_list("member_id", "state")
    )
    assert changed == preview.changed > 0
    assert set(after.values_list("policy_version", flat=True)) == {2}


def test_a_refitted_card_lets_states_go_on(community) -> None:
    night(SUNDAY)
    since = state_of("silent").since
    save_policy(
        card=shipped_scorecard(),
        limits=Thresholds(),
        origin="refit",
        note="",
        now=NOW,
    )
    night(LAST)
    state = state_of("silent")
    assert (state.state, state.since, state.policy_version) == (
        State.DORMANT,
        since,
        2,
    )
    assert {
        spell["policy_version"] for spell in spell_rows(bytes(state.spells))
    } == {1}


def test_a_dispute_needs_a_state_a_reason_and_a_day(
    community,
    accounts,
) -> None:
    night()
    how: dict[str, Any] = {"now": NOW, "today": LAST, "user": accounts["lead"]}
    silent, once = state_of("silent"), state_of("once")
    with pytest.raises(DomainError):
        dispute_state(
            member=once.member,
            state=once,
            reason="x",
            until=LAST,
            **how,
        )
    for until in (LAST - timedelta(days=1), LAST + timedelta(days=400)):
        with pytest.raises(DomainError):
            dispute_state(
                member=silent.member,
                state=silent,
                reason="x",
                until=until,
                **how,
            )
    with pytest.raises(ValidationError):
        dispute_state(
            member=silent.member,
            state=silent,
            reason="",
            until=LAST,
            **how,
        )
    assert not DormancyDispute.objects.exists()


def test_a_new_dispute_replaces_the_old_and_the_machine_goes_on(
    community,
    accounts,
) -> None:
    night(SUNDAY)
    state = state_of("silent")
    how: dict[str, Any] = {
        "now": NOW,
        "today": LAST,
        "user": accounts["lead"],
        "member": state.member,
        "state": state,
    }
    dispute_state(reason="出差", until=LAST, **how)
    dispute_state(reason="出差更久", until=LAST + timedelta(days=30), **how)
    night(LAST)
    assert state_of("silent").state == State.DORMANT
    assert [
        d.reason
        for d in DormancyDispute.objects.holding_on(LAST + timedelta(days=9))
    ] == ["出差更久"]
    assert DormancyDispute.objects.count() == 2
    assert withdraw_dispute(member=state.member, now=NOW)
    assert not withdraw_dispute(member=state.member, now=NOW)


def test_a_small_past_is_refused_and_keeps_the_old_policy(community) -> None:
    night()
    with pytest.raises(DomainError) as refused:
        fit_policy(now=NOW)
    assert refused.value.code == "too_few_rows"
    assert policy_in_force().version == 1


def test_a_refit_stands_as_a_new_version_that_says_what_changed(
    lively,
) -> None:
    night()
    policy, changes = fit_policy(now=NOW)
    assert (policy.version, policy.origin, policy.replays_states) == (
        2,
        "refit",
        False,
    )
    assert changes["rows"] >= 200
    assert policy.record["scorecard_before"]
    assert scorecard_of(policy.scorecard) != shipped_scorecard()
    kept, _changes = fit_policy(now=NOW, keep=False)
    assert kept.version == 2 == DormancyPolicy.objects.count()


def test_the_backtest_of_the_own_past_is_kept(lively) -> None:
    night()
    backtest_policy(now=NOW)
    kept = DormancyBacktest.objects.get()
    assert kept.figures["score"]["rows"] > 0
    assert kept.figures["score"]["auc"] > 0.6


def test_before_the_first_night_everything_says_so() -> None:
    for act in (
        lambda: fit_policy(now=NOW),
        lambda: backtest_policy(now=NOW),
        lambda: preview_thresholds(Thresholds()),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "no_night"


def test_an_empty_community_has_a_night_and_a_backtest() -> None:
    night()
    assert backtest_policy(now=NOW).figures["score"]["rows"] == 0
    assert preview_thresholds(Thresholds()).changed == 0


def test_members_without_activity_or_of_the_future_break_nothing() -> None:
    MemberFactory()
    source = EventSourceFactory()
    later = NOW + timedelta(minutes=5)
    ingest(
        source,
        [
            {
                "external_id": "1",
                "member": "a",
                "occurred_at": later.isoformat(),
                "kind": "post",
            },
        ],
    )
    ingest(source, days_before("b", range(1500)))
    night()
    assert DormancyState.objects.count() == 1
    assert state_of("b").state == State.ACTIVE


LOG = "member,day,dimension,count\n"


@pytest.fixture
def log(tmp_path: Any) -> Any:
    """A log of 60 members over 80 weeks, half of whom stop; they log in for some weeks more."""
    random = np.random.default_rng(2)
    path = tmp_path / "log.csv"
    lines = [LOG]
    for member in range(60):
        stop = 560 if member % 2 else 200 + 5 * member
        for day in np.flatnonzero(random.random(560) < 0.2):
            kind = "post" if day < stop else "login"
            if day < stop + (40 if member % 4 == 0 else 0) or member % 2:
                lines.append(
                    f"u{member},{date(2025, 1, 1) + timedelta(days=int(day))},{kind},1\n",
                )
    path.write_text("".join(lines))
    return path


def test_a_log_is_judged_row_by_row(log, tmp_path) -> None:
    out, said = tmp_path / "out.csv", StringIO()
    call_command("evaluate_dormancy", str(log), "--out", str(out), stdout=said)
    with out.open() as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert list(rows[0]) == ["member", "cutoff", "score", "state", "outcome"]
    assert {row["outcome"] for row in rows} == {"0", "1"}
    assert {row["state"] for row in rows} <= {
        state.name.lower() for state in State
    }
    assert len({row["cutoff"] for row in rows}) == len(
        range(int(0.6 * 80), 73, 4),
    )
    assert "AUC" in said.getvalue()
    assert "own refit" in said.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "missing_columns"),
        ("a,b\n1,2\n", "missing_columns"),
        (LOG, "empty_log"),
        (f"{LOG}u,2025-13-01,post,1\n", "bad_row"),
        (f"{LOG}u,2025-01-01,post,-1\n", "bad_row"),
        (f"{LOG}u,2025-01-01,post\n", "bad_row"),
        (f"{LOG}u,2025-01-01,post,1,9\n", "bad_row"),
    ],
)
def test_a_log_that_cannot_be_read_says_why(content, code, tmp_path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(content)
    with pytest.raises(CommandError, match=code):
        call_command(
            "evaluate_dormancy",
            str(path),
            "--out",
            str(tmp_path / "out.csv"),
        )
    with pytest.raises(CommandError, match="bad_file"):
        call_command(
            "evaluate_dormancy",
            str(tmp_path / "missing"),
            "--out",
            str(tmp_path / "out.csv"),
        )


def test_a_log_of_one_event_has_no_row_to_judge(tmp_path) -> None:
    path, said = tmp_path / "log.csv", StringIO()
    path.write_text(f"{LOG}u,2025-01-01,post,1\n")
    call_command(
        "evaluate_dormancy",
        str(path),
        "--out",
        str(tmp_path / "out.csv"),
        stdout=said,
    )
    assert "no row to judge" in said.getvalue()


def test_a_card_fitted_on_logs_judges_others(log, tmp_path) -> None:
    card, out = tmp_path / "card.json", tmp_path / "out.csv"
    call_command(
        "fit_scorecard",
        str(log),
        "--out",
        str(card),
        stdout=StringIO(),
    )
    record = json.loads(card.read_text())
    assert record["fitted_on"]["rows_by_log"]["log"] >= 200
    call_command(
        "evaluate_dormancy",
        str(log),
        "--scorecard",
        str(card),
        "--out",
        str(out),
        stdout=StringIO(),
    )
    assert len(out.read_text().splitlines()) > 1
    with pytest.raises(CommandError, match="bad_scorecard"):
        call_command(
            "evaluate_dormancy",
            str(log),
            "--scorecard",
            str(log),
            "--out",
            str(out),
        )


def test_the_refit_command_says_what_changed(lively) -> None:
    night()
    said = StringIO()
    call_command("fit_dormancy", stdout=said)
    assert "calibration_error_after" in said.getvalue()
    assert policy_in_force().version == 2


def test_nobody_who_refuses_is_scored(community) -> None:
    steady = Member.objects.get(identities__external_id="steady")
    steady.consents.create(
        purpose="scoring",
        is_given=False,
        note="call",
        recorded_at=NOW,
    )
    night()
    scored = DormancyState.objects.values_list("member", flat=True)
    assert steady.pk not in scored
    assert len(scored) > 0
