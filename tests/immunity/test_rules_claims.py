"""Claims that say the same, their spread, campaigns and whose experience fits."""

from datetime import date, timedelta
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.rules.text import are_copies, normalise
from immunity.rules import coordination
from immunity.rules.claim_groups import (
    KnownWording,
    find_claim,
    group_alike,
)
from immunity.rules.claim_states import NEXT_STATES, may_follow
from immunity.rules.claim_words import ClaimWords, words_from, words_of
from immunity.rules.coordination import CopiedPost, find_campaigns
from immunity.rules.experience import Work, find_fits
from immunity.rules.scenes import read_scene, scene_words_of
from immunity.rules.spread import (
    Said,
    before_and_after,
    count_people,
    spread_curve,
)
from immunity.rules.stances import Stance
from tests.conftest import NOW

TODAY = date(2026, 5, 20)
SPREADING = Stance.SPREADING


def words(text: str) -> ClaimWords:
    return words_of(normalise(text))


def test_other_words_for_one_claim_find_it() -> None:
    known = [
        KnownWording(1, words("网上都在传雨天充电会漏电起火")),
        KnownWording(2, words("听说厂家下个月倒闭")),
    ]
    found = find_claim(words("群里说下雨天充电会起火"), known)
    assert found is not None
    assert found.claim == 1
    assert find_claim(words("听说方向盘开着开着会掉"), known) is None


def test_carriers_alone_make_no_two_texts_alike() -> None:
    known = [KnownWording(1, words("网上都在传，听说是真的，大家小心转发"))]
    assert (
        find_claim(words("网上都在传，大家小心，听说座椅有毒"), known) is None
    )


def test_stored_words_are_read_back() -> None:
    said = words("雨天充电会起火")
    assert words_from(said.as_stored(), said.key) == said


def test_groups_are_linked_by_pairs() -> None:
    texts = [
        words("雨天充电会漏电起火"),
        words("听说厂家要倒闭"),
        words("据说雨天充电起火"),
    ]
    assert group_alike(texts) == [[0, 2], [1]]


def test_every_state_can_be_left() -> None:
    for before, after in NEXT_STATES.items():
        assert after
        assert not may_follow(before, before)


def test_curve_counts_people_not_posts() -> None:
    day = TODAY - timedelta(days=2)
    said = [Said(day, 1, SPREADING), Said(day, 1, SPREADING)]
    said.append(Said(TODAY, 2, Stance.REFUTING))
    curve = spread_curve(said, TODAY)
    assert curve.days == [day, day + timedelta(days=1), TODAY]
    assert curve.people[SPREADING] == [1, 0, 0]
    assert count_people(said)[Stance.REFUTING] == 1


def test_before_and_after_compare_as_many_days() -> None:
    evidence = TODAY - timedelta(days=3)
    said = [
        Said(evidence - timedelta(days=days), days, SPREADING)
        for days in (1, 2, 3, 9)
    ]
    said.append(Said(TODAY, 1, SPREADING))
    found = before_and_after(said, evidence, TODAY)
    assert found == (3, 3, 1)
    assert before_and_after(said, TODAY, TODAY) is None


def copied(post: int, author: int, hours: int, *, days: int = 1) -> CopiedPost:
    at = NOW + timedelta(hours=hours)
    key = words("网上都在传雨天充电会漏电起火速转").key
    return CopiedPost(post, author, at - timedelta(days=days), at, key)


def test_campaign_takes_three_accounts_within_a_day() -> None:
    near = [copied(n, n, n) for n in range(3)]
    [campaign] = find_campaigns(near)
    assert (campaign.accounts, campaign.new_accounts) == (3, 3)
    assert campaign.hours == 2
    assert not find_campaigns([copied(n, 1, n) for n in range(5)])
    assert not find_campaigns([copied(n, n, 30 * n) for n in range(3)])


@given(
    st.lists(
        st.tuples(
            st.integers(0, 60),
            st.lists(st.integers(0, 2), min_size=16, max_size=16),
        ),
        max_size=25,
    ),
)
def test_campaigns_are_those_that_comparing_all_finds(
    posts: list[tuple[int, list[int]]],
) -> None:
    """Near copies are found by blocks of their keys as by comparing each."""
    copies = [
        CopiedPost(n, n, NOW, NOW + timedelta(hours=hours), bytes(parts).hex())
        for n, (hours, parts) in enumerate(posts)
    ]
    runs: list[list[CopiedPost]] = []
    for one in sorted(copies, key=lambda one: (one.at, one.post)):
        for run in runs:
            is_near = one.at - run[0].at <= timedelta(hours=24)
            if is_near and are_copies(one.key, run[0].key):
                run.append(one)
                break
        else:
            runs.append([one])
    expected = sorted(tuple(run) for run in runs if len(run) >= 3)
    found = find_campaigns(copies)
    assert sorted(campaign.posts for campaign in found) == expected


def test_posts_are_compared_with_their_near_copies_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []

    def comparing(one: str, other: str) -> bool:
        compared.append((one, other))
        return are_copies(one, other)

    monkeypatch.setattr(coordination, "are_copies", comparing)
    posts = []
    for number in range(400):
        key = blake2b(f"第{number}条".encode(), digest_size=16).hexdigest()
        posts.append(CopiedPost(number, number, NOW, NOW, key))
    assert find_campaigns(posts) == []
    assert len(compared) < 400


def test_old_accounts_are_not_called_new() -> None:
    [campaign] = find_campaigns([copied(n, n, n, days=90) for n in range(3)])
    assert campaign.new_accounts == 0


def test_experience_fits_scene_and_model() -> None:
    works = [
        Work(1, 10, normalise("我昨天冒着大雨充电，一切正常"), 1),
        Work(2, 11, normalise("我今天晴天充电，一切正常")),
        Work(3, 12, normalise("听说雨天充电会起火")),
        Work(4, 13, normalise("我的车雨天充电跳枪，漏电了")),
        Work(5, 14, normalise("我雨天充电三年了，都这么充")),
    ]
    scene = read_scene(["雨天/下雨/大雨", "充电"])
    found = find_fits(
        works,
        scene=scene,
        models={10: "星驰", 13: "星驰", 14: "远航"},
        wanted_models=["星驰"],
    )
    assert set(found.fitting) == {10}
    assert found.complaining == {13}
    anybody = find_fits(works, scene=scene, models={}, wanted_models=[])
    assert set(anybody.fitting) == {10, 14}


def test_scene_is_taken_from_the_claim() -> None:
    scene = scene_words_of("网上都在传雨天充电会起火")
    assert [entry.split("/")[0] for entry in scene] == ["雨天", "充电"]
    assert read_scene(["", " / "]) == []
