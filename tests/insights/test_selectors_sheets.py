"""Members on a sheet of roles."""

from typing import Any

import pytest

from common.db.partitions import attach_generation, prepare_generation
from insights.research.sheets import draw_sheet
from members.models import Member
from roles.models import RoleScore
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


def _score(member: Member, **columns: Any) -> None:
    row = dict.fromkeys(("geek", "social", "aesthetic"), 0.0)
    row |= {f"{name}_confidence": 1.0 for name in tuple(row)}
    row |= dict.fromkeys(
        ("holds_geek", "holds_social", "holds_aesthetic"), False
    )
    RoleScore.objects.create(
        generation=7,
        member=member,
        primary=-1,
        **{**row, **columns},
    )


@pytest.fixture
def members() -> dict[str, Member]:
    prepare_generation(RoleScore, 7)
    attach_generation(RoleScore, 7)
    names = "abcdefgh"
    rows = []
    for number, name in enumerate(names * 3):
        rows.append(post_row(number, name, f"{name} writes {number}"))
    rows.append(post_row(99, "rare", "writes once"))
    ingest(EventSourceFactory(), rows)
    found = {}
    for name in (*names, "rare"):
        found[name] = Member.objects.get(identities__external_id=name)
    return found


def test_strongest_holders_are_mixed_with_as_many_who_hold_no_role(
    members: dict[str, Member],
) -> None:
    for strength, name in enumerate("abc", start=1):
        _score(members[name], geek=strength / 10, holds_geek=True)
    _score(members["d"], geek=0.9)
    drawn = draw_sheet("roles", 6, 1, generation=7)
    geeks = [one for one in drawn if one.group == "geek"]
    chosen = {one.key for one in geeks if one.is_chosen}
    assert chosen == {str(members[name].pk) for name in "bc"}
    others = {one.key for one in geeks if not one.is_chosen}
    assert len(others) == 2
    assert not others & {str(members[name].pk) for name in ("a", "rare")}
    assert not others & chosen


def test_members_are_shown_by_their_posts_without_name_or_score(
    members: dict[str, Member],
) -> None:
    _score(members["a"], social=0.8765, holds_social=True)
    drawn = draw_sheet("roles", 3, 1, generation=7)
    (social,) = [one for one in drawn if one.is_chosen]
    assert social.text == (
        "[1] a writes 0\n\n[2] a writes 8\n\n[3] a writes 16"
    )
    assert social.population == 0


def test_scores_of_another_generation_choose_nobody(
    members: dict[str, Member],
) -> None:
    _score(members["a"], geek=0.9, holds_geek=True)
    drawn = draw_sheet("roles", 3, 1, generation=6)
    assert drawn
    assert not any(one.is_chosen for one in drawn)
