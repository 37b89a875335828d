"""The page on which an issue is named."""

import pytest
from django.urls import reverse

from alerts.models import Issue
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain() -> Issue:
    return Issue.objects.create(
        number=5,
        opened_at=NOW,
        alerted_at=NOW,
        components=[["brakes", 3]],
        symptoms=[["not_working", 3]],
    )


def test_a_name_is_everywhere_and_can_be_undone(plain, as_role) -> None:
    client = as_role("communicator")
    address = reverse("alerts:issue_edit", args=[plain.pk])
    shown = client.get(address).content.decode()
    assert str(plain) in shown, "the name that it has without one"
    said = client.post(address, {"name": "下坡刹不住"}, follow=True)
    undo = reverse("alerts:issue_change_undo", args=[plain.changes.get().pk])
    assert undo in said.content.decode()
    for page in (
        reverse("alerts:issue_list"),
        reverse("teamwork:desk"),
        reverse("insights:overview"),
        reverse("find") + "?q=下坡",
    ):
        Issue.objects.update(owner=None)
        assert "下坡刹不住" in as_role("lead").get(page).content.decode(), page
    answer = as_role("lead").get("/api/v1/issues/").json()["results"][0]
    assert answer["name"] == "下坡刹不住"
    client.post(undo)
    plain.refresh_from_db()
    assert plain.name == ""


def test_a_severity_without_a_reason_is_refused_in_words(
    plain,
    as_role,
) -> None:
    client = as_role("lead")
    address = reverse("alerts:issue_edit", args=[plain.pk])
    refused = client.post(address, {"severity": "low"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["reason"]
    done = client.post(address, {"severity": "low", "reason": "查过了"})
    assert done.status_code == 302
    page = client.get(plain.get_absolute_url()).content.decode()
    assert "查过了" in page


def test_what_was_changed_meanwhile_is_shown(plain, as_role) -> None:
    Issue.objects.update(name="theirs")
    address = reverse("alerts:issue_edit", args=[plain.pk])
    answer = as_role("lead").post(
        address,
        {"name": "mine", "opened": "1", "opened-name": ""},
    )
    assert answer.status_code == 409
    assert "theirs" in answer.content.decode()
