"""Roles of the nightly run: who holds which, and since when."""

from datetime import timedelta

import pytest

from common.models import DomainEvent
from community.models import PostFeatures
from kocops.nightly import run_nightly
from roles.models import RoleScore, RoleSpell
from tests.conftest import NOW
from tests.roles.community import TONIGHT, delete_posts_of, member

pytestmark = pytest.mark.django_db


def test_geek_and_evangelist_are_found_and_no_decoys(
    tonight,
) -> None:
    held = {(spell.member, spell.role) for spell in RoleSpell.objects.all()}
    assert held == {(member("geek"), 0), (member("eye"), 2)}
    assert not DomainEvent.objects.exists(), "the first night is no news"
    geek = RoleScore.objects.get(member=member("geek"))
    assert (geek.primary, geek.holds_geek) == (0, True)
    assert not RoleScore.objects.filter(member=member("robot")).exists()


def test_who_was_thanked_is_a_fact_of_the_thread(tonight) -> None:
    facts = PostFeatures.objects.get(post__external_id="p2")
    assert (facts.thanked, facts.to_question, facts.reply_rank) == (
        True,
        True,
        2,
    )
    assert facts.to_member == member("asker0")
    assert facts.depth >= 3


def test_a_repeated_night_changes_nothing(
    tonight,
) -> None:
    facts = ("member", "role", "started_on", "low_since", "ended_on")
    spells = sorted(RoleSpell.objects.values_list(*facts))
    run_nightly(business_date=TONIGHT, clock=lambda: NOW, again=True)
    assert sorted(RoleSpell.objects.values_list(*facts)) == spells
    delete_posts_of(member("geek"))
    assert not PostFeatures.objects.filter(author=member("geek")).exists()
    run_nightly(
        business_date=TONIGHT + timedelta(days=1),
        clock=lambda: NOW + timedelta(days=1),
    )
    spell = RoleSpell.objects.get(member=member("geek"))
    assert (spell.ended_on, spell.low_since) == (
        None,
        TONIGHT + timedelta(days=1),
    )
    later = TONIGHT + timedelta(days=29)
    run_nightly(business_date=later, clock=lambda: NOW + timedelta(days=29))
    spell.refresh_from_db()
    assert spell.ended_on == later
    lost = DomainEvent.objects.get(kind="role.lost")
    assert lost.subject_id == spell.member_id
    assert lost.data["role"] == "geek"
    run_nightly(
        business_date=later,
        clock=lambda: NOW + timedelta(days=29),
        again=True,
    )
    assert DomainEvent.objects.filter(kind="role.lost").count() == 1


def test_a_past_day_is_rebuilt_without_the_later_ones(
    tonight,
) -> None:
    spells = ("member", "role", "started_on", "ended_on")
    before = sorted(RoleSpell.objects.values_list(*spells), key=str)
    earlier = TONIGHT - timedelta(days=1)
    run_nightly(business_date=earlier, clock=lambda: NOW, full=True)
    after = sorted(RoleSpell.objects.values_list(*spells), key=str)
    assert after == before
    assert RoleSpell.objects.open().count() == len(before)


def test_spells_of_a_night_that_is_not_published_are_not_shown(
    tonight,
) -> None:
    spell = RoleSpell.objects.get(member=member("geek"))
    spell.ended_on = TONIGHT + timedelta(days=1)
    spell.save()
    RoleSpell.objects.create(
        member=member("loud"),
        role=1,
        started_on=TONIGHT + timedelta(days=1),
    )
    known = {
        (one.member, one.over_on)
        for one in RoleSpell.objects.known_on(TONIGHT)
    }
    assert known == {(member("geek"), None), (member("eye"), None)}
