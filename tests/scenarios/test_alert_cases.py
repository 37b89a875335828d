"""What raises an alert and what does not, post by post: the articles' examples
and reports about other products, in our own words as well.
"""

from typing import Any

import pytest

from alerts.models import Alert, ClassificationState, Issue, IssueReport
from alerts.selectors.no_alert_reasons import REASONS, explain_no_alert
from alerts.services import index_cache, post_classification
from alerts.services.post_classification import classify_new_posts
from common.db.committed_ids import committed_through
from community.models import Post
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row
from tests.scenarios.alert_streams import (
    CHATTER,
    UNKNOWN_TROUBLES,
    chatter,
    same_pair,
)

pytestmark = pytest.mark.django_db
KEY = "自从上次OTA升级后，我的蓝牙钥匙好像没有以前灵敏了，有时候失灵打不开车门"


def read(*rows: dict[str, Any]) -> list[Alert]:
    """Ingest posts and return the alerts that they raised."""
    ingest(EventSourceFactory(), list(rows))
    classify_new_posts(now=NOW)
    return list(Alert.objects.order_by("pk"))


def each_by_another(*texts: str, thread: str = "") -> list[dict[str, Any]]:
    rows = []
    for n, text in enumerate(texts):
        rows.append(post_row(n + 1, f"m{n}", text, thread=thread))
    return rows


def in_thread(opener: str, *replies: str) -> list[dict[str, Any]]:
    rows = [post_row(1, "m0", opener)]
    for n, text in enumerate(replies):
        rows.append(post_row(n + 2, f"m{n + 1}", text, thread="p1"))
    return rows


@pytest.mark.parametrize(
    ("opener", "replies"),
    [
        (KEY, ("我的也是，尤其是在地下车库", "有同感")),
        ("方向盘掉皮，才八个月", ("我也是", "+1")),
        (
            "My screen went black and stays black, it is broken",
            ("me too", "same here"),
        ),
    ],
)
def test_a1_me_too_in_the_thread_raises_the_alert_at_the_third_owner(
    opener: str,
    replies: tuple[str, ...],
) -> None:
    alerts = read(*in_thread(opener, *replies))
    assert [one.post.external_id for one in alerts] == ["p3"]
    assert alerts[0].reporter_count == 3


def test_a1_one_owner_saying_it_again_is_no_other_owner() -> None:
    rows = in_thread(KEY, "我的也是", "有同感")
    rows[2]["member"] = rows[1]["member"]
    assert read(*rows) == []


def test_a1_a_me_too_agrees_with_the_post_that_it_answers() -> None:
    """ "Me too" to somebody who likes the seats is no report of the key."""
    rows = in_thread(KEY, "座椅很舒服，很满意", "我也是", "有同感")
    rows[2]["reply_to"] = "p2"
    rows[3]["reply_to"] = "p1"
    assert read(*rows) == []
    reported = IssueReport.objects.values_list("post__external_id", flat=True)
    assert sorted(reported) == ["p1", "p4"]


@pytest.mark.parametrize(
    ("to_seats", "to_key"),
    [
        ("[quote=m1]座椅很舒服[/quote]我也是", "[quote=m0]钥匙[/quote]有同感"),
        ("我也是 @m1", "有同感 @m0"),
        ("回复 m1：我也是", "回复 m0：有同感"),
    ],
)
def test_a1_a_me_too_agrees_with_whom_it_quotes_or_calls(
    to_seats: str,
    to_key: str,
) -> None:
    read(*in_thread(KEY, "座椅很舒服，很满意", to_seats, to_key))
    reported = IssueReport.objects.values_list("post__external_id", flat=True)
    assert sorted(reported) == ["p1", "p4"]


def test_b21_a_copy_of_an_earlier_post_is_no_report() -> None:
    """Pasted without marks, with words of one's own around it or none."""
    first = "天窗漏水，地毯全湿了，4S店说没有备件，让我等一个月"
    replies = (first, f"{first}\n祝早日修好", f"楼主说：{first}。学习一下")
    assert read(*in_thread(first, *replies)) == []
    reported = IssueReport.objects.values_list("post__external_id", flat=True)
    assert list(reported) == ["p1"]


def test_b21_the_same_trouble_in_short_words_is_a_report() -> None:
    """What two owners say alike is no copy, nor is what one says again."""
    first = "天窗漏水，地毯全湿了"
    read(*in_thread(first, "天窗漏水，地毯全湿了"))
    assert IssueReport.objects.count() == 2


def test_a1_a_me_too_elsewhere_agrees_with_nothing() -> None:
    assert read(*each_by_another(KEY, "我的也是", "有同感")) == []
    assert IssueReport.objects.count() == 1


def test_a1_agreement_with_a_post_that_reports_nothing_is_no_report() -> None:
    rows = in_thread("周末去山里自驾，风景真好", "我也是", "有同感", "+1")
    assert read(*rows) == []
    assert not IssueReport.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "一样的毛病，升级之后蓝牙钥匙在地库不灵",
        "我也遇到了",
        "我的车也有这个情况",
        "确实，升级完就这样了",
        "有同感，我这也一样",
    ],
)
def test_a2_agreement_is_read(text: str) -> None:
    read(*in_thread(KEY, text))
    issue = Issue.objects.unmerged().get()
    assert issue.reports.count() == 2


def test_a2_what_no_longer_works_as_before_is_a_fault() -> None:
    read(post_row(1, "m1", "蓝牙钥匙没有以前灵敏"))
    assert dict(Issue.objects.get().components) == {"key": 1}


def test_a3_an_after_sales_journey_is_an_issue() -> None:
    alerts = read(
        *each_by_another(
            "4S店售后流程太折腾，预约了三次都没人接待",
            "售后预约根本没用，到4S店排了一天队也没人接待",
            "预约好的时间，4S店售后让我等了四个小时，没人管",
        ),
    )
    assert len(alerts) == 1
    assert "dealer" in dict(alerts[0].issue.components)


@pytest.mark.parametrize("texts", UNKNOWN_TROUBLES)
def test_a3_troubles_that_no_lexicon_knows_raise_one_alert(
    texts: tuple[str, ...],
) -> None:
    assert len(read(*each_by_another(*texts))) == 1


@pytest.mark.parametrize("kind", CHATTER)
def test_a4_texts_that_name_a_fault_nobody_has_are_no_reports(
    kind: tuple[str, ...],
) -> None:
    assert read(*each_by_another(*same_pair(kind))) == []
    assert not IssueReport.objects.exists()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a4_a_stream_of_chatter_raises_nothing(seed: int) -> None:
    assert read(*each_by_another(*chatter(seed, 150))) == []


def test_a5_a_rumour_is_no_fault_of_an_owner() -> None:
    alerts = read(
        *each_by_another(
            "网上都在传雨天充电会漏电起火",
            "听说雨天充电起火了好几台",
            "群里有人说雨天充电漏电，太吓人",
            "据说充电会起火，是真的吗",
        ),
    )
    assert alerts == []
    assert not IssueReport.objects.exists()


def test_b20_what_is_denied_is_no_report() -> None:
    alerts = read(
        *each_by_another(
            "开了两年，座椅没有异响，品控真不错",
            "跑了三万公里座椅一点异响都没有，推荐大家",
            "提车半年，座椅没有任何异响，很满意这台车",
            "我家那台座椅不会异响，质量放心",
        ),
    )
    assert alerts == []
    assert not IssueReport.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["车门没关紧，一路报警", "空调不冷", "大灯不亮", "手机无法解锁车门"],
)
def test_b20_a_fault_that_is_said_with_no_or_not_is_a_report(
    text: str,
) -> None:
    read(post_row(1, "m1", text))
    assert IssueReport.objects.count() == 1


QUOTING = (
    "「老周：天窗漏水，地毯全湿了」\n- - - - - - - - - -\n我的没遇到过，祝你早日修好",
    "[QUOTE=老周]天窗漏水，地毯全湿了[/QUOTE]\n这个位置在哪里，学习一下",
    "[quote=小吴][quote=老周]天窗漏水[/quote]天窗也漏水，地毯全湿[/quote]\n两位都是哪年的车",
    "路过围观 //@老周:天窗漏水，地毯全湿了，4S店不管",
    "<blockquote>老周 发表于 昨天<br>天窗漏水，地毯全湿了</blockquote><p>顶一下</p>",
    "引用: 老周 发表于 2026-11-20 10:00\n天窗漏水，地毯全湿了\n\n帮顶",
)


def test_b21_what_others_said_is_not_ones_own() -> None:
    assert read(*each_by_another(*QUOTING)) == []
    assert not IssueReport.objects.exists()


def test_b25_people_without_the_car_report_nothing() -> None:
    alerts = read(
        *each_by_another(
            "准备下单了，想问下各位这车空调会有异味吗",
            "还没提车，听说空调有异味，是真的吗？",
            "对比了三款，哪款空调不会有异味？求推荐",
            "上一台车是别的牌子的，空调异味严重，所以才换的",
        ),
    )
    assert alerts == []
    assert not IssueReport.objects.exists()


ASKING_ABOUT_IT = (
    "后视镜松动，过减速带就晃，请问怎么办？",
    "左边后视镜松动好几天了，求助",
    "我的后视镜也松动，4S说要换总成，多少钱？",
    "后视镜松旷，一关门就动，有人遇到吗？",
)
ASKING_WHETHER = (
    "有人遇到过后视镜松动吗？",
    "有没有后视镜松动的，关门会动吗？",
    "后视镜松动，是真的吗？",
    "后视镜会松动吗，有人遇到过吗？",
)


def test_b22_who_asks_about_their_own_trouble_reports_it() -> None:
    alerts = read(*each_by_another(*ASKING_ABOUT_IT))
    assert len(alerts) == 1
    assert IssueReport.objects.count() == len(ASKING_ABOUT_IT)


def test_b22_who_asks_whether_there_is_a_trouble_reports_none() -> None:
    assert read(*each_by_another(*ASKING_WHETHER)) == []
    assert not IssueReport.objects.exists()


def test_a_part_and_a_symptom_in_common_are_no_matter() -> None:
    """Three owners say that something of the screen is broken, each something
    else: no alert, and the page says why.
    """
    alerts = read(
        *each_by_another(
            "The screen bracket behind my phone holder cracked when I hung a "
            "heavy camera on it during our camping trip to the lake",
            "Somebody parked next to me at work and cracked the rear screen "
            "of the kids with a shopping trolley yesterday evening",
            "Delivery truck kicked up gravel, now a crack runs over the "
            "screen protector that the previous seller had glued on",
        ),
    )
    assert alerts == []


def test_a_matter_that_has_raised_an_alert_raises_no_second_one(
    as_role: Any,
) -> None:
    """The symptoms differ, so that the clustering opens two issues; the words
    say that they are one matter.
    """
    first = (
        "天窗导轨卡死，一开到一半就异响，卡扣掉出来了",
        "我的天窗导轨也异响，开到一半卡扣掉出来",
        "天窗导轨异响，开到一半卡扣就掉出来了",
    )
    second = (
        "天窗导轨的卡扣掉出来，开到一半关不上",
        "天窗导轨卡扣掉出来了，开到一半就关不上",
        "开到一半天窗关不上，导轨卡扣掉出来",
    )
    alerts = read(*each_by_another(*first, *second))
    assert len(alerts) == 1
    linked = Issue.objects.get(alerted_as=alerts[0].issue_id)
    quiet = explain_no_alert(linked)
    assert quiet is not None
    assert quiet["reason"] == REASONS["alerted_as"]
    page = as_role("lead").get(linked.get_absolute_url())
    assert alerts[0].issue.get_absolute_url() in page.content.decode()


def test_another_matter_raises_its_own_alert() -> None:
    alerts = read(
        *each_by_another(
            "天窗导轨异响，开到一半卡扣掉出来",
            "我的天窗导轨也异响，开到一半卡扣就掉出来了",
            "天窗导轨异响，开到一半卡扣掉出来了",
            "空调不制冷，出风口吹热风",
            "我的空调也不制冷，出风口全是热风",
            "空调不制冷了，出风口一直吹热风",
        ),
    )
    assert len(alerts) == 2


TWO_MATTERS = (
    "刹车异响，踩下去吱吱叫。天窗漏水，地毯湿了一片。",
    "下雨天窗漏水，顶棚地毯都湿了。还有刹车异响，一踩就吱吱叫。",
    "天窗又漏水，地毯湿透。刹车异响也没好，吱吱叫个不停。",
)


def test_a_post_reports_each_matter_that_it_names() -> None:
    alerts = read(*each_by_another(*TWO_MATTERS))
    assert len(alerts) == 2
    assert {one.issue_id for one in alerts} == set(
        IssueReport.objects.values_list("issue_id", flat=True),
    )
    for post in Post.objects.all():
        assert post.reports.count() == 2
    for issue in Issue.objects.with_report_counts():
        assert (issue.reporter_count, issue.post_count) == (3, 3)


def stories() -> list[dict[str, Any]]:
    """Posts with several matters, agreement, chatter, unknown troubles, and
    one matter that the clustering keeps in two issues.
    """
    texts: list[str] = [*TWO_MATTERS]
    for trouble in UNKNOWN_TROUBLES:
        texts += trouble
    texts += chatter(7, 20)
    rows = each_by_another(*texts)
    number = len(rows)
    for n, text in enumerate(
        ("我的也是", "有同感", "+1", "一样的毛病，刹车异响")
    ):
        row = post_row(number + n + 1, f"r{n}", text, thread=f"p{1 + n % 2}")
        rows.append(row)
    number = len(rows)
    for n, text in enumerate(
        (
            TWO_MATTERS[0],
            f"{TWO_MATTERS[0]}@r0 我的也是",
            "[quote=r1] [/quote]+1",
        )
    ):
        row = post_row(
            number + n + 1, f"s{n}", text, thread="p1", minutes=500 - n
        )
        rows.append(row)
    return rows


def outcome() -> list[Any]:
    reports = IssueReport.objects.order_by("pk").values_list(
        "post__external_id",
        "issue__number",
        "by_thread",
        "words",
        "reasons",
    )
    alerts = Alert.objects.order_by("pk").values_list(
        "issue__number",
        "post__external_id",
        "reporter_count",
    )
    linked = Issue.objects.order_by("number").values_list(
        "number",
        "alerted_as__number",
    )
    return [list(reports), list(alerts), list(linked)]


@pytest.mark.parametrize("size", [1, 3, 11])
def test_batches_and_restarts_change_nothing(
    size: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read(*stories())
    at_once = outcome()
    assert len(at_once[1]) >= 4
    Alert.objects.all().delete()
    IssueReport.objects.all().delete()
    Issue.objects.update(merged_into=None, alerted_as=None)
    Issue.objects.all().delete()
    ClassificationState.objects.all().delete()
    monkeypatch.setattr(post_classification, "BATCH_POSTS", size)
    monkeypatch.setattr(index_cache, "CHECKPOINT_REPORTS", 5)
    while post_classification._classify_batch(
        index_cache.load(index_cache.classification_state()),
        NOW,
        committed_through(Post),
    ):
        pass
    assert outcome() == at_once
