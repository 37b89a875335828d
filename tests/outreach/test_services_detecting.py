"""Graduations that the night opens, cars bought again, and the list of refusals."""

from datetime import timedelta
from typing import Any

import pytest

from common.calendar import business_date
from community.models import Post
from koc.models import KocSpell
from members.models import Member, VehicleOwnership
from outreach.models import Graduation, Suppression
from outreach.services.detecting import detect_graduations
from outreach.services.graduations import end_graduation
from outreach.services.suppression import refresh_suppressions
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory
from tests.outreach.contacts import after, agreeing_member, consent

pytestmark = pytest.mark.django_db
TODAY = business_date(NOW)
LEAVING = "跟大家告别。"
SOLD = "今天爱车过户了。"


def core() -> Member:
    """Return a core member."""
    member: Member = MemberFactory()
    KocSpell.objects.create(
        member=member,
        tier="core",
        since=TODAY,
        review_on=after(days=90).date(),
        updated_at=NOW,
    )
    return member


def write(member: Member, text: str) -> None:
    """Let a member write a post."""
    key = f"p{Post.objects.count()}"
    Post.objects.create(
        source=EventSourceFactory(),
        external_id=key,
        thread_key=key,
        author=member,
        text=text,
        posted_at=NOW,
    )


def own(member: Member, **about: Any) -> VehicleOwnership:
    """Give a member a car."""
    car: VehicleOwnership = VehicleOwnership.objects.create(
        member=member, model_series="S", **about
    )
    return car


@pytest.mark.parametrize(
    "text", ["跟大家\t告别。", "\u200b跟大家告别。\ufeff"]
)
def test_invisible_characters_stop_nobody(text: str) -> None:
    first, second = core(), core()
    write(first, text)
    write(second, LEAVING)
    assert detect_graduations(now=NOW) == 2
    row = Graduation.objects.get(member=first)
    assert row.cause == "farewell"
    row.full_clean(validate_constraints=False)


def test_one_failure_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("outreach.services.detecting._readable", str)
    first, second = core(), core()
    write(first, "\u200b跟大家告别。")
    write(second, LEAVING)
    assert detect_graduations(now=NOW) == 1
    assert Graduation.objects.get().member == second


@pytest.mark.parametrize(
    ("has_car", "text", "opened"),
    [(True, SOLD, 0), (False, SOLD, 1), (True, LEAVING, 1)],
)
def test_who_has_a_car_sold_another(
    has_car: bool, text: str, opened: int
) -> None:
    member = core()
    if has_car:
        own(member)
    write(member, text)
    assert detect_graduations(now=NOW) == opened


def test_former_owners_with_a_car_go_on() -> None:
    gone, back = core(), core()
    Member.objects.update(owner_status="former")
    own(back)
    assert detect_graduations(now=NOW) == 1
    assert Graduation.objects.get().member == gone
    assert detect_graduations(now=NOW) == 0


@pytest.mark.parametrize(
    ("ending", "causes"),
    [("stayed", ["farewell", "car_ended"]), ("declined", ["farewell"])],
)
def test_who_stays_is_asked_for_another_sign_only(
    ending: str, causes: list[str]
) -> None:
    member = core()
    write(member, LEAVING)
    detect_graduations(now=NOW)
    row = Graduation.objects.get()
    end_graduation(
        graduation_id=row.pk, ending=ending, note="", now=NOW, user=None
    )
    assert detect_graduations(now=NOW) == 0
    own(member, ended_on=TODAY, end_reason="sold")
    detect_graduations(now=NOW)
    found = Graduation.objects.order_by("pk").values_list("cause", flat=True)
    assert list(found) == causes


def test_a_car_bought_again_is_linked() -> None:
    member = core()
    write(member, LEAVING)
    detect_graduations(now=NOW)
    bought_on = TODAY + timedelta(days=3)
    car = own(member, started_on=bought_on)
    detect_graduations(now=after(days=2))
    assert Graduation.objects.get().repurchase is None
    detect_graduations(now=after(days=4))
    row = Graduation.objects.get()
    assert (row.repurchase, row.repurchased_on) == (car, bought_on)


def test_the_list_of_refusals_follows_consent() -> None:
    member = agreeing_member()
    refresh_suppressions(now=NOW)
    assert not Suppression.objects.in_force().exists()
    consent(member, is_given=False)
    refresh_suppressions(now=NOW)
    assert Suppression.objects.in_force().get().reason == "withdrawn"
    consent(member)
    refresh_suppressions(now=NOW)
    assert not Suppression.objects.in_force().exists()
