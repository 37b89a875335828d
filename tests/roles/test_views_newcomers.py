"""Every number of the pictures leads to as many newcomers."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse

from community.models import Circle
from community.services.circles import join_circle
from kocops.nightly import run_nightly
from members.models import Member
from roles.models import Introduction, NewcomerJourney, NewcomerWelcome
from roles.rules.journey import JourneyStep
from roles.selectors.journey import read_journeys
from tests.conftest import NOW
from tests.roles.community import TONIGHT, member

pytestmark = pytest.mark.django_db


class Links(HTMLParser):
    """The lists that a page names, each with the number that it shows."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._href = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        self._href = given.get("data-rows-of") or ""

    def handle_data(self, data: str) -> None:
        if self._href and data.strip():
            self.found.append((self._href, data.strip()))
            self._href = ""


@pytest.fixture
def circle(tonight: None, time_machine: Any) -> Circle:
    """A circle of newcomers who asked, were greeted and were answered, as a
    night knows it.
    """
    time_machine.move_to(NOW, tick=False)
    askers = [member(f"asker{n}").pk for n in range(12)]
    askers.insert(4, member("spam").pk)
    for number, pk in enumerate(askers):
        Member.objects.filter(pk=pk).update(
            joined_on=TONIGHT - timedelta(days=2 + 3 * number),
            joined_from=Member.JoinedFrom.STAFF,
            city="上海",
        )
    made: Circle = Circle.objects.create(name="上海车友会", kind="chapter")
    join_circle(circle=made, since=dict.fromkeys(askers, TONIGHT))
    run_nightly(business_date=TONIGHT, clock=lambda: NOW, full=True)
    return made


def test_every_number_of_a_picture_leads_to_as_many_rows(
    circle: Circle,
    as_role: Any,
) -> None:
    client = as_role("lead")
    checked = 0
    for address in (
        reverse("roles:journey"),
        f"{reverse('roles:gear_map')}?circle={circle.pk}&period=180",
        f"{reverse('roles:gear_map')}?city=上海&period=365",
        circle.get_absolute_url(),
    ):
        page = client.get(address)
        assert page.status_code == 200
        links = Links(page.content.decode()).found
        assert links, address
        for href, shown in links:
            rows = client.get(href).context["table"].page.paginator.count
            assert str(rows) == shown, (address, href)
            checked += 1
    assert checked > 20


def test_bands_lead_to_as_many_newcomers_as_they_are_wide(
    circle: Circle,
    as_role: Any,
) -> None:
    client = as_role("lead")
    page = client.get(f"{reverse('roles:gear_map')}?period=180")
    picture = page.context["picture"]
    assert picture.flow.total == 13
    for band, link in zip(picture.bands, picture.flow.links, strict=True):
        assert band.href
        assert link.newcomers > 0
    counted = sum(
        client.get(band.href).context["table"].page.paginator.count
        for band in picture.bands
    )
    assert counted == 2 * 13, "each newcomer is in one band of each stage"
    named = {place.label for place in picture.places}
    assert {member("loud").nickname, member("geek").nickname} <= named


def test_the_journey_starts_with_the_posts(
    circle: Circle,
    as_role: Any,
) -> None:
    page = as_role("analyst").get(reverse("roles:journey"))
    early = NewcomerJourney.objects.filter(
        joined_on__lt=page.context["since"],
    ).count()
    assert page.context["too_early"] == early > 0
    assert page.context["total"] + early == 13
    assert f"之前加入的{early}位" in page.content.decode()
    months = page.context["months"]
    assert sum(month.joined for month in months) + early == 13
    assert [month.is_open for month in months] == [True, False]
    wrote = sum(month.cells[JourneyStep.WROTE].count for month in months)
    assert 0 < wrote <= 13


def test_a_journey_ends_with_the_day_of_its_night(circle: Circle) -> None:
    asker = member("asker8")
    journey = NewcomerJourney.objects.get(member=asker)
    assert journey.welcomed_by == member("loud").pk
    assert journey.answered_by == member("geek").pk
    joined, asked = journey.joined_on, TONIGHT - timedelta(days=26)
    assert journey.asked_days == (asked - joined).days > 0
    for through, reached in (
        (asked - timedelta(days=1), set()),
        (
            asked,
            {
                JourneyStep.WROTE,
                JourneyStep.WELCOMED,
                JourneyStep.ASKED,
                JourneyStep.HELPED,
            },
        ),
    ):
        found = read_journeys(
            since=TONIGHT - timedelta(days=300),
            through=through,
        )
        (mine,) = [one for one in found if one.member == asker.pk]
        assert set(mine.reached) == reached
        assert all(one.joined_on <= through for one in found)


def test_a_welcome_and_an_introduction_by_page(
    circle: Circle,
    as_role: Any,
) -> None:
    newcomer = member("spam")
    Member.objects.filter(pk=newcomer.pk).update(joined_on=TONIGHT)
    client = as_role("communicator")
    listed = client.get(
        f"{reverse('roles:newcomer_list')}?waiting=true&circle={circle.pk}",
    )
    assert listed.context["table"].page.paginator.count == 1
    assert "记录欢迎" in listed.content.decode()
    page = reverse("roles:welcome_create", args=[newcomer.pk])
    done = client.post(page, {"how": "phone", "note": ""}, follow=True)
    assert done.status_code == 200
    welcome = NewcomerWelcome.objects.in_force().get()
    assert f"/roles/welcomes/{welcome.pk}/undo/" in done.content.decode()
    client.post(reverse("roles:welcome_undo", args=[welcome.pk]))
    assert not NewcomerWelcome.objects.in_force().exists()
    page = reverse("roles:introduction_create", args=[newcomer.pk])
    assert client.get(page).status_code == 200
    done = client.post(page, {"host_id": member("geek").pk}, follow=True)
    made = Introduction.objects.in_force().get()
    assert made.host == member("geek")
    assert "还没有" in done.content.decode()
    client.post(reverse("roles:introduction_undo", args=[made.pk]))
    assert not Introduction.objects.in_force().exists()
    assert client.post(page, {"host_id": 0}).status_code == 422


@pytest.mark.parametrize(
    "who", ["x", "others-", "-1", "1" * 19, "others-a", "somebody else"]
)
def test_a_place_that_no_picture_has_is_refused(
    as_role: Any, who: str
) -> None:
    address = f"{reverse('roles:journey_list')}?welcomed={who}"
    assert as_role("lead").get(address).status_code == 400
