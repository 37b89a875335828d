"""Notices to owners."""

import pytest
from django.urls import reverse

from alerts.models import (
    Issue,
    IssueReport,
    OwnerNotice,
)
from alerts.services.issues import change_issue
from alerts.services.notices import notify_owners
from members.models import Member
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_every_owner_gets_each_notice_once(
    issue,
    as_role,
    accounts,
) -> None:
    client, address = as_role("communicator"), reverse("alerts:notice_list")
    listed = client.get(address)
    assert "我们看到了" in listed.content.decode()
    waiting = list(IssueReport.objects.awaiting_notice())
    assert len(waiting) == 4, "one each, however often he wrote"
    data = {
        "act": "told",
        "ids": [report.pk for report in waiting],
        "confirmed": "1",
        "note": "微信",
    }
    client.post(address, data)
    client.post(address, data)
    assert (
        notify_owners(
            report_ids=data["ids"],
            note="",
            user=accounts["lead"],
            now=NOW,
        )
        == 0
    )
    assert OwnerNotice.objects.count() == 4
    change_issue(
        issue_id=issue.pk,
        to_state="fixed",
        note="",
        user=accounts["lead"],
        now=NOW,
        fixed_in="2.3.1",
    )
    assert "2.3.1" in client.get(address).content.decode()
    client.post(
        address,
        {"act": "told", "everything": "1", "confirmed": "1", "note": ""},
    )
    assert (
        sorted(OwnerNotice.objects.values_list("kind", flat=True))
        == ["fixed"] * 4 + ["heard"] * 4
    )
    assert not IssueReport.objects.awaiting_notice().exists()


def test_staff_and_deleted_reports_get_no_notice(issue) -> None:
    Member.objects.filter(identities__external_id="m0").update(
        kind=Member.Kind.STAFF,
    )
    issue.reports.filter(post__external_id="p1").get().post.delete()
    assert IssueReport.objects.awaiting_notice().count() == 2


def test_a_notice_stays_with_the_report_of_a_split_issue(
    issue,
    as_role,
    accounts,
) -> None:
    everyone = [report.pk for report in IssueReport.objects.awaiting_notice()]
    notify_owners(report_ids=everyone, note="", user=accounts["lead"], now=NOW)
    chosen = issue.reports.order_by("pk").first()
    as_role("lead").post(
        reverse("alerts:issue_reports", args=[issue.pk]),
        {"reports": [chosen.pk], "act": "split"},
    )
    apart = Issue.objects.unmerged().exclude(pk=issue.pk).get()
    change_issue(
        issue_id=apart.pk,
        to_state="confirmed",
        note="",
        user=accounts["lead"],
        now=NOW,
    )
    assert not IssueReport.objects.awaiting_notice().exists()


def test_the_list_says_what_was_not_told_yet(issue, as_role) -> None:
    page = as_role("lead").get(reverse("alerts:notice_list"))
    text = page.content.decode()
    assert "待告知：已收到" in text
    assert "已告知收到" not in text
