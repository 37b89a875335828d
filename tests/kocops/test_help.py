"""The help says what each role does, its own first, and leads only to pages that one may see."""

from typing import Any

import pytest
from django.urls import reverse

from common.security.access import ACCESS, COMMUNICATOR, ROLE_LABELS
from kocops.views.help import TASKS

pytestmark = pytest.mark.django_db


def test_every_role_has_its_day_and_may_do_it() -> None:
    assert set(TASKS) == set(ROLE_LABELS)
    for role, tasks in TASKS.items():
        assert len(tasks) >= 3
        for task in tasks:
            assert role in ACCESS[task.url_name].read, task.url_name


@pytest.mark.parametrize("role", ROLE_LABELS)
def test_ones_own_role_comes_first(as_role: Any, role: str) -> None:
    client = as_role(role)
    page = client.get(reverse("help"))
    shown = page.context["roles"]

    assert shown[0]["label"] == ROLE_LABELS[role]
    assert shown[0]["is_own"]
    for one in shown:
        for task in one["tasks"]:
            assert client.get(task["href"]).status_code == 200, task


def test_it_lists_the_keys(as_role: Any) -> None:
    page = as_role(COMMUNICATOR).get(reverse("help")).content.decode()
    help_of_step = "下一行、上一行"
    assert page.count(help_of_step) == 2, "in the page and behind ?"
