"""What becomes of issues over time: history, quiet times, fixes, regressions,
and one reporter who writes several times.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import EventSource, IngestBatch
from activity.services.sources import save_source
from alerts.models import Alert, Issue, IssueReport, QuestionCare
from alerts.selectors.issue_page import read_episodes
from alerts.services.issues import change_issue
from alerts.services.new_posts import process_new_posts
from community.models import Post
from members.models import Member, SoftwareSpell, VehicleOwnership
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
HINGE = (
    "尾门撑杆漏油了，开到一半就往下掉",
    "我的尾门撑杆也漏油，尾门撑不住往下掉",
    "尾门撑杆漏油，冬天根本撑不住",
    "尾门撑杆又漏油，尾门自己掉下来",
)
SQUEAK = (
    "中控屏黑屏，导航时突然黑屏重启",
    "我的中控屏也黑屏，开着导航黑屏重启",
    "中控屏黑屏重启，一开导航就黑屏",
    "中控屏又黑屏了，导航到一半黑屏重启",
)
BRAKES = (
    "下坡时刹车失灵，踩到底也没反应，差点追尾",
    "我的也是刹车失灵，踩下去没反应，吓出一身汗",
    "今天刹车突然失灵，踩了没反应，靠手刹停下来的",
)
BRAKES_OF_ANOTHER = (
    "星澜C3的刹车也失灵了，制动踏板踩下去没用",
    "C3上高速刹车失灵，制动完全没用，太吓人",
    "我这台C3刹车失灵，踏板踩下去没用",
)


def told(
    texts: tuple[str, ...],
    begins: datetime,
    name: str = "m",
    **more: Any,
) -> list[dict[str, Any]]:
    """Return rows of these texts, each of another owner, a day apart."""
    rows = []
    for n, text in enumerate(texts):
        at = (begins + timedelta(days=n)).isoformat()
        row = post_row(n, f"{name}{n}", text, occurred_at=at, **more)
        row["external_id"] = f"{name}{n}"
        rows.append(row)
    return rows


def run(
    source: EventSource,
    rows: list[dict[str, Any]],
    now: datetime,
) -> list[Alert]:
    """Ingest posts and process them; return the alerts that are news."""
    ingest(source, rows, now)
    return process_new_posts(now=now).classified.alerts


def fix(user: Any, at: datetime, **how: Any) -> Issue:
    issue = Issue.objects.unmerged().get()
    if issue.state == Issue.State.NEW:
        change_issue(
            issue_id=issue.pk,
            to_state="confirmed",
            note="",
            user=user,
            now=at,
        )
    return change_issue(
        issue_id=issue.pk,
        to_state="fixed",
        note="",
        user=user,
        now=at,
        **how,
    )


def two_years_ago() -> datetime:
    return NOW - timedelta(days=730)


def test_b22_history_is_recorded_and_no_news(accounts) -> None:
    asked = ("，请问怎么办？", "，求助", "，多少钱能修？", "，有人遇到吗？")
    texts = [text + how for text, how in zip(HINGE, asked, strict=True)]
    rows = told(tuple(texts), two_years_ago())
    source = EventSourceFactory()
    assert run(source, rows, NOW) == []
    issue = Issue.objects.unmerged().get()
    assert issue.is_historic
    assert issue.alerted_at is None
    alert = Alert.objects.get()
    assert alert.is_historic
    assert not QuestionCare.objects.exists()
    batch = IngestBatch.objects.get(content=IngestBatch.Content.POSTS)
    noted = {note["code"]: note["count"] for note in batch.notes}
    assert noted["old_posts"] == 4
    assert noted["historic_issues"] == 1


def test_b22_history_is_listed_where_it_is_asked_for(accounts) -> None:
    run(EventSourceFactory(), told(HINGE, two_years_ago()), NOW)
    client = Client()
    client.force_login(accounts["lead"])
    address = reverse("alerts:issue_list")
    number = str(Issue.objects.get().get_absolute_url())
    assert number not in client.get(address).content.decode()
    historic = client.get(address, {"historic": "true"}).content.decode()
    assert number in historic
    page = client.get(number).content.decode()
    assert "历史" in page or "Historic" in page
    alerts = "/api/v1/alerts/"
    assert client.get(alerts).json()["results"] == []
    asked = client.get(alerts, {"is_historic": "true"}).json()["results"]
    assert [one["is_historic"] for one in asked] == [True]


def test_b22_a_declared_day_decides_what_is_history() -> None:
    rows = told(HINGE, two_years_ago())
    first = two_years_ago().date() - timedelta(days=2)
    source = save_source(name="kept", time_zone="UTC", history_until=first)
    assert len(run(source, rows, NOW)) == 1
    assert not Post.objects.filter(is_history=True).exists()


def test_what_is_told_after_history_is_news() -> None:
    source = EventSourceFactory()
    run(source, told(HINGE, two_years_ago()), NOW)
    fresh = told(HINGE[:3], NOW - timedelta(days=3), name="n")
    alerts = run(source, fresh, NOW)
    assert [alert.cause for alert in alerts] == [Alert.Cause.AGAIN]
    issue = Issue.objects.unmerged().get()
    assert issue.alerted_at == alerts[0].post.posted_at
    assert not issue.is_historic


def test_a_burst_after_a_quiet_time_raises_an_alert_again() -> None:
    source = EventSourceFactory()
    begins = NOW - timedelta(days=400)
    soon = begins + timedelta(days=21)
    assert len(run(source, told(HINGE[:3], begins), soon)) == 1
    one = told(HINGE[3:], begins + timedelta(days=20), name="same")
    assert run(source, one, soon) == []
    begins_again = NOW - timedelta(days=5)
    rows = told(HINGE[:3], begins_again, name="n")
    assert run(source, rows[:2], NOW) == [], "two owners are no burst"
    alerts = run(source, rows[2:], NOW)
    assert [alert.cause for alert in alerts] == [Alert.Cause.AGAIN]
    assert alerts[0].last_time == begins + timedelta(days=20)
    issue = Issue.objects.unmerged().get()
    assert issue.state == Issue.State.REGRESSED
    episodes = read_episodes(issue)
    assert [one.owners for one in episodes] == [3, 4]
    assert episodes[0].began_at == begins_again


def test_reports_without_a_quiet_time_raise_one_alert() -> None:
    source = EventSourceFactory()
    begins = NOW - timedelta(days=400)
    alerts = []
    for n in range(6):
        at = begins + timedelta(days=70 * n)
        rows = told(HINGE[:3], at, name=f"n{n}-")
        alerts += run(source, rows, at + timedelta(days=3))
    assert [alert.cause for alert in alerts] == [Alert.Cause.FIRST]


@pytest.mark.parametrize(
    "text",
    [
        "还没更新，系统1.4.2，中控屏黑屏，导航时黑屏重启",
        "没收到推送，中控屏还是黑屏，导航时黑屏重启",
        "I have not updated yet. 中控屏黑屏，导航时黑屏重启",
    ],
)
def test_b31_a_report_from_before_the_fix_is_no_regression(
    accounts,
    text: str,
) -> None:
    source = EventSourceFactory()
    run(source, told(SQUEAK[:3], NOW - timedelta(days=9)), NOW)
    fix(accounts["lead"], NOW - timedelta(days=4), fixed_in="1.5.0")
    late = told((text,), NOW - timedelta(days=1), name="late")
    assert run(source, late, NOW) == []
    issue = Issue.objects.unmerged().get()
    assert issue.state == Issue.State.FIXED
    assert IssueReport.objects.get(post__external_id="late0").issue == issue


@pytest.mark.parametrize(
    ("version", "causes"),
    [("1.4.2", []), ("1.5.0", [Alert.Cause.REGRESSION])],
)
def test_the_software_of_the_car_says_whether_it_has_the_fix(
    accounts,
    version: str,
    causes: list[str],
) -> None:
    source = EventSourceFactory()
    run(source, told(SQUEAK[:3], NOW - timedelta(days=9)), NOW)
    fix(accounts["lead"], NOW - timedelta(days=4), fixed_in="1.5.0")
    late = told(SQUEAK[3:], NOW - timedelta(days=1), name="late")
    ingest(source, late, NOW)
    owner = Member.objects.get(identities__external_id="late0")
    car = VehicleOwnership.objects.create(member=owner, model_series="M9")
    SoftwareSpell.objects.create(
        vehicle=car,
        version=version,
        started_on=date(2026, 1, 1),
    )
    alerts = process_new_posts(now=NOW).classified.alerts
    assert [alert.cause for alert in alerts] == causes


def test_reports_before_the_day_of_the_fix_are_no_regression(accounts) -> None:
    source = EventSourceFactory()
    run(source, told(SQUEAK[:3], NOW - timedelta(days=9)), NOW)
    fix(
        accounts["lead"],
        NOW - timedelta(days=4),
        fixed_by="part",
        fix_note="新支架",
        fixed_on=NOW.date() + timedelta(days=3),
    )
    before = told(SQUEAK[3:], NOW - timedelta(days=1), name="late")
    assert run(source, before, NOW) == []
    later = NOW + timedelta(days=5)
    after = told(SQUEAK[3:], later, name="later")
    causes = [alert.cause for alert in run(source, after, later)]
    assert causes == [Alert.Cause.REGRESSION]


def test_a8_another_model_with_the_fixed_version_is_a_regression(
    accounts,
) -> None:
    source = EventSourceFactory()
    rows = told(SQUEAK[:3], NOW - timedelta(days=9))
    late = told(
        ("升级1.5.1之后中控屏黑屏，导航时黑屏重启",),
        NOW - timedelta(days=1),
        name="late",
    )
    ingest(source, rows, NOW)
    give_cars("M9")
    process_new_posts(now=NOW)
    fixed = fix(accounts["lead"], NOW - timedelta(days=4), fixed_in="1.5.0")
    ingest(source, late, NOW)
    give_cars("C3")
    alerts = process_new_posts(now=NOW).classified.alerts
    assert [alert.cause for alert in alerts] == [Alert.Cause.OTHER_MODEL]
    issue = alerts[0].issue
    assert issue == fixed or issue.regression_of == fixed


def test_another_model_after_service_is_linked_once_it_is_news(
    accounts,
) -> None:
    source = EventSourceFactory()
    ingest(source, told(BRAKES, NOW - timedelta(days=9)), NOW)
    give_cars("M9")
    process_new_posts(now=NOW)
    fixed = fix(
        accounts["lead"],
        NOW - timedelta(days=5),
        fixed_by="service",
        fix_note="更换真空助力泵",
    )
    rows = told(BRAKES_OF_ANOTHER, NOW - timedelta(days=4), name="late")
    alerts = []
    for row in rows:
        ingest(source, [row], NOW)
        give_cars("C3")
        alerts.append(process_new_posts(now=NOW).classified.alerts)
    assert alerts[:2] == [[], []], "one car of another model is no news"
    ((alert,),) = alerts[2:]
    assert alert.cause == Alert.Cause.OTHER_MODEL
    assert alert.issue != fixed
    assert alert.issue.regression_of == fixed
    assert alert.issue.state == Issue.State.REGRESSED


def give_cars(model: str) -> None:
    """Give everybody without a car one of this model."""
    for member in Member.objects.filter(vehicles__isnull=True):
        VehicleOwnership.objects.create(
            member=member,
            model_series=model,
            started_on=date(2025, 1, 1),
        )


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("到现在还没有人联系我", 0), ("nobody has called me so far", 0)],
)
def test_a_follow_up_joins_the_reporters_own_report(text, minutes) -> None:
    source = EventSourceFactory()
    run(source, told(HINGE[:1], NOW - timedelta(days=20)), NOW)
    again = told((text,), NOW - timedelta(days=1), name="x")
    again[0]["member"] = "m0"
    run(source, again, NOW)
    report = IssueReport.objects.get(post__external_id="x0")
    assert report.is_follow_up
    issue = Issue.objects.unmerged().with_report_counts().get()
    assert report.issue == issue
    assert issue.reporter_count == 1


def test_a_follow_up_long_after_the_report_does_not_join_it() -> None:
    source = EventSourceFactory()
    run(source, told(HINGE[:1], NOW - timedelta(days=90)), NOW)
    again = told(("到现在还没有人联系我",), NOW - timedelta(days=1), name="x")
    again[0]["member"] = "m0"
    run(source, again, NOW)
    assert not IssueReport.objects.filter(is_follow_up=True).exists()


def test_one_case_under_three_accounts_is_one_reporter() -> None:
    texts = (
        "我于2026年3月2日在临江云海4S店提车，5月6日尾门撑杆漏油，往下掉",
        "3月2日从临江云海4S店提的车，5月6日发现尾门撑杆漏油，撑不住往下掉",
        "尾门撑杆漏油往下掉：3月2日临江云海4S店购车，5月6日开始的",
    )
    source = EventSourceFactory()
    assert run(source, told(texts, NOW - timedelta(days=5)), NOW) == []
    issue = Issue.objects.unmerged().with_report_counts().get()
    assert issue.reporter_count == 1
    assert issue.post_count == 3


def test_the_same_in_any_batches(monkeypatch) -> None:
    outcomes = set()
    for size in (1, 2, 500):
        monkeypatch.setattr(
            "alerts.services.post_classification.BATCH_POSTS",
            size,
        )
        source = EventSourceFactory()
        rows = told(HINGE, two_years_ago(), name=f"s{size}o")
        rows += told(HINGE, NOW - timedelta(days=6), name=f"s{size}n")
        alerts = [alert.cause for alert in run(source, rows, NOW)]
        outcomes.add((tuple(alerts), Alert.objects.count()))
        Alert.objects.all().delete()
        Issue.objects.all().delete()
    assert len(outcomes) == 1
