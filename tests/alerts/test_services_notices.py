"""Notices to owners."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts.models import (
    Issue,
    IssueReport,
    OwnerNotice,
)
from alerts.selectors.notices import notice_text, owners_by_issue
from alerts.services.issues import change_issue
from alerts.services.notices import notify_owners
from community.models import Post
from members.models import Member
from tests.conftest import NOW
from tests.knowledge.scripts import approved

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


def test_an_approved_script_is_said_and_its_use_kept(
    issue,
    as_role,
    accounts,
) -> None:
    now = timezone.now() - timedelta(days=1)
    people = (accounts["planner"], accounts["lead"])
    text = "{nickname}您好，“{issue}”我们读到了，谢谢。"
    version = approved(*people, scene="received", text=text, now=now)
    page = as_role("lead").get(reverse("alerts:notice_list"))
    assert "我们读到了，谢谢" in page.content.decode()
    waiting = list(IssueReport.objects.awaiting_notice())
    notify_owners(
        report_ids=[report.pk for report in waiting],
        note="",
        user=accounts["lead"],
        now=timezone.now(),
    )
    used = version.uses.values_list("member", flat=True)
    informed = [report.post.author_id for report in waiting]
    assert sorted(used) == sorted(informed)


@pytest.mark.parametrize(
    ("scene", "text"),
    [("fixed", "{nickname}您好"), ("received", "{nickname}，{event}见")],
)
def test_a_script_that_does_not_fit_is_left_out(
    issue, as_role, accounts, scene, text
) -> None:
    """One for the other notice, or with a slot that no notice knows."""
    now = timezone.now() - timedelta(days=1)
    people = (accounts["planner"], accounts["lead"])
    version = approved(*people, scene=scene, text=text, now=now)
    page = as_role("lead").get(reverse("alerts:notice_list"))
    assert "我们看到了" in page.content.decode()
    waiting = IssueReport.objects.awaiting_notice()
    notify_owners(
        report_ids=[report.pk for report in waiting],
        note="",
        user=accounts["lead"],
        now=timezone.now(),
    )
    assert not version.uses.exists()


def test_the_only_owner_is_not_said_to_be_one_of_many(issue, as_role) -> None:
    client = as_role("communicator")
    page = client.get(reverse("alerts:notice_list")).content.decode()
    assert "还有3位车主遇到" in page
    first = IssueReport.objects.awaiting_notice().first()
    others = IssueReport.objects.filter(issue=issue)
    others.exclude(post__author=first.post.author_id).delete()
    page = client.get(reverse("alerts:notice_list")).content.decode()
    assert "我们看到了，正在查" in page
    assert "位车主遇到" not in page
    assert "不止您" not in page


def test_another_account_of_the_same_owner_is_no_other(issue) -> None:
    first, second, *_rest = IssueReport.objects.awaiting_notice()
    others = IssueReport.objects.filter(issue=issue)
    kept = (first.post.author_id, second.post.author_id)
    others.exclude(post__author__in=kept).delete()
    second_reports = others.filter(post__author=second.post.author_id)
    second_reports.update(same_reporter_as=first)
    owners = owners_by_issue([issue.pk])[issue.pk]
    assert owners == {first.post.author_id}
    for report in others.select_related("post__author", "issue"):
        text = notice_text(
            report,
            OwnerNotice.Kind.ACKNOWLEDGED,
            owners=owners,
        )
        assert "位车主遇到" not in text


def test_an_owner_gets_one_notice_at_once(issue, accounts) -> None:
    """The gate is asked for one; the others stay on the list."""
    first, second, *_rest = IssueReport.objects.awaiting_notice().order_by(
        "pk"
    )
    apart = Issue.objects.get(pk=issue.pk)
    apart.pk, apart.number = None, 99
    apart.save(force_insert=True)
    posts = Post.objects.filter(pk=second.post_id)
    posts.update(author=first.post.author_id)
    IssueReport.objects.filter(pk=second.pk).update(issue=apart)
    both = [first.pk, second.pk]
    assert (
        IssueReport.objects.awaiting_notice().filter(pk__in=both).count() == 2
    )
    notify_owners(report_ids=both, note="", user=accounts["lead"], now=NOW)
    assert OwnerNotice.objects.get().report_id == first.pk
    assert IssueReport.objects.awaiting_notice().filter(pk=second.pk).exists()
