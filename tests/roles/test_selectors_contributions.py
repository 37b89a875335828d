"""What counts as a contribution."""

from datetime import timedelta

import pytest

from alerts.services.new_posts import process_new_posts
from community.models import Post, PostFeatures
from members.models import Member
from roles.rules.contributions import SHIPPED_WEIGHTS, ContributionType
from roles.selectors.contributions import read_contributions
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row, react, reaction_row
from tests.roles.community import DAY, TONIGHT, member

pytestmark = pytest.mark.django_db


def contributed_types(name: str) -> list[ContributionType]:
    contributions = read_contributions(
        first_member=0,
        last_member=2**62,
        day=TONIGHT,
        weights=SHIPPED_WEIGHTS,
    )
    return sorted(
        ContributionType(one)
        for one in contributions.contribution_type[
            contributions.member == member(name).pk
        ].tolist()
    )


def test_without_a_joining_date_a_long_record_is_needed() -> None:
    source = EventSourceFactory()
    ingest(
        source,
        [
            post_row(1, "first", "刚来", minutes=-90 * DAY),
            post_row(2, "x", "嗨", thread="p1", minutes=-89 * DAY),
        ],
    )
    ingest(
        source,
        [
            post_row(3, "late", "刚来", minutes=-9 * DAY),
            post_row(4, "x", "嗨", thread="p3", minutes=-8 * DAY),
        ],
    )
    process_new_posts(now=NOW)
    found = dict(
        PostFeatures.objects.filter(author=member("x")).values_list(
            "post__external_id",
            "to_newcomer",
        ),
    )
    assert found == {"p2": False, "p4": True}


def test_who_calls_people_together_is_counted_once_they_come() -> None:
    source = EventSourceFactory()
    rows = [
        post_row(
            1,
            "bee",
            "周末组织一次小聚会，报名的在下面说",
            minutes=-3 * DAY,
        ),
    ]
    rows += [
        post_row(
            2 + n,
            f"guest{n % 3}",
            "我来",
            thread="p1",
            minutes=-2 * DAY + n,
        )
        for n in range(5)
    ]
    ingest(source, rows)
    process_new_posts(now=NOW)
    assert PostFeatures.objects.get(post__external_id="p1").repliers == 3
    contributions = read_contributions(
        first_member=0,
        last_member=2**62,
        day=TONIGHT,
        weights=SHIPPED_WEIGHTS,
    )
    mine = contributions.where(contributions.member == member("bee").pk)
    assert (mine.contribution_type.tolist(), mine.reach.tolist()) == (
        [ContributionType.GATHERED],
        [3],
    )


def test_pictures_that_are_saved_and_draw_newcomers_say_so() -> None:
    source = EventSourceFactory()
    shown = {"media_count": 3, "minutes": -2 * DAY}
    ingest(
        source,
        [
            post_row(1, "eye", "湖边的晚霞", **shown),
            post_row(2, "plain", "湖边的晚霞", **shown),
        ],
    )
    liked = [
        reaction_row(f"fan{n}", post=post)
        for n in range(6)
        for post in ("p1", "p2")
    ]
    react(
        source,
        [*liked, *(reaction_row(f"fan{n}", "favourite") for n in range(3))],
    )
    Member.objects.filter(identities__external_id__in=["fan4", "fan5"]).update(
        joined_on=NOW.date() - timedelta(days=9),
        joined_from=Member.JoinedFrom.FILE,
    )
    process_new_posts(now=NOW)
    assert contributed_types("eye") == [
        ContributionType.ADMIRED,
        ContributionType.SAVED,
    ]
    assert contributed_types("plain") == [ContributionType.ADMIRED]
    Member.objects.filter(identities__external_id="fan0").update(
        joined_on=NOW.date() - timedelta(days=9),
        joined_from=Member.JoinedFrom.FILE,
    )
    react(source, [reaction_row("fan0", "share")])
    assert contributed_types("eye") == [
        ContributionType.ADMIRED,
        ContributionType.SAVED,
        ContributionType.ATTRACTED,
    ]


def test_the_first_three_on_a_version_count_in_any_order() -> None:
    source = EventSourceFactory()
    deep = (
        "固件26.5.0拆解：电池管理、充电曲线、热泵和能量回收的参数都变了，"
        + "日志里看得很清楚，" * 12
    )
    order = ["fourth", "second", "first", "third"]
    minutes = {"first": -50, "second": -40, "third": -30, "fourth": -20}
    said = {"text": deep, "reaction_count": 2}
    rows = [
        post_row(n, name, minutes=minutes[name] * DAY // 10, **said)
        for n, name in enumerate(order)
    ]
    ingest(source, [*rows, post_row(9, "first", minutes=-DAY, **said)])
    process_new_posts(now=NOW)
    first = {
        name
        for name in order
        if ContributionType.FIRST_APART in contributed_types(name)
    }
    assert first == {"first", "second", "third"}
    assert contributed_types("first").count(ContributionType.FIRST_APART) == 1


def test_bringing_somebody_along_helps_the_one_who_asked() -> None:
    source = EventSourceFactory()
    ingest(
        source,
        [
            post_row(1, "asker", "周末去哪里", minutes=-DAY),
            post_row(
                2,
                "bee",
                "@车友老王 过来说说",
                thread="p1",
                minutes=-DAY + 1,
            ),
            post_row(3, "wang", "来了", thread="p1", minutes=-DAY + 2),
        ],
    )
    Member.objects.filter(identities__external_id="wang").update(
        nickname="车友老王",
    )
    process_new_posts(now=NOW)
    assert contributed_types("bee") == [ContributionType.INTRODUCED]


def test_what_is_paid_for_speaks_for_nobody() -> None:
    source = EventSourceFactory()
    shown = {"media_count": 3, "reaction_count": 9, "minutes": -2 * DAY}
    ingest(
        source,
        [
            post_row(1, "eye", "湖边的晚霞", **shown),
            post_row(2, "eye", "湖边的晚霞 #广告", **shown),
        ],
    )
    ingest(
        source,
        [post_row(3, "eye", "海边的晚霞", **{**shown, "minutes": -DAY})],
    )
    process_new_posts(now=NOW)
    assert contributed_types("eye") == [
        ContributionType.ADMIRED,
        ContributionType.ADMIRED,
    ]
    ingest(
        source,
        [
            post_row(
                3,
                "eye",
                "海边的晚霞",
                **{**shown, "minutes": -DAY},
                is_paid="yes",
            ),
        ],
    )
    assert Post.objects.get(external_id="p3").is_paid
    assert contributed_types("eye") == [ContributionType.ADMIRED]
