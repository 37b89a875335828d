"""Reports and alerts are the same whatever is killed, doubled or sent in pieces."""

import zlib
from datetime import timedelta
from typing import Any

import pytest

from alerts.models import Alert, ClassificationState, Issue, IssueReport
from alerts.services import index_cache, post_classification
from alerts.services.post_classification import classify_new_posts
from common.db.committed_ids import committed_through
from community.models import Post
from members.models import Member, VehicleOwnership
from tests.alerts.posts import FIRST, THIRD, article, forget, many, outcome
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


def test_the_example_of_the_article_is_one_issue_and_one_alert(source) -> None:
    article(source)
    watched = classify_new_posts(now=NOW)
    issue = Issue.objects.unmerged().get()
    assert [
        p.post.external_id for p in issue.reports.order_by("post__posted_at")
    ] == ["p1", "p30", "p40"]
    assert issue.reports.get(post__external_id="p30").by_thread
    assert (watched.reports, len(watched.alerts)) == (3, 1)
    alert = Alert.objects.get()
    assert (alert.post.external_id, alert.reporter_count, alert.cause) == (
        "p40",
        3,
        Alert.Cause.FIRST,
    )
    assert "ota" in dict(issue.triggers)
    assert "underground_garage" in dict(issue.scenes)
    assert dict(issue.components)["key"] == 2


def test_two_reports_are_no_alarm_and_chatter_is_no_report(source) -> None:
    article(source)
    Post.objects.filter(external_id="p40").delete()
    assert classify_new_posts(now=NOW).alerts == []
    assert IssueReport.objects.count() == 2


def test_one_owner_counts_once_and_copies_count_once(source) -> None:
    rows = [post_row(n, "same", f"{FIRST}，第{n}次了") for n in range(1, 9)]
    rows += [
        post_row(
            20 + n,
            f"copy{n}",
            "蓝牙钥匙失灵打不开车门，厂家必须给个说法，转发扩散让更多车主看到",
        )
        for n in range(30)
    ]
    ingest(source, rows)
    assert classify_new_posts(now=NOW).alerts == []


@pytest.mark.parametrize(
    "kind",
    [Member.Kind.STAFF, Member.Kind.BOT, Member.Kind.TEST],
)
def test_staff_bots_and_test_accounts_have_no_report(source, kind) -> None:
    ingest(source, [post_row(n, f"m{n}", f"{THIRD}，{n}") for n in range(4)])
    Member.objects.update(kind=kind)
    assert classify_new_posts(now=NOW) == (4, 0, [])


def test_batches_restarts_and_snapshots_change_nothing(
    source,
    monkeypatch,
) -> None:
    rows = many(source)
    ingest(source, rows)
    classify_new_posts(now=NOW)
    at_once = outcome()
    assert len(at_once[1]) >= 3
    forget()
    monkeypatch.setattr(post_classification, "BATCH_POSTS", 7)
    monkeypatch.setattr(index_cache, "CHECKPOINT_REPORTS", 11)
    for _restart in range(30):
        done = post_classification._classify_batch(
            index_cache.load(index_cache.classification_state()),
            NOW,
            committed_through(Post),
        )
        if done is None:
            break
    assert ClassificationState.objects.get().snapshot
    assert zlib.decompress(bytes(ClassificationState.objects.get().snapshot))
    assert outcome() == at_once


def test_posts_sent_twice_or_edited_later_change_no_issue(
    source,
) -> None:
    rows = many(source)
    ingest(source, rows)
    classify_new_posts(now=NOW)
    before = outcome()
    batch, _outcome = ingest(source, rows)
    assert (batch.accepted, batch.duplicate) == (0, len(rows))
    ingest(source, [{**rows[0], "text": "已经修好了，谢谢"}])
    assert classify_new_posts(now=NOW).posts == 0
    ingest(source, [post_row(500, "new", "空调不制冷，吹出来都是热风")])
    classify_new_posts(now=NOW)
    assert outcome()[0][: len(before[0])] != []
    assert Post.objects.get(external_id="p0").edited_at == NOW


def test_a_killed_batch_leaves_nothing_half_done(source, monkeypatch) -> None:
    ingest(source, many(source))
    heard = []

    def dies(*args: Any, **kwargs: Any) -> Any:
        heard.append(1)
        if len(heard) > 20:
            raise RuntimeError("killed")
        return classify_post(*args, **kwargs)

    classify_post = post_classification.classify_post
    monkeypatch.setattr(post_classification, "classify_post", dies)
    with pytest.raises(RuntimeError):
        classify_new_posts(now=NOW)
    assert not IssueReport.objects.exists()
    monkeypatch.setattr(post_classification, "classify_post", classify_post)
    classify_new_posts(now=NOW)
    assert IssueReport.objects.count() > 20


def test_the_authors_car_is_a_facet(source) -> None:
    ingest(
        source,
        [post_row(1, "a", "刹车异响"), post_row(2, "b", "刹车异响，很吵")],
    )
    member = Member.objects.get(identities__external_id="a")
    VehicleOwnership.objects.create(
        member=member,
        model_series="星澜 S5",
        started_on=NOW.date(),
    )
    classify_new_posts(now=NOW)
    assert any(
        issue.model_series == [["星澜 S5", 1]] for issue in Issue.objects.all()
    )


def test_a_usual_rate_needs_more_reports(source) -> None:
    old = [
        post_row(n, f"old{n}", f"空调不制冷，{n}", minutes=-60 * 24 * (40 + n))
        for n in range(60)
    ]
    ingest(source, old)
    classify_new_posts(now=NOW)
    before = Alert.objects.count()
    ingest(
        source,
        [
            post_row(900 + n, f"now{n}", f"空调又不制冷了，{n}")
            for n in range(3)
        ],
    )
    assert classify_new_posts(now=NOW).alerts == []
    assert Alert.objects.count() == before


@pytest.mark.parametrize(
    "text",
    [
        "异",
        "🚗" * 10_000,
        "<script>alert(1)</script> 刹车失灵",
        "刹车失灵" * 10_000,
        "a" * 49_000,
        " . ",
        "刹车\n\r\t失灵",
    ],
)
def test_hostile_text_neither_crashes_nor_alerts(source, text) -> None:
    ingest(source, [post_row(n, "m", text) for n in range(3)])
    assert classify_new_posts(now=NOW).alerts == []


@pytest.mark.parametrize(
    "text",
    ["x" * 50_001, "刹车\x00失灵", "\u202e刹车", "\ud800", "", "  "],
)
def test_unreadable_text_is_rejected_by_name(
    source,
    text,
) -> None:
    batch, outcome = ingest(
        source,
        [post_row(1, "m", text), post_row(2, "m", "刹车失灵")],
    )
    assert (batch.accepted, batch.rejected) == (1, 1)
    assert outcome.first_rejected[0].faults[0].code in (
        "too_long",
        "unreadable_text",
        "missing_value",
    )
    assert Post.objects.count() == 1


def test_an_alert_has_the_time_of_its_post(source) -> None:
    article(source)
    classify_new_posts(now=NOW + timedelta(days=3))
    assert (
        Issue.objects.unmerged().get().alerted_at
        == Post.objects.get(external_id="p40").posted_at
    )


def test_posts_that_arrive_newest_first_raise_the_same_alert(source) -> None:
    rows = [
        post_row(
            n,
            f"m{n}",
            f"刹车异响，踩下去吱吱叫，第{n}次",
            minutes=600 * n + 1,
        )
        for n in range(5)
    ]
    ingest(source, rows[::-1])
    assert len(classify_new_posts(now=NOW).alerts) == 1


def test_an_id_used_again_for_another_post_changes_nothing(source) -> None:
    ingest(source, [post_row(1, "a", "刹车异响")])
    batch, outcome = ingest(source, [post_row(1, "b", "别人的话")])
    assert (batch.rejected, outcome.first_rejected[0].faults[0].code) == (
        1,
        "id_reused",
    )
    assert Post.objects.get().text == "刹车异响"
