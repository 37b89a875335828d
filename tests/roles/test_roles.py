"""From posts through the night to a role with its reason, on the board, the member's page and the API."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from alerts.services.listening import listen
from common.errors import ReaderError
from community.models import Circle, Post, PostReading
from community.services.circles import join_circle
from kocops.night import run_night
from members.models import Member
from roles.models import RolePolicy, RoleSpell, RoleStanding
from roles.rules.deeds import SHIPPED_WEIGHTS, Feature
from roles.rules.journey import Step
from roles.services.deeds import read_deeds
from roles.services.evaluation import judge_roles
from roles.services.hosts import read_hosts
from roles.services.journey import read_journeys
from roles.services.overrides import override_role
from roles.services.policies import rules_of
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import post_row, react, reaction_row, take_in
from tests.roles.community import DAY, TONIGHT, delete_posts_of, member, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def tonight() -> None:
    told(EventSourceFactory())
    run_night(business_date=TONIGHT, clock=lambda: NOW)


def test_the_geek_and_the_evangelist_are_found_and_decoys_are_not(tonight) -> None:
    held = {(spell.member, spell.role) for spell in RoleSpell.objects.all()}
    assert held == {(member("geek"), 0), (member("eye"), 2)}
    geek = RoleStanding.objects.get(member=member("geek"))
    assert (geek.primary, geek.holds_geek) == (0, True)
    assert not RoleStanding.objects.filter(member=member("robot")).exists()


def test_who_was_thanked_is_a_fact_of_the_thread(tonight) -> None:
    facts = PostReading.objects.get(post__external_id="p2")
    assert (facts.thanked, facts.to_question, facts.reply_rank) == (True, True, 2)
    assert facts.to_member == member("asker0")
    assert facts.depth >= 3


def test_the_night_again_changes_nothing_and_a_lost_role_goes_slowly(tonight) -> None:
    facts = ("member", "role", "started_on", "low_since", "ended_on")
    spells = sorted(RoleSpell.objects.values_list(*facts))
    run_night(business_date=TONIGHT, clock=lambda: NOW, again=True)
    assert sorted(RoleSpell.objects.values_list(*facts)) == spells
    delete_posts_of(member("geek"))
    assert not PostReading.objects.filter(author=member("geek")).exists()
    run_night(business_date=TONIGHT + timedelta(days=1), clock=lambda: NOW + timedelta(days=1))
    spell = RoleSpell.objects.get(member=member("geek"))
    assert (spell.ended_on, spell.low_since) == (None, TONIGHT + timedelta(days=1))
    later = TONIGHT + timedelta(days=29)
    run_night(business_date=later, clock=lambda: NOW + timedelta(days=29))
    spell.refresh_from_db()
    assert spell.ended_on == later


def test_a_day_long_past_is_rebuilt_as_if_the_later_ones_had_not_been(tonight) -> None:
    before = RoleSpell.objects.count()
    earlier = TONIGHT - timedelta(days=1)
    run_night(business_date=earlier, clock=lambda: NOW, full=True)
    assert set(RoleSpell.objects.values_list("started_on", flat=True)) == {earlier}
    assert RoleSpell.objects.open().count() == before


def test_spells_of_a_night_that_is_not_published_are_not_shown(tonight) -> None:
    spell = RoleSpell.objects.get(member=member("geek"))
    spell.ended_on = TONIGHT + timedelta(days=1)
    spell.save()
    RoleSpell.objects.create(member=member("loud"), role=1, started_on=TONIGHT + timedelta(days=1))
    known = {(one.member, one.over_on) for one in RoleSpell.objects.known_on(TONIGHT)}
    assert known == {(member("geek"), None), (member("eye"), None)}


def test_the_member_page_says_why_with_the_works(tonight, as_role, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    page = as_role("communicator").get(member("geek").get_absolute_url()).content.decode()
    for text in ("技术极客", "标定", "答疑被感谢"):
        assert text in page
    board = as_role("analyst").get(f"{reverse('roles:role_board')}?role=geek&strength_min=50")
    assert [row.record.nickname for row in board.context["table"].page.object_list] == [member("geek").nickname]


def test_the_words_of_a_deleted_post_are_shown_to_nobody(tonight, as_role, time_machine) -> None:
    """Not even where its reading is still there."""
    time_machine.move_to(NOW, tick=False)
    Post.objects.filter(author=member("geek")).update(is_deleted=True)
    assert "标定" not in as_role("communicator").get(member("geek").get_absolute_url()).content.decode()


def test_staff_decide_with_a_reason_and_the_night_goes_by_it(tonight, as_role, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    client, address = as_role("communicator"), reverse("roles:override_create", args=[member("geek").pk])
    wrong = {"role": "0", "holds": "0", "reason": "收费答疑", "until": "2020-01-01"}
    assert client.post(address, wrong).status_code == 400
    assert client.post(address, {**wrong, "reason": "", "until": "2026-06-30"}).status_code == 422
    assert client.post(address, {**wrong, "until": "2026-06-30"}).status_code == 302
    run_night(business_date=TONIGHT + timedelta(days=1), clock=lambda: NOW + timedelta(days=1))
    assert RoleSpell.objects.get(member=member("geek")).ended_on == TONIGHT + timedelta(days=1)
    assert "收费答疑" in client.get(member("geek").get_absolute_url()).content.decode()
    client.post(reverse("roles:override_withdraw", args=[member("geek").pk]))
    run_night(business_date=TONIGHT + timedelta(days=2), clock=lambda: NOW + timedelta(days=2))
    assert RoleSpell.objects.open().filter(member=member("geek")).exists()


def test_a_decision_ends_within_a_year(tonight) -> None:
    with pytest.raises(ReaderError):
        override_role(
            member=member("geek"), role=0, holds=True, reason="x", until=NOW.date() + timedelta(days=400), now=NOW,
            today=NOW.date(), user=None,
        )  # fmt: skip


def test_gears_newcomers_and_the_api(tonight, as_role, client, token, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    circle = Circle.objects.create(name="上海车友会", kind=Circle.Kind.CHAPTER)
    join_circle(circle=circle, since={member("geek").pk: TONIGHT, member("loud").pk: TONIGHT})
    (row,) = as_role("lead").get(f"{reverse('roles:gear_list')}?missing=social").context["table"].page.object_list
    assert (row.record.member_count, row.record.geek_count, row.record.social_count) == (2, 1, 0)
    Member.objects.filter(pk=member("asker0").pk).update(joined_on=TONIGHT)
    listed = as_role("lead").get(reverse("roles:newcomer_list")).context["table"].page.object_list
    assert [one.record for one in listed] == [member("asker0")]
    assert listed[0].record.welcomed_at is not None
    rows = client.get("/api/v1/roles/?role=geek", headers=token("roles:read")).json()["results"]
    assert [(row["nickname"], row["primary"]) for row in rows] == [(member("geek").nickname, 0)]


def test_a_newcomer_gets_a_host_with_the_reason_and_his_way_is_told(tonight, as_role, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    Member.objects.filter(pk__in=[member("loud").pk, member("spam").pk]).update(city="上海", joined_on=TONIGHT)
    RoleStanding.objects.filter(member=member("loud")).delete()
    host, generation = member("eye"), RoleStanding.objects.first().generation
    RoleStanding.objects.filter(member=host).update(holds_social=True, social=70)
    Member.objects.filter(pk=host.pk).update(city="上海", nickname="蜂王阿花")
    page = as_role("lead").get(reverse("roles:newcomer_list")).content.decode()
    assert "蜂王阿花" in page and "上海 · 近期没有接待过新人" in page
    assert read_hosts(generation=generation, now=NOW).hosts[0].load == 0
    Member.objects.filter(pk=member("asker3").pk).update(joined_on=TONIGHT - timedelta(days=60))
    journeys = {one.member: one for one in read_journeys(since=TONIGHT - timedelta(days=90))}
    told = journeys[member("asker3").pk]
    assert (told.welcomed_by, told.answered_by) == (member("loud").pk, member("loud").pk)
    assert {Step.WROTE, Step.WELCOMED, Step.ASKED, Step.HELPED} == set(told.reached)
    assert journeys[member("loud").pk].attracted_by == member("asker11").pk
    assert "被欢迎" in as_role("analyst").get(reverse("roles:journey")).content.decode()


def test_gears_by_city_are_held_against_the_best_month(tonight, as_role, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    Member.objects.filter(pk__in=[member("geek").pk, member("loud").pk]).update(city="上海")
    tables = as_role("lead").get(reverse("roles:gear_map")).context["tables"]
    (row,) = tables[0]["rows"]
    assert (row["name"], row["count"], row["gears"][0].holders) == ("上海", 2, 1)


def test_without_a_joining_date_only_a_long_record_tells_a_newcomer() -> None:
    source = EventSourceFactory()
    take_in(
        source,
        [post_row(1, "first", "刚来", minutes=-90 * DAY), post_row(2, "x", "嗨", thread="p1", minutes=-89 * DAY)],
    )
    take_in(
        source, [post_row(3, "late", "刚来", minutes=-9 * DAY), post_row(4, "x", "嗨", thread="p3", minutes=-8 * DAY)]
    )
    listen(now=NOW)
    told = dict(PostReading.objects.filter(author=member("x")).values_list("post__external_id", "to_newcomer"))
    assert told == {"p2": False, "p4": True}


def test_who_calls_people_together_is_counted_once_they_come() -> None:
    source = EventSourceFactory()
    rows = [post_row(1, "bee", "周末组织一次小聚会，报名的在下面说", minutes=-3 * DAY)]
    rows += [post_row(2 + n, f"guest{n % 3}", "我来", thread="p1", minutes=-2 * DAY + n) for n in range(5)]
    take_in(source, rows)
    listen(now=NOW)
    assert PostReading.objects.get(post__external_id="p1").repliers == 3
    deeds = read_deeds(first_member=0, last_member=2**62, day=TONIGHT, weights=SHIPPED_WEIGHTS)
    mine = deeds.where(deeds.member == member("bee").pk)
    assert (mine.feature.tolist(), mine.echo.tolist()) == ([Feature.GATHERED], [3])


def features_of(name: str) -> list[Feature]:
    deeds = read_deeds(first_member=0, last_member=2**62, day=TONIGHT, weights=SHIPPED_WEIGHTS)
    return sorted(Feature(one) for one in deeds.feature[deeds.member == member(name).pk].tolist())


def test_pictures_that_are_saved_and_draw_newcomers_say_so() -> None:
    source = EventSourceFactory()
    shown = {"media_count": 3, "minutes": -2 * DAY}
    take_in(source, [post_row(1, "eye", "湖边的晚霞", **shown), post_row(2, "plain", "湖边的晚霞", **shown)])
    liked = [reaction_row(f"fan{n}", post=post) for n in range(6) for post in ("p1", "p2")]
    react(source, [*liked, *(reaction_row(f"fan{n}", "favourite") for n in range(3))])
    Member.objects.filter(identities__external_id__in=["fan4", "fan5"]).update(joined_on=NOW.date() - timedelta(days=9))
    listen(now=NOW)
    assert features_of("eye") == [Feature.ADMIRED, Feature.SAVED]
    assert features_of("plain") == [Feature.ADMIRED]
    Member.objects.filter(identities__external_id="fan0").update(joined_on=NOW.date() - timedelta(days=9))
    react(source, [reaction_row("fan0", "share")])
    assert features_of("eye") == [Feature.ADMIRED, Feature.SAVED, Feature.ATTRACTED]


def test_the_first_three_who_take_a_version_apart_are_first_whatever_the_order_of_arrival() -> None:
    source = EventSourceFactory()
    deep = "固件26.5.0拆解：电池管理、充电曲线、热泵和能量回收的参数都变了，" + "日志里看得很清楚，" * 12
    order = ["fourth", "second", "first", "third"]
    minutes = {"first": -50, "second": -40, "third": -30, "fourth": -20}
    said = {"text": deep, "reaction_count": 2}
    rows = [post_row(n, name, minutes=minutes[name] * DAY // 10, **said) for n, name in enumerate(order)]
    take_in(source, [*rows, post_row(9, "first", minutes=-DAY, **said)])
    listen(now=NOW)
    first = {name for name in order if Feature.FIRST_APART in features_of(name)}
    assert first == {"first", "second", "third"}
    assert features_of("first").count(Feature.FIRST_APART) == 1


def test_who_brings_somebody_along_has_done_something_for_the_one_who_asked() -> None:
    source = EventSourceFactory()
    take_in(
        source,
        [
            post_row(1, "asker", "周末去哪里", minutes=-DAY),
            post_row(2, "bee", "@车友老王 过来说说", thread="p1", minutes=-DAY + 1),
            post_row(3, "wang", "来了", thread="p1", minutes=-DAY + 2),
        ],
    )
    Member.objects.filter(identities__external_id="wang").update(nickname="车友老王")
    listen(now=NOW)
    assert features_of("bee") == [Feature.INTRODUCED]


def test_what_is_paid_for_speaks_for_nobody() -> None:
    source = EventSourceFactory()
    shown = {"media_count": 3, "reaction_count": 9, "minutes": -2 * DAY}
    take_in(source, [post_row(1, "eye", "湖边的晚霞", **shown), post_row(2, "eye", "湖边的晚霞 #广告", **shown)])
    take_in(source, [post_row(3, "eye", "海边的晚霞", **{**shown, "minutes": -DAY})])
    listen(now=NOW)
    assert features_of("eye") == [Feature.ADMIRED, Feature.ADMIRED]
    take_in(source, [post_row(3, "eye", "海边的晚霞", **{**shown, "minutes": -DAY}, is_paid="yes")])
    assert Post.objects.get(external_id="p3").is_paid
    assert features_of("eye") == [Feature.ADMIRED]


def test_a_policy_that_does_not_know_a_deed_gives_nothing_for_it() -> None:
    weights = {feature.name.lower(): 1.0 for feature in Feature if feature < Feature.SAVED}
    known = rules_of(RolePolicy(version=1, limits={}, weights=weights)).weights
    assert (known[Feature.ADMIRED], known[Feature.SAVED], known[Feature.FIRST_APART]) == (1.0, 0.0, 0.0)


def test_labels_are_held_against_the_roles(tonight, tmp_path, capsys) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("member,role\ngeek,geek\neye,aesthetic\nloud,chatterer\nasker1,\n", encoding="utf-8")
    call_command("evaluate_roles", labels)
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1] == "labels.csv macro-F1 1.000"
    assert "decoys called something: 0" in printed
    wrong = judge_roles({"a": "geek", "b": "social", "c": "ring"}, {"a": ("social", 0.9), "c": ("geek", 0.4)})
    assert (wrong["macro-F1"], wrong["decoys called something"]) == (0.0, 1)
