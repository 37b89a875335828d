"""The page of moods, its curve and list, and what other pages say of moods."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from activity.models import EventSource
from alerts.models import Issue
from community.models import Circle, Post, PostFeatures, Question
from immunity.models import PostMood
from immunity.panels import answer_tone, issue_mood
from immunity.rules.mood_model import NEGATIVE, NEUTRAL, cell_of
from immunity.rules.mood_topics import MoodTopic, pack_topics
from immunity.selectors.mood import counted_moods, read_mood_weeks
from immunity.selectors.mood_answers import read_answer_tone
from immunity.selectors.mood_chart import measured_errors
from immunity.selectors.mood_crises import read_crisis_mood
from members.models import Member, VehicleOwnership
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BAD, CALM = (90, 2), (5, 5)


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def source() -> EventSource:
    made: EventSource = EventSourceFactory()
    return made


@pytest.fixture
def lead(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["lead"])
    return client


def write(
    author: Member,
    source: EventSource,
    at: datetime,
    chances: tuple[int, int],
    *,
    topics: tuple[MoodTopic, ...] = (),
    circle: Circle | None = None,
) -> Post:
    """Store a post whose mood was read."""
    negative, positive = chances
    number = str(Post.objects.count())
    post: Post = Post.objects.create(
        source=source,
        external_id=number,
        thread_key=number,
        author=author,
        text="词",
        posted_at=at,
        circle=circle,
    )
    PostMood.objects.create(
        post=post,
        posted_at=at,
        mood=NEGATIVE if negative > 50 else NEUTRAL,
        negative=negative,
        positive=positive,
        cell=cell_of(negative / 100, positive / 100),
        topics=pack_topics(topics),
    )
    return post


def week_of_posts(
    author: Member,
    source: EventSource,
    at: datetime,
    *,
    bad: int,
    calm: int,
    **more: Any,
) -> None:
    for _number in range(bad):
        write(author, source, at, BAD, **more)
    for _number in range(calm):
        write(author, source, at, CALM, **more)


def test_weeks_are_counted_and_few_posts_have_no_share(
    source: EventSource,
) -> None:
    author = MemberFactory()
    this, before = NOW.date() - NOW.weekday() * DAY, 7 * DAY
    week_of_posts(author, source, NOW - before, bad=30, calm=30)
    week_of_posts(author, source, NOW - 2 * before, bad=2, calm=58)
    week_of_posts(author, source, NOW, bad=3, calm=20)
    weeks = [this - 2 * before, this - before, this]
    calm, upset, few = read_mood_weeks(counted_moods(), weeks)
    assert (upset.posts, upset.negative) == (60, 30)
    assert (calm.posts, calm.negative) == (60, 2)
    assert upset.share is not None
    assert calm.share is not None
    assert upset.share.low > calm.share.value
    assert (few.posts, few.share) == (23, None)


def test_a_point_leads_to_the_posts_that_it_is_of(
    lead: Client,
    source: EventSource,
) -> None:
    at = NOW - 7 * DAY
    week_of_posts(MemberFactory(), source, at, bad=30, calm=12)
    week_of_posts(MemberFactory(), source, NOW, bad=1, calm=0)
    page = lead.get("/mood/")
    chart = page.context["chart"]
    place = len(chart["x"]) - 2
    assert chart["series"][0]["data"][-1] is None
    assert chart["series"][0]["data"][place] is not None
    for one, number in zip(chart["counts"], (42, 30), strict=True):
        assert one["data"][place] == number
        href = one["href"].replace("{x}", chart["x"][place])
        listed = lead.get(href.replace("{end}", chart["ends"][place]))
        assert listed.context["table"].page.paginator.count == number


def test_filters_choose_whose_posts_and_about_what(
    lead: Client,
    source: EventSource,
) -> None:
    at = NOW - 7 * DAY
    driver = MemberFactory(city="上海")
    VehicleOwnership.objects.create(member=driver, model_series="星驰")
    circle = Circle.objects.create(name="上海车友会", kind="chapter")
    price = (MoodTopic.PRICE, MoodTopic.SPACE)
    week_of_posts(
        driver, source, at, bad=31, calm=0, topics=price, circle=circle
    )
    other = MemberFactory(city="成都")
    week_of_posts(other, source, at, bad=0, calm=35, topics=(MoodTopic.POWER,))
    for query in (
        "city=上海",
        "model_series=星驰",
        f"circle={circle.pk}",
        "topic=price",
        "topic=space",
    ):
        page = lead.get(f"/mood/?{query}")
        assert page.context["chart"]["counts"][0]["data"][-2] == 31, query
        assert page.context["table"].page.paginator.count == 31, query
    assert lead.get("/mood/?topic=power").context["has_shares"]
    assert not lead.get("/mood/?topic=safety").context["has_shares"]
    # The curve stays that of all moods while the list shows some.
    negative = lead.get(f"/mood/?mood={NEGATIVE}")
    assert negative.context["chart"]["counts"][0]["data"][-2] == 66
    assert negative.context["table"].page.paginator.count == 31


def test_page_states_its_error(lead: Client) -> None:
    text = lead.get("/mood/").content.decode()
    assert "宏平均F1" in text
    assert str(measured_errors()["macro_f1"]) in text


def test_api_answers_weeks(lead: Client, source: EventSource) -> None:
    week_of_posts(MemberFactory(), source, NOW - 7 * DAY, bad=20, calm=20)
    rows = lead.get("/api/v1/mood/").json()
    assert len(rows) == 26
    assert (rows[-2]["posts"], rows[-2]["negative"]) == (40, 20)
    share = rows[-2]["share"]
    assert share["low"] <= share["value"] <= share["high"]
    assert rows[-1]["share"] is None
    assert lead.get("/api/v1/mood/?topic=price").json()[-2]["posts"] == 0
    assert lead.get("/api/v1/mood/?topic=weather").status_code == 400
    assert lead.get("/api/v1/mood/?colour=red").status_code == 400


def make_issue(**values: Any) -> Issue:
    made: Issue = Issue.objects.create(
        number=1, opened_at=NOW - 40 * DAY, **values
    )
    return made


def test_mood_around_a_crisis(lead: Client, source: EventSource) -> None:
    driver, other = MemberFactory(), MemberFactory()
    VehicleOwnership.objects.create(member=driver, model_series="星驰")
    began = NOW - 30 * DAY
    issue = make_issue(alerted_at=began, model_series=[["星驰", 3]])
    week_of_posts(driver, source, began - 5 * DAY, bad=3, calm=37)
    week_of_posts(driver, source, began + 5 * DAY, bad=30, calm=10)
    week_of_posts(other, source, began + 5 * DAY, bad=0, calm=40)
    mood = read_crisis_mood(issue, NOW)
    assert mood is not None
    before, during, after = mood.periods
    assert (before.posts, during.posts, after.posts) == (40, 40, 0)
    assert before.share is not None
    assert during.share is not None
    assert during.share.low > before.share.value
    assert after.since is None
    page = lead.get(issue.get_absolute_url())
    assert "星驰" in page.content.decode()
    shown = issue_mood(issue, NOW)
    assert shown is not None
    assert [bool(text) for _period, text in shown["rows"]] == [
        True,
        True,
        False,
    ]


def test_a_closed_crisis_has_a_time_after_it(source: EventSource) -> None:
    issue = make_issue(alerted_at=NOW - 30 * DAY, state="closed")
    issue.changes.create(
        kind="state", to_state="closed", changed_at=NOW - 10 * DAY
    )
    week_of_posts(MemberFactory(), source, NOW - DAY, bad=2, calm=30)
    mood = read_crisis_mood(issue, NOW)
    assert mood is not None
    assert mood.models == ()
    assert [period.posts for period in mood.periods] == [0, 0, 32]


def test_a_crisis_that_nobody_closes_is_measured_for_sixty_days(
    source: EventSource,
) -> None:
    began = NOW - 200 * DAY
    issue = make_issue(alerted_at=began)
    author = MemberFactory()
    write(author, source, began + 59 * DAY, BAD)
    write(author, source, began + 61 * DAY, BAD)
    mood = read_crisis_mood(issue, NOW)
    assert mood is not None
    during = mood.periods[1]
    assert (during.posts, during.until) == (1, began + 60 * DAY)
    assert "60" in during.name


def test_an_issue_without_an_alert_has_no_mood() -> None:
    assert issue_mood(make_issue(), NOW) is None


def answer(asked: Post, at: datetime) -> None:
    helper = MemberFactory()
    Question.objects.create(
        post=asked, answered_at=at, helper=helper, answer_count=1
    )


def ask(
    asker: Member,
    source: EventSource,
    after: tuple[int, int] | None,
    *,
    is_answered: bool = True,
) -> None:
    """Let a member ask upset, get an answer, and write again or not."""
    asked = write(asker, source, NOW - 10 * DAY, BAD)
    if is_answered:
        answer(asked, NOW - 9 * DAY)
    else:
        Question.objects.create(post=asked)
    if after is not None:
        write(asker, source, NOW - 8 * DAY, after)


def test_tone_after_an_answer(lead: Client, source: EventSource) -> None:
    for _number in range(24):
        ask(MemberFactory(), source, CALM)
    for _number in range(8):
        ask(MemberFactory(), source, (95, 1))
    ask(MemberFactory(), source, None)
    ask(MemberFactory(), source, CALM, is_answered=False)
    tone = read_answer_tone(NOW)
    assert (tone.answered.askers, tone.answered.calmer) == (32, 24)
    assert tone.answered.share is not None
    assert tone.answered.share.value == 0.75
    assert tone.answered.share.low < 0.75 < tone.answered.share.high
    assert (tone.unanswered.askers, tone.unanswered.share) == (1, None)
    assert "75%" in answer_tone(NOW)["answered"]
    page = lead.get("/questions/")
    assert 'id="tone"' in page.content.decode()


def test_paid_questions_and_paid_next_posts_say_nothing_of_the_tone(
    source: EventSource,
) -> None:
    for _number in range(3):
        ask(MemberFactory(), source, CALM)
    assert read_answer_tone(NOW).answered.askers == 3
    asked = Post.objects.filter(question__isnull=False).earliest("pk")
    following = Post.objects.filter(question__isnull=True).latest("pk")
    for post in (asked, following):
        PostFeatures.objects.create(
            post=post,
            author=post.author,
            posted_at=post.posted_at,
            is_paid=True,
        )
    assert read_answer_tone(NOW).answered.askers == 1


def test_the_next_post_is_looked_for_by_the_indexed_time_of_posts(
    source: EventSource,
) -> None:
    ask(MemberFactory(), source, CALM)
    PostMood.objects.update(posted_at=NOW - 60 * DAY)
    assert read_answer_tone(NOW).answered.askers == 1


def test_what_is_written_before_the_answer_is_no_effect_of_it(
    source: EventSource,
) -> None:
    asker = MemberFactory()
    asked = write(asker, source, NOW - 10 * DAY, BAD)
    write(asker, source, NOW - 9 * DAY, CALM)
    answer(asked, NOW - 8 * DAY)
    assert read_answer_tone(NOW).answered.askers == 0


def test_an_asker_counts_once(source: EventSource) -> None:
    asker = MemberFactory()
    ask(asker, source, CALM)
    ask(asker, source, CALM)
    assert read_answer_tone(NOW).answered.askers == 1
