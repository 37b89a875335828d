"""The early sentinel: a third voice makes it a signal, once, whatever is killed, doubled or sent in pieces."""

import json
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from alerts.filters import AlertFilter, NoticeFilter, QuestionFilter
from alerts.models import Alert, Issue, Placement, WatchState
from alerts.rules.clustering import IssueIndex
from alerts.rules.clustering_settings import Settings
from alerts.rules.clustering_state import dump_index, load_index
from alerts.rules.facets import read_facets
from alerts.services import issue_page, joining, memory, watch
from alerts.services.corrections import merge_issues
from alerts.services.issues import alike_issues, change_issue
from alerts.services.joining import recount_changed_issues
from alerts.services.watch import watch_new_posts
from common.errors import ReaderError
from common.services.horizons import committed_through
from community.models import Post, Question
from community.rules.reading import normalise
from community.services.questions import read_questions
from members.models import Member, VehicleOwnership
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import post_row, take_in

pytestmark = pytest.mark.django_db
FIRST = "自从上次OTA升级后，我的蓝牙钥匙好像没有以前灵敏了，有时候失灵打不开车门"
SECOND = "我的也是，尤其是在地下车库"
THIRD = "同感，升级之后蓝牙钥匙经常失灵，靠近车门没反应"
CHATTER = ["周末去了趟山里自驾，风景真好", "求推荐洗车店", "提车一年了，整体很满意", "早上好各位车友"]


@pytest.fixture
def source() -> Any:
    return EventSourceFactory()


def article(source: Any) -> None:
    take_in(
        source,
        [
            post_row(1, "hai", FIRST),
            *(post_row(10 + n, f"other{n}", text) for n, text in enumerate(CHATTER)),
            post_row(30, "chen", SECOND, thread="p1"),
            post_row(40, "xing", THIRD),
        ],
    )


def test_the_example_of_the_article_is_one_issue_and_one_alert(source) -> None:
    article(source)
    watched = watch_new_posts(now=NOW)
    issue = Issue.objects.standing().get()
    assert [p.post.external_id for p in issue.placements.order_by("post__posted_at")] == ["p1", "p30", "p40"]
    assert issue.placements.get(post__external_id="p30").by_thread
    assert (watched.voices, len(watched.alerts)) == (3, 1)
    alert = Alert.objects.get()
    assert (alert.post.external_id, alert.voices, alert.cause) == ("p40", 3, Alert.Cause.FIRST)
    assert "ota" in dict(issue.triggers)
    assert "underground_garage" in dict(issue.scenes)
    assert dict(issue.components)["key"] == 2


def test_two_voices_are_no_alarm_and_chatter_is_no_voice(source) -> None:
    article(source)
    Post.objects.filter(external_id="p40").delete()
    assert watch_new_posts(now=NOW).alerts == []
    assert Placement.objects.count() == 2


def test_one_owner_counts_once_and_copies_count_once(source) -> None:
    rows = [post_row(n, "same", f"{FIRST}，第{n}次了") for n in range(1, 9)]
    rows += [
        post_row(20 + n, f"copy{n}", "蓝牙钥匙失灵打不开车门，厂家必须给个说法，转发扩散让更多车主看到")
        for n in range(30)
    ]
    take_in(source, rows)
    assert watch_new_posts(now=NOW).alerts == []


@pytest.mark.parametrize("kind", [Member.Kind.STAFF, Member.Kind.BOT, Member.Kind.TEST])
def test_staff_bots_and_test_accounts_have_no_voice(source, kind) -> None:
    take_in(source, [post_row(n, f"m{n}", f"{THIRD}，{n}") for n in range(4)])
    Member.objects.update(kind=kind)
    assert watch_new_posts(now=NOW) == (4, 0, [])


def many(source: Any) -> list[dict[str, Any]]:
    faults = ("刹车异响很严重", "车机黑屏重启", "空调不制冷", "天窗漏水", "方向盘跑偏抖动")
    return [
        post_row(n, f"m{n % 17}", f"{faults[n % 5]}，已经第{n}天了，去{n % 7}次4S店都没解决", minutes=n)
        for n in range(120)
    ]


def outcome() -> list[Any]:
    voices = Placement.objects.order_by("post__external_id").values_list(
        "post__external_id", "issue__number", "reasons"
    )
    alerts = Alert.objects.order_by("post__external_id").values_list("issue__number", "post__external_id", "voices")
    return [list(voices), list(alerts)]


def forget() -> None:
    Alert.objects.all().delete()
    Placement.objects.all().delete()
    Issue.objects.update(merged_into=None)
    Issue.objects.all().delete()
    WatchState.objects.all().delete()


def test_batches_restarts_and_snapshots_change_nothing(source, monkeypatch) -> None:
    rows = many(source)
    take_in(source, rows)
    watch_new_posts(now=NOW)
    at_once = outcome()
    assert len(at_once[1]) >= 3
    forget()
    monkeypatch.setattr(watch, "BATCH_POSTS", 7)
    monkeypatch.setattr(memory, "SNAPSHOT_PLACEMENTS", 11)
    for _restart in range(30):
        done = watch._watch_batch(memory.recall(memory.watch_state()), NOW, committed_through(Post))
        if done is None:
            break
    assert WatchState.objects.get().snapshot
    assert zlib.decompress(bytes(WatchState.objects.get().snapshot))
    assert outcome() == at_once


def test_posts_sent_twice_and_edited_later_change_nothing_that_was_decided(source) -> None:
    rows = many(source)
    take_in(source, rows)
    watch_new_posts(now=NOW)
    before = outcome()
    batch, _outcome = take_in(source, rows)
    assert (batch.accepted, batch.duplicate) == (0, len(rows))
    take_in(source, [{**rows[0], "text": "已经修好了，谢谢"}])
    assert watch_new_posts(now=NOW).posts == 0
    take_in(source, [post_row(500, "new", "空调不制冷，吹出来都是热风")])
    watch_new_posts(now=NOW)
    assert outcome()[0][: len(before[0])] != []
    assert Post.objects.get(external_id="p0").edited_at == NOW


def test_a_killed_batch_leaves_nothing_half_done(source, monkeypatch) -> None:
    take_in(source, many(source))
    heard = []

    def dies(*args: Any, **kwargs: Any) -> Any:
        heard.append(1)
        if len(heard) > 20:
            raise RuntimeError("killed")
        return hear(*args, **kwargs)

    hear = watch.hear
    monkeypatch.setattr(watch, "hear", dies)
    with pytest.raises(RuntimeError):
        watch_new_posts(now=NOW)
    assert not Placement.objects.exists()
    monkeypatch.setattr(watch, "hear", hear)
    watch_new_posts(now=NOW)
    assert Placement.objects.count() > 20


def test_the_authors_car_is_a_facet(source) -> None:
    take_in(source, [post_row(1, "a", "刹车异响"), post_row(2, "b", "刹车异响，很吵")])
    member = Member.objects.get(identities__external_id="a")
    VehicleOwnership.objects.create(member=member, model_series="星澜 S5", started_on=NOW.date())
    watch_new_posts(now=NOW)
    assert any(issue.model_series == [["星澜 S5", 1]] for issue in Issue.objects.all())


def test_a_usual_rate_needs_more_voices(source) -> None:
    old = [post_row(n, f"old{n}", f"空调不制冷，{n}", minutes=-60 * 24 * (40 + n)) for n in range(60)]
    take_in(source, old)
    watch_new_posts(now=NOW)
    before = Alert.objects.count()
    take_in(source, [post_row(900 + n, f"now{n}", f"空调又不制冷了，{n}") for n in range(3)])
    assert watch_new_posts(now=NOW).alerts == []
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
    take_in(source, [post_row(n, "m", text) for n in range(3)])
    assert watch_new_posts(now=NOW).alerts == []


@pytest.mark.parametrize("text", ["x" * 50_001, "刹车\x00失灵", "\u202e刹车", "\ud800", "", "  "])
def test_text_that_cannot_be_shown_as_it_is_stored_is_refused_by_name(source, text) -> None:
    batch, outcome = take_in(source, [post_row(1, "m", text), post_row(2, "m", "刹车失灵")])
    assert (batch.accepted, batch.rejected) == (1, 1)
    assert outcome.first_rejected[0].faults[0].code in ("too_long", "unreadable_text", "missing_value")
    assert Post.objects.count() == 1


def confirmed(source: Any, user: Any) -> Issue:
    article(source)
    watch_new_posts(now=NOW)
    issue = Issue.objects.standing().get()
    return change_issue(issue_id=issue.pk, to_state="confirmed", note="", user=user, now=NOW)


def test_a_fixed_issue_that_is_told_again_comes_back_with_one_alert(source, accounts) -> None:
    user = accounts["lead"]
    issue = confirmed(source, user)
    change_issue(issue_id=issue.pk, to_state="fixed", note="", user=user, now=NOW, fixed_in="2.3.1")
    later = 60 * 24 * 10
    again = "升级后蓝牙钥匙又失灵了，打不开车门，{}"
    take_in(source, [post_row(50, "old", again.format("旧"))])
    assert watch_new_posts(now=NOW).alerts == [], "written before the fix"
    rows = [post_row(60 + n, f"again{n}", again.format(n), minutes=later + n) for n in range(3)]
    take_in(source, rows, NOW + timedelta(days=30))
    causes = [alert.cause for alert in watch_new_posts(now=NOW).alerts]
    assert causes == [Alert.Cause.REGRESSION]
    issue.refresh_from_db()
    assert issue.state == Issue.State.REGRESSED


def test_a_muted_issue_speaks_up_at_its_condition(source, accounts) -> None:
    issue = confirmed(source, accounts["lead"])
    change_issue(issue_id=issue.pk, to_state="muted", note="已知", user=accounts["lead"], now=NOW, muted_until_voices=5)
    take_in(source, [post_row(60, "d", "蓝牙钥匙失灵，打不开车门")])
    assert watch_new_posts(now=NOW).alerts == []
    take_in(source, [post_row(61, "e", "蓝牙钥匙失灵，车门没反应")])
    assert [alert.cause for alert in watch_new_posts(now=NOW).alerts] == [Alert.Cause.MUTE_ENDED]


@pytest.mark.parametrize(
    ("state", "more"),
    [("engineering", {}), ("fixed", {}), ("muted", {}), ("verified", {})],
)
def test_a_state_needs_what_it_needs(source, accounts, state, more) -> None:
    issue = confirmed(source, accounts["lead"])
    with pytest.raises(ReaderError):
        change_issue(issue_id=issue.pk, to_state=state, note="", user=accounts["lead"], now=NOW, **more)
    issue.refresh_from_db()
    assert (issue.state, issue.changes.count()) == ("confirmed", 1)


def test_the_page_shows_who_says_so_and_why(source, as_role) -> None:
    article(source)
    watch_new_posts(now=NOW)
    issue = Issue.objects.standing().get()
    page = as_role("communicator").get(issue.get_absolute_url()).content.decode()
    for text in (FIRST, SECOND, "钥匙", "地下车库"):
        assert text in page
    listed = as_role("analyst").get(f"{reverse('alerts:issue_list')}?component=key&voices_min=3&alerted=true&q=灵敏")
    assert listed.context["table"].page.paginator.count == 1


def test_the_page_takes_a_decision_and_says_what_it_lacks(source, as_role) -> None:
    article(source)
    watch_new_posts(now=NOW)
    issue = Issue.objects.standing().get()
    client = as_role("lead")
    assert client.post(issue.get_absolute_url(), {"to_state": "verified"}).status_code == 422
    assert client.post(issue.get_absolute_url(), {"to_state": "engineering"}).status_code == 400
    assert client.post(issue.get_absolute_url(), {"to_state": "confirmed", "note": "已复现"}).status_code == 302
    assert "已复现" in client.get(issue.get_absolute_url()).content.decode()


def test_why_together_is_told_in_the_words_of_the_reader(source, as_role, monkeypatch) -> None:
    monkeypatch.setattr(issue_page, "SHOWN_TERMS", 99)
    article(source)
    watch_new_posts(now=NOW)
    issue = Issue.objects.standing().get()
    terms = [reason["term"] for voice in issue_page.read_issue(issue)["voices"] for reason in voice.told]
    stored = {str(term) for placement in issue.placements.all() for term, _weight in placement.reasons}
    assert any(term.startswith("trigger|") for term in stored)
    assert "OTA升级" in terms
    assert not [term for term in terms if "trigger" in term or "|" in term]
    assert "发现于" in as_role("lead").get(issue.get_absolute_url()).content.decode()


def test_issues_and_posts_over_the_api(source, client, token) -> None:
    rows = [post_row(1, "hai", FIRST), post_row(2, "chen", SECOND, thread="p1"), {"external_id": "x"}]
    body = {"source": source.name, "posts": rows}
    answer = client.post("/api/v1/posts/", body, content_type="application/json", headers=token("posts:write"))
    assert (answer.status_code, answer.json()["accepted"], answer.json()["rejected"]) == (207, 2, 1)
    watch_new_posts(now=NOW)
    issues = client.get("/api/v1/issues/", headers=token("alerts:read")).json()["results"]
    assert [issue["voice_count"] for issue in issues] == [2]


def test_a_deleted_post_has_no_voice_any_more(source) -> None:
    article(source)
    watch_new_posts(now=NOW)
    take_in(source, [{**post_row(40, "xing", THIRD), "is_deleted": "1"}])
    assert Issue.objects.with_voices().get().voice_count == 2
    assert Post.objects.get(external_id="p40").is_deleted


def test_what_deleted_posts_and_staff_named_is_counted_no_more_and_again_when_they_stand(source) -> None:
    article(source)
    watch_new_posts(now=NOW)
    issue = Issue.objects.standing().get()
    assert (dict(issue.components)["key"], issue.opened_at) == (2, Post.objects.get(external_id="p1").posted_at)
    take_in(source, [{**post_row(1, "hai", FIRST), "is_deleted": "1"}])
    Member.objects.filter(identities__external_id="chen").update(kind=Member.Kind.STAFF)
    assert recount_changed_issues() == 1
    issue.refresh_from_db()
    assert (dict(issue.components), dict(issue.scenes)) == ({"key": 1, "doors": 1}, {})
    assert dict(issue.triggers) == {"ota": 1}
    Member.objects.update(kind=Member.Kind.PERSON)
    take_in(source, [post_row(1, "hai", FIRST)])
    assert recount_changed_issues() == 1
    issue.refresh_from_db()
    assert (dict(issue.components)["key"], "underground_garage" in dict(issue.scenes)) == (2, True)
    assert Placement.objects.filter(is_counted=False).count() == 0
    assert recount_changed_issues() == 0


def test_what_changes_while_an_issue_is_recounted_is_found_by_the_next_recount(source, monkeypatch) -> None:
    article(source)
    watch_new_posts(now=NOW)
    first, third = Post.objects.filter(external_id="p1"), Post.objects.filter(external_id="p40")
    first.update(is_deleted=True)
    count = joining._most_told

    def while_counting(counts: Any) -> Any:
        first.update(is_deleted=False)
        third.update(is_deleted=True)
        return count(counts)

    monkeypatch.setattr(joining, "_most_told", while_counting)
    recount_changed_issues()
    monkeypatch.undo()
    assert recount_changed_issues() == 1
    assert dict(Issue.objects.standing().get().components) == {"key": 1, "doors": 1}
    assert set(Placement.objects.filter(is_counted=False).values_list("post__external_id", flat=True)) == {"p40"}


def test_words_are_found_in_posts_each_for_itself_and_in_any_case(source) -> None:
    article(source)
    texts = ("CarPlay连不上，重启也没用", "电量剩下50%，\\n不动\n第二行_说完了", "啊" * 49_990 + "天窗漏水了")
    take_in(source, [post_row(50 + number, "hai", text) for number, text in enumerate(texts)])

    def found(words: str) -> set[str]:
        return set(Post.objects.saying(words).values_list("external_id", flat=True))

    assert found("蓝牙钥匙") == {"p1", "p40"}
    assert found("carplay") == found("CARPLAY 重启") == {"p50"}
    assert found("车门 蓝牙") == {"p1", "p40"}
    assert found("牙蓝") == set()
    assert found("也") == {"p30", "p50"}
    assert found("50%") == found("_说") == found("\\n不") == {"p51"}
    assert found("漏水了") == {"p52"}
    assert found("100%") == found("'") == found("动第") == set()
    assert found("the car does not start after the last update today") == set()
    assert found("   ") == found("") == set(Post.objects.values_list("external_id", flat=True))
    parts = {THIRD[begin : begin + length] for length in (1, 2, 3, 6, 7) for begin in range(len(THIRD) - length + 1)}
    assert [part for part in parts if "p40" not in found(part)] == []


def test_the_board_counts_its_states_and_the_issue_shows_all_its_voices(source, as_role, monkeypatch) -> None:
    article(source)
    watch_new_posts(now=NOW)
    Issue.objects.create(number=900, opened_at=NOW)

    def tabs(query: str) -> list[tuple[str, int, bool]]:
        page = as_role("lead").get(f"{reverse('alerts:issue_list')}{query}")
        return [(one["label"], one["count"], one["is_chosen"]) for one in page.context["tabs"]]

    assert tabs("") == [("全部", 2, True), ("已预警", 1, False), ("新问题", 1, False)]
    assert [chosen for *_rest, chosen in tabs("?alerted=true&page=1")] == [False, True, False]
    assert [chosen for *_rest, chosen in tabs("?alerted=true&state=new")] == [False, False, True]
    assert [chosen for *_rest, chosen in tabs("?state=new")] == [False, False, False]
    monkeypatch.setattr(issue_page, "SHOWN_VOICES", 2)
    page = reverse("alerts:issue_detail", args=[Issue.objects.get(number__lt=900).pk])
    first, whole = as_role("lead").get(page), as_role("lead").get(f"{page}?voices=all")
    assert (len(first.context["voices"]), first.context["more_voices"]) == (2, 1)
    assert (len(whole.context["voices"]), whole.context["more_voices"]) == (3, 0)
    monkeypatch.setattr(issue_page, "MOST_VOICES", 1)
    assert "另有2条" in as_role("lead").get(f"{page}?voices=all").content.decode()


def test_an_alert_is_dated_by_its_post_not_by_the_watch(source) -> None:
    article(source)
    watch_new_posts(now=NOW + timedelta(days=3))
    assert Issue.objects.standing().get().alerted_at == Post.objects.get(external_id="p40").posted_at


@pytest.fixture
def two_models(source) -> tuple[Issue, Issue]:
    """The same fault of two model series, told apart by the clustering."""
    texts = (
        "冷车启动中控大屏黑屏，倒车影像雷达座椅都没了，第{}次",
        "高速上车机黑屏卡死重启，空调车窗大灯也失灵，第{}次",
    )
    for number in range(8):
        take_in(source, [post_row(number, f"m{number}", texts[number % 2].format(number))])
        member = Member.objects.get(identities__external_id=f"m{number}")
        VehicleOwnership.objects.create(
            member=member, model_series=("星澜 M9", "星澜 C3")[number % 2], started_on=NOW.date()
        )
    watch_new_posts(now=NOW)
    first, second = Issue.objects.standing().order_by("number")
    return first, second


def test_issues_of_one_part_and_symptom_may_be_the_same(two_models) -> None:
    assert alike_issues(two_models[0]) == [two_models[1]]


def test_a_merge_by_staff_is_remembered_by_the_clustering(two_models, source, accounts) -> None:
    stays, goes = two_models
    merge_issues(issue_id=stays.pk, other_id=goes.pk, user=accounts["lead"], now=NOW)
    assert Issue.objects.with_voices().get(pk=stays.pk).voice_count == 8
    take_in(source, [post_row(60, "m1b", "高速上车机黑屏卡死重启，空调车窗失灵")])
    member = Member.objects.get(identities__external_id="m1b")
    VehicleOwnership.objects.create(member=member, model_series="星澜 C3", started_on=NOW.date())
    watch_new_posts(now=NOW)
    assert Placement.objects.get(post__external_id="p60").issue == stays
    with pytest.raises(ReaderError):
        merge_issues(issue_id=stays.pk, other_id=goes.pk, user=accounts["lead"], now=NOW)


@pytest.mark.parametrize(("stays_days", "goes_days", "merged_days"), [(5, 2, 2), (2, 5, 2), (None, 4, 4), (4, None, 4)])
def test_a_merged_issue_was_alerted_when_the_first_of_both_was(
    two_models, accounts, stays_days, goes_days, merged_days
) -> None:
    for issue, days in zip(two_models, (stays_days, goes_days), strict=True):
        issue.alerted_at = None if days is None else NOW + timedelta(days=days)
        issue.save()
    stays, goes = two_models
    merged = merge_issues(issue_id=stays.pk, other_id=goes.pk, user=accounts["lead"], now=NOW)
    assert merged.alerted_at == NOW + timedelta(days=merged_days)


def test_the_merge_on_the_page(two_models, as_role) -> None:
    stays, goes = two_models
    client, address = as_role("communicator"), reverse("alerts:issue_merge", args=[stays.pk])
    assert "可能是同一个问题" in client.get(stays.get_absolute_url()).content.decode()
    for wrong in ("", "x", str(stays.pk), "9" * 30):
        client.post(address, {"other": wrong})
    assert Issue.objects.standing().count() == 2
    client.post(address, {"other": goes.pk})
    assert client.get(goes.get_absolute_url())["Location"] == stays.get_absolute_url()


def test_posts_that_arrive_newest_first_raise_the_same_alert(source) -> None:
    rows = [post_row(n, f"m{n}", f"刹车异响，踩下去吱吱叫，第{n}次", minutes=600 * n + 1) for n in range(5)]
    take_in(source, rows[::-1])
    assert len(watch_new_posts(now=NOW).alerts) == 1


def test_an_id_used_again_for_another_post_changes_nothing(source) -> None:
    take_in(source, [post_row(1, "a", "刹车异响")])
    batch, outcome = take_in(source, [post_row(1, "b", "别人的话")])
    assert (batch.rejected, outcome.first_rejected[0].faults[0].code) == (1, "id_reused")
    assert Post.objects.get().text == "刹车异响"


def test_a_deletion_may_come_without_its_text_and_is_found_no_more(source, as_role) -> None:
    article(source)
    watch_new_posts(now=NOW)
    batch, _outcome = take_in(source, [{**post_row(40, "xing", ""), "is_deleted": True}])
    assert batch.rejected == 0
    assert Post.objects.get(external_id="p40").is_deleted
    take_in(source, [{**post_row(1, "hai", FIRST), "is_deleted": True}])
    found = as_role("lead").get(f"{reverse('alerts:issue_list')}?q=灵敏")
    assert found.context["table"].page.paginator.count == 0


def test_a_merge_keeps_what_staff_decided(two_models, accounts) -> None:
    stays, goes = two_models
    user = accounts["lead"]
    change_issue(issue_id=goes.pk, to_state="confirmed", note="已复现", user=user, now=NOW)
    merged = merge_issues(issue_id=stays.pk, other_id=goes.pk, user=user, now=NOW)
    assert merged.state == "confirmed"
    assert {change.note for change in merged.changes.all()} >= {"已复现"}


@pytest.mark.parametrize(
    ("text", "versions"),
    [
        ("升级到2.3.1后钥匙失灵", ("2.3.1",)),
        ("更新到v1.4.2版本", ("1.4.2",)),
        ("价格25.8万", ()),
        ("total 3", ()),
    ],
)
def test_versions_are_read_amid_chinese(text, versions) -> None:
    assert read_facets(normalise(text)).versions == versions


def test_short_names_are_words_of_their_own() -> None:
    assert "brakes" in read_facets(normalise("abs报警")).components
    assert "brakes" not in read_facets(normalise("absolutely broken")).components
    assert "ota" not in read_facets(normalise("total loss")).triggers
    assert "刹车失灵" in normalise("@小助手 刹车失灵了怎么办")
    assert "小助手" not in normalise("@小助手 刹车失灵了怎么办")


def test_issues_that_nobody_tells_of_any_more_are_forgotten_and_those_of_several_are_not() -> None:
    index = IssueIndex(settings=Settings(idle_days=10, kept=3))
    for number in range(4):
        index.place({"S5|brakes|noise": 4.0, "S5|brakes": 2.0, "S5|noise": 2.0}, day=1 + number)
    alone = index.place({"M9|doors|water": 4.0, "雨": 1.0}, day=5).issue
    assert len(index.terms) == 2
    index.place({"C3|key|frozen": 4.0}, day=20)
    assert alone not in index.terms
    assert "M9|doors|water" not in index.where
    assert list(index.size.values()) == [4, 1]
    again = load_index(json.loads(json.dumps(dump_index(index))), index.settings)
    assert dump_index(again) == dump_index(index)
    assert index.merge(alone, 1) == (alone, 1), "a forgotten issue may be merged by staff"


def test_a_filter_that_is_set_is_named_in_the_words_of_the_reader(as_role) -> None:
    page = as_role("lead").get(f"{reverse('alerts:issue_list')}?alerted=true&open=false&state=new")
    shown = {name: value for name, _label, value in page.context["filterset"].active_filters()}
    assert shown == {"alerted": "是", "open": "否", "state": "新问题"}


def test_alerts_questions_and_owners_to_tell_are_found_by_words_each_for_itself(source) -> None:
    article(source)
    take_in(source, [post_row(60, "wen", "请问导航声音怎么时有时无？")])
    watch_new_posts(now=NOW)
    read_questions()

    def found(kind: Any, rows: Any, words: str) -> int:
        return kind({"q": words}, queryset=rows).qs.count()

    for kind, rows, words in (
        (AlertFilter, Alert.objects.all(), "车门 蓝牙"),
        (QuestionFilter, Question.objects.all(), "声音 导航"),
        (NoticeFilter, Placement.objects.filter(post__external_id="p1"), "车门 蓝牙"),
    ):
        assert (found(kind, rows, words), found(kind, rows, "天窗")) == (1, 0)
    Member.objects.filter(identities__external_id="hai").update(nickname="海边的陈师傅")
    assert found(NoticeFilter, Placement.objects.all(), "海边") == 1
