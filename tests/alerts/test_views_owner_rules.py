"""Rules for owners on their page and by REST."""

import pytest
from django.urls import reverse

from alerts.models import OwnerRule

pytestmark = pytest.mark.django_db
API = "/api/v1/owner-rules/"


def test_a_lead_writes_changes_and_removes_a_rule(accounts, as_role) -> None:
    client = as_role("lead")
    values = {
        "name": "钥匙与车机",
        "component": "key",
        "owner": accounts["analyst"].pk,
        "position": 10,
    }
    made = client.post(reverse("alerts:owner_rule_create"), values)
    rule = OwnerRule.objects.get()
    assert made["Location"] == rule.get_absolute_url()
    assert rule.owner == accounts["analyst"]
    page = as_role("planner").get(reverse("alerts:owner_rule_list"))
    assert "钥匙与车机" in page.content.decode()
    client.post(rule.get_absolute_url(), {**values, "component": "brakes"})
    rule.refresh_from_db()
    assert rule.component == "brakes"
    client.post(reverse("alerts:owner_rule_remove", args=[rule.pk]))
    assert not OwnerRule.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("component", "no_such_part"),
        ("owner", "999999"),
        ("position", "-1"),
        ("severity", "awful"),
        ("circle", "999999"),
    ],
)
def test_a_wrong_condition_is_refused(accounts, as_role, field, value) -> None:
    values = {"name": "rule", "owner": accounts["lead"].pk, "position": 1}
    answer = as_role("lead").post(
        reverse("alerts:owner_rule_create"),
        {**values, field: value},
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert not OwnerRule.objects.exists()


def test_rules_by_rest(accounts, as_role) -> None:
    client = as_role("lead")
    made = client.post(
        API,
        {"name": "刹车", "component": "brakes", "owner": "analyst"},
        content_type="application/json",
    )
    assert made.status_code == 201, made.json()
    address = f"{API}{made.json()['id']}/"
    changed = client.patch(
        address,
        {"severity": "critical"},
        content_type="application/json",
    )
    assert changed.json()["severity"] == "critical"
    assert changed.json()["owner"] == "analyst"
    for wrong in ({"component": "nothing"}, {"owner": "nobody"}):
        refused = client.patch(address, wrong, content_type="application/json")
        assert refused.status_code == 400, refused.json()
    twice = client.post(
        API,
        {"name": "刹车", "owner": "analyst"},
        content_type="application/json",
    )
    assert twice.status_code == 400
    assert client.get(API).json()["results"][0]["name"] == "刹车"
    assert client.delete(address).status_code == 204
    assert not OwnerRule.objects.exists()
