"""The page of a circle names who is nearest to a role that it lacks, and what
they lack; without anybody it says why.
"""

from typing import Any

import pytest
from django.urls import reverse

from community.models import Circle
from community.services.circles import join_circle
from members.models import Member
from roles.models import RoleScore, RoleSpell
from roles.rules.limits import Limits
from roles.rules.strength import Role
from roles.selectors.nearest import read_candidates
from tests.conftest import NOW
from tests.roles.community import member
from tests.roles.conftest import TONIGHT
from tests.roles.test_selectors_balance import count_again

pytestmark = pytest.mark.django_db
LIMITS = Limits()


def set_social(name: str, strength: float, confidence: float = 0.9) -> None:
    shipped = {"geek": 0, "aesthetic": 0, "primary": -1}
    shipped |= {"geek_confidence": 0, "aesthetic_confidence": 0}
    shipped |= {"holds_geek": False, "holds_aesthetic": False}
    social = {
        "social": strength,
        "social_confidence": confidence,
        "holds_social": False,
    }
    RoleScore.objects.update_or_create(
        generation=generation(),
        member=member(name),
        defaults=social,
        create_defaults={**shipped, **social},
    )


def generation() -> int:
    number: int = RoleScore.objects.order_by("-generation").first().generation
    return number


def test_the_nearest_come_first_with_what_they_lack(tonight: Any) -> None:
    set_social("geek", 30)
    set_social("loud", 48, confidence=0.2)
    people = Member.objects.filter(
        pk__in=[member("geek").pk, member("loud").pk]
    )
    found = read_candidates(
        Role.SOCIAL,
        people,
        generation=generation(),
        limits=LIMITS,
    )
    near = [(one.member, one.strength) for one in found.nearest]
    assert near == [(member("loud"), 48), (member("geek"), 30)]
    assert "差2分" in found.nearest[0].lacks
    assert "人数还太少" in found.nearest[0].lacks
    assert "差20分" in found.nearest[1].lacks
    assert "人数还太少" not in found.nearest[1].lacks
    assert "50" in found.why


def test_without_anybody_it_says_what_would_count(tonight: Any) -> None:
    found = read_candidates(
        Role.AESTHETIC,
        Member.objects.none(),
        generation=generation(),
        limits=LIMITS,
    )
    assert found.nearest == []
    assert "图文受到称赞" in found.why


def test_who_holds_it_is_no_candidate(tonight: Any) -> None:
    RoleScore.objects.filter(member=member("geek")).update(holds_geek=True)
    found = read_candidates(
        Role.GEEK,
        Member.objects.filter(pk=member("geek").pk),
        generation=generation(),
        limits=LIMITS,
    )
    assert found.nearest == []


def test_the_circle_page_shows_them_for_a_missing_role(
    tonight: Any,
    as_role: Any,
    time_machine: Any,
) -> None:
    time_machine.move_to(NOW, tick=False)
    names = ("geek", "loud", *(f"asker{n}" for n in range(12)))
    people = [member(name).pk for name in names]
    circle = Circle.objects.create(name="上海车友会", kind="chapter")
    join_circle(circle=circle, since=dict.fromkeys(people, TONIGHT))
    count_again()
    held = {"role": Role.SOCIAL, "started_on": TONIGHT.replace(day=1)}
    for pk in people[:6]:
        RoleSpell.objects.create(member_id=pk, **held)
    set_social("loud", 44)
    address = reverse("community:circle_detail", args=[circle.pk])
    page = as_role("planner").get(address).content.decode()
    gears = page[page.index('id="gears"') :]
    assert "谁有可能补上" in gears
    assert "差6分" in gears
    assert str(member("loud")) in gears
