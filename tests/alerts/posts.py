"""Posts about one fault, and what becomes of them."""

from typing import Any

from alerts.models import Alert, ClassificationState, Issue, IssueReport
from alerts.services.issues import change_issue
from alerts.services.post_classification import classify_new_posts
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

FIRST = (
    "自从上次OTA升级后，我的蓝牙钥匙好像没有以前灵敏了，有时候失灵打不开车门"
)


SECOND = "我的也是，尤其是在地下车库"


THIRD = "同感，升级之后蓝牙钥匙经常失灵，靠近车门没反应"


CHATTER = [
    "周末去了趟山里自驾，风景真好",
    "求推荐洗车店",
    "提车一年了，整体很满意",
    "早上好各位车友",
]


def article(source: Any) -> None:
    ingest(
        source,
        [
            post_row(1, "hai", FIRST),
            *(
                post_row(10 + n, f"other{n}", text)
                for n, text in enumerate(CHATTER)
            ),
            post_row(30, "chen", SECOND, thread="p1"),
            post_row(40, "xing", THIRD),
        ],
    )


def many(source: Any) -> list[dict[str, Any]]:
    faults = (
        "刹车异响很严重",
        "车机黑屏重启",
        "空调不制冷",
        "天窗漏水",
        "方向盘跑偏抖动",
    )
    return [
        post_row(
            n,
            f"m{n % 17}",
            f"{faults[n % 5]}，已经第{n}天了，去{n % 7}次4S店都没解决",
            minutes=n,
        )
        for n in range(120)
    ]


def outcome() -> list[Any]:
    reports = IssueReport.objects.order_by("post__external_id").values_list(
        "post__external_id",
        "issue__number",
        "reasons",
    )
    alerts = Alert.objects.order_by("post__external_id").values_list(
        "issue__number",
        "post__external_id",
        "reporter_count",
    )
    return [list(reports), list(alerts)]


def forget() -> None:
    Alert.objects.all().delete()
    IssueReport.objects.all().delete()
    Issue.objects.update(merged_into=None)
    Issue.objects.all().delete()
    ClassificationState.objects.all().delete()


def confirmed(source: Any, user: Any) -> Issue:
    article(source)
    classify_new_posts(now=NOW)
    issue = Issue.objects.unmerged().get()
    return change_issue(
        issue_id=issue.pk,
        to_state="confirmed",
        note="",
        user=user,
        now=NOW,
    )
