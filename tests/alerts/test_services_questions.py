"""Questions are escalated and taken."""

from datetime import timedelta

import pytest
from django.urls import reverse

from alerts.models import (
    QuestionCare,
)
from alerts.services.new_posts import process_new_posts

pytestmark = pytest.mark.django_db


def test_a_question_that_waits_too_long_is_escalated_once(
    asked,
    as_role,
) -> None:
    late = asked.post.posted_at + timedelta(hours=25)
    assert process_new_posts(now=late - timedelta(hours=2)).escalated == 0
    assert process_new_posts(now=late).escalated == 1
    assert process_new_posts(now=late + timedelta(hours=1)).escalated == 0
    assert QuestionCare.objects.get().escalated_at == late
    listed = as_role("lead").get(
        f"{reverse('alerts:question_list')}?status=escalated",
    )
    assert listed.context["table"].page.paginator.count == 1


def test_a_question_is_taken_by_one(asked, as_role, accounts) -> None:
    address = reverse("alerts:question_take", args=[asked.pk])
    as_role("communicator").post(address)
    as_role("lead").post(address)
    assert QuestionCare.objects.get().taken_by == accounts["communicator"]
    assert (
        "已认领"
        in as_role("lead").get(asked.get_absolute_url()).content.decode()
    )
    late = asked.post.posted_at + timedelta(hours=30)
    assert process_new_posts(now=late).escalated == 1, (
        "taken, but still not answered"
    )
