"""The pages of issues."""

import pytest
from django.urls import reverse

from alerts.models import Issue
from alerts.selectors import issue_page
from alerts.services.post_classification import classify_new_posts
from community.models import Post
from tests.alerts.posts import FIRST, SECOND, article
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
    Issue.objects.create(number=900, opened_at=NOW)

    def tabs(query: str) -> list[tuple[str, int, bool]]:
        page = as_role("lead").get(f"{reverse('alerts:issue_list')}{query}")
        return [
            (one["label"], one["count"], one["is_chosen"])
            for one in page.context["tabs"]
        ]

    assert tabs("") == [
        ("全部", 2, True),
        ("已预警", 1, False),
        ("新问题", 1, False),
    ]
    assert [chosen for *_rest, chosen in tabs("?alerted=true&page=1")] == [
        False,
        True,
        False,
    ]
    assert [chosen for *_rest, chosen in tabs("?alerted=true&state=new")] == [
        False,
        False,
        True,
    ]
    assert [chosen for *_rest, chosen in tabs("?state=new")] == [
        False,
        False,
        False,
    ]
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
