"""The pages of issues."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from alerts.models import Issue
from alerts.selectors import issue_page
from alerts.services.post_classification import classify_new_posts
from community.models import Post
from tests.alerts.posts import FIRST, SECOND, article, confirmed
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


def test_the_page_shows_who_says_so_and_why(source, as_role) -> None:
    article(source)
    classify_new_posts(now=NOW)
    issue = Issue.objects.unmerged().get()
    page = (
        as_role("communicator").get(issue.get_absolute_url()).content.decode()
    )
    for text in (FIRST, SECOND, "钥匙", "地下车库"):
        assert text in page
    listed = as_role("analyst").get(
        f"{reverse('alerts:issue_list')}?component=key&voices_min=3&alerted=true&q=灵敏",
    )
    assert listed.context["table"].page.paginator.count == 1


def test_the_page_takes_a_decision_and_says_what_it_lacks(
    source,
    as_role,
) -> None:
    article(source)
    classify_new_posts(now=NOW)
    issue = Issue.objects.unmerged().get()
    client = as_role("lead")
    assert (
        client.post(
            issue.get_absolute_url(),
            {"to_state": "verified"},
        ).status_code
        == 422
    )
    assert (
        client.post(
            issue.get_absolute_url(),
            {"to_state": "engineering"},
        ).status_code
        == 400
    )
    assert (
        client.post(
            issue.get_absolute_url(),
            {"to_state": "confirmed", "note": "已复现"},
        ).status_code
        == 302
    )
    assert "已复现" in client.get(issue.get_absolute_url()).content.decode()


def test_the_list_counts_states_and_the_issue_its_reports(
    source,
    as_role,
    monkeypatch,
) -> None:
    article(source)
    classify_new_posts(now=NOW)
    first = Issue.objects.unmerged().get()
    Issue.objects.create(number=900, opened_at=NOW)
    Issue.objects.create(
        number=901,
        opened_at=NOW,
        symptoms=[["noise", 1]],
    )

    def tabs(query: str) -> list[tuple[str, int, bool]]:
        page = as_role("lead").get(f"{reverse('alerts:issue_list')}{query}")
        return [
            (one["href"], one["count"], one["is_chosen"])
            for one in page.context["tabs"]
        ]

    def chosen(query: str) -> list[str]:
        return [href for href, _count, is_chosen in tabs(query) if is_chosen]

    assert [(href, count) for href, count, _is_chosen in tabs("")] == [
        ("?", 1),
        ("?alerted=true&state=new", 1),
        ("?group=watched", 1),
        ("?group=everyday", 1),
        ("?group=all", 3),
    ]
    assert chosen("") == chosen("?alerted=true&page=1") == ["?"]
    assert chosen("?alerted=true&state=new") == [
        "?alerted=true&state=new",
    ]
    assert chosen("?group=watched") == ["?group=watched"]
    assert chosen("?state=new") == []
    for query, numbers in (
        ("", {first.number}),
        ("?group=watched", {901}),
        ("?group=everyday", {900}),
        ("?group=all", {first.number, 900, 901}),
    ):
        page = as_role("lead").get(f"{reverse('alerts:issue_list')}{query}")
        rows = page.context["table"].page.object_list
        assert {row.record.number for row in rows} == numbers, query
    monkeypatch.setattr(issue_page, "SHOWN_REPORTS", 2)
    page = reverse(
        "alerts:issue_detail",
        args=[Issue.objects.get(number__lt=900).pk],
    )
    first, whole = (
        as_role("lead").get(page),
        as_role("lead").get(f"{page}?reports=all"),
    )
    assert (len(first.context["reports"]), first.context["more_reports"]) == (
        2,
        1,
    )
    assert (len(whole.context["reports"]), whole.context["more_reports"]) == (
        3,
        0,
    )
    monkeypatch.setattr(issue_page, "MAX_REPORTS", 1)
    assert (
        "另有2条"
        in as_role("lead").get(f"{page}?reports=all").content.decode()
    )


def test_the_merge_on_the_page(two_models, as_role) -> None:
    target, merged = two_models
    client, address = (
        as_role("communicator"),
        reverse("alerts:issue_merge", args=[target.pk]),
    )
    assert (
        "可能是同一个问题"
        in client.get(target.get_absolute_url()).content.decode()
    )
    for wrong in ("", "x", str(target.pk), "9" * 30):
        client.post(address, {"other": wrong})
    assert Issue.objects.unmerged().count() == 2
    client.post(address, {"other": merged.pk})
    assert (
        client.get(merged.get_absolute_url())["Location"]
        == target.get_absolute_url()
    )


def test_a_deletion_needs_no_text_and_hides_the_post(
    source,
    as_role,
) -> None:
    article(source)
    classify_new_posts(now=NOW)
    batch, _outcome = ingest(
        source,
        [{**post_row(40, "xing", ""), "is_deleted": True}],
    )
    assert batch.rejected == 0
    assert Post.objects.get(external_id="p40").is_deleted
    ingest(source, [{**post_row(1, "hai", FIRST), "is_deleted": True}])
    found = as_role("lead").get(f"{reverse('alerts:issue_list')}?q=灵敏")
    assert found.context["table"].page.paginator.count == 0


def decided(client: Any, issue: Issue, **data: Any) -> Any:
    answer = client.post(issue.get_absolute_url(), data)
    issue.refresh_from_db()
    return answer


def test_deadline_and_owner_change_without_another_state(
    source, as_role, accounts
) -> None:
    issue = confirmed(source, accounts["lead"])
    client = as_role("lead")
    keep = {"from_state": "confirmed", "to_state": "confirmed"}
    assert decided(client, issue, **keep).status_code == 400
    answer = decided(client, issue, **keep, due_on="2026-12-04")
    assert answer.status_code == 302
    assert (issue.state, issue.due_on) == ("confirmed", date(2026, 12, 4))
    given = {"owner": accounts["planner"].pk, "note": "换人跟进"}
    decided(client, issue, **keep, **given, due_on="2026-12-04")
    assert (issue.state, issue.owner) == ("confirmed", accounts["planner"])
    newest = issue.changes.first()
    assert (newest.kind, newest.note) == ("owner", "换人跟进")
    form = client.get(issue.get_absolute_url()).context["form"]
    assert form["owner"].value() == accounts["planner"].pk
    assert form.fields["to_state"].choices[0][0] == "confirmed"
    with_fix = decided(client, issue, **keep, fixed_in="2.3")
    assert with_fix.status_code == 422


def test_who_kept_the_state_meanwhile_changed_is_told(
    source, as_role, accounts
) -> None:
    issue = confirmed(source, accounts["lead"])
    stale = {"from_state": "new", "to_state": "confirmed"}
    answer = decided(as_role("lead"), issue, **stale, due_on="2026-12-04")
    assert answer.status_code == 409
    assert issue.due_on is None


def test_a_false_alarm_is_closed_with_its_reason(
    source, as_role, accounts
) -> None:
    issue = confirmed(source, accounts["lead"])
    client = as_role("lead")
    assert decided(client, issue, to_state="false_alarm").status_code == 422
    why = {"to_state": "false_alarm", "note": "游记里的比喻"}
    assert decided(client, issue, **why).status_code == 302
    assert issue.state == Issue.State.CLOSED
    assert "游记里的比喻" in issue.changes.first().note


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_date_field_gets_a_day_that_browsers_take(
    source, as_role, accounts, language
) -> None:
    issue = confirmed(source, accounts["lead"])
    Issue.objects.filter(pk=issue.pk).update(due_on=date(2026, 12, 4))
    client = as_role("lead")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(issue.get_absolute_url()).content.decode()
    assert page.count('value="2026-12-04"') >= 2
    assert "2026/12/04" not in page
