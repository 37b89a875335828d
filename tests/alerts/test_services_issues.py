"""Decisions of staff about issues."""

from datetime import timedelta

import pytest

from alerts.models import Alert, Issue
from alerts.services.issues import change_issue
from alerts.services.post_classification import classify_new_posts
from common.errors import DomainError
from tests.alerts.posts import confirmed
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


def test_a_fixed_issue_reported_again_raises_one_alert(
    source,
    accounts,
) -> None:
    user = accounts["lead"]
    issue = confirmed(source, user)
    change_issue(
        issue_id=issue.pk,
        to_state="fixed",
        note="",
        user=user,
        now=NOW,
        fixed_in="2.3.1",
    )
    later = 60 * 24 * 10
    again = "升级后蓝牙钥匙又失灵了，打不开车门，{}"
    ingest(source, [post_row(50, "old", again.format("旧"))])
    assert classify_new_posts(now=NOW).alerts == [], "written before the fix"
    rows = [
        post_row(60 + n, f"again{n}", again.format(n), minutes=later + n)
        for n in range(3)
    ]
    ingest(source, rows, NOW + timedelta(days=30))
    causes = [alert.cause for alert in classify_new_posts(now=NOW).alerts]
    assert causes == [Alert.Cause.REGRESSION]
    issue.refresh_from_db()
    assert issue.state == Issue.State.REGRESSED


def test_a_muted_issue_speaks_up_at_its_condition(source, accounts) -> None:
    issue = confirmed(source, accounts["lead"])
    change_issue(
        issue_id=issue.pk,
        to_state="muted",
        note="已知",
        user=accounts["lead"],
        now=NOW,
        muted_until_reporters=5,
    )
    ingest(source, [post_row(60, "d", "蓝牙钥匙失灵，打不开车门")])
    assert classify_new_posts(now=NOW).alerts == []
    ingest(source, [post_row(61, "e", "蓝牙钥匙失灵，车门没反应")])
    assert [alert.cause for alert in classify_new_posts(now=NOW).alerts] == [
        Alert.Cause.MUTE_ENDED,
    ]


@pytest.mark.parametrize(
    ("state", "more"),
    [("engineering", {}), ("fixed", {}), ("muted", {}), ("verified", {})],
)
def test_a_state_needs_what_it_needs(source, accounts, state, more) -> None:
    issue = confirmed(source, accounts["lead"])
    with pytest.raises(DomainError):
        change_issue(
            issue_id=issue.pk,
            to_state=state,
            note="",
            user=accounts["lead"],
            now=NOW,
            **more,
        )
    issue.refresh_from_db()
    decided = issue.changes.filter(kind="state")
    assert (issue.state, decided.count()) == ("confirmed", 1)


@pytest.mark.parametrize(
    ("how", "fix"),
    [
        ({"fixed_in": "2.3.1"}, "2.3.1"),
        ({"fixed_by": "version", "fixed_in": "2.3.1"}, "2.3.1"),
        ({"fixed_by": "part", "fix_note": "新撑杆"}, "新撑杆"),
        ({"fixed_by": "service", "fix_note": "重新学习"}, "重新学习"),
        ({"fixed_by": "explanation", "fix_note": "属正常"}, "属正常"),
    ],
)
def test_what_fixes_an_issue(source, accounts, how, fix) -> None:
    issue = confirmed(source, accounts["lead"])
    change_issue(
        issue_id=issue.pk,
        to_state="fixed",
        note="",
        user=accounts["lead"],
        now=NOW,
        **how,
    )
    issue.refresh_from_db()
    assert issue.fixed_by == how.get("fixed_by", "version")
    assert issue.fix == fix
    assert issue.fixed_on == NOW.date()


@pytest.mark.parametrize(
    "how",
    [
        {"fixed_by": "part"},
        {"fixed_by": "service", "fixed_in": "2.3.1"},
        {"fixed_by": "explanation"},
        {"fixed_by": "version", "fix_note": "新版"},
    ],
)
def test_a_fix_says_what_it_is(source, accounts, how) -> None:
    issue = confirmed(source, accounts["lead"])
    with pytest.raises(DomainError):
        change_issue(
            issue_id=issue.pk,
            to_state="fixed",
            note="",
            user=accounts["lead"],
            now=NOW,
            **how,
        )
