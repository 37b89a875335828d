"""Reports are split off and given back on the page."""

import pytest
from django.urls import reverse

from alerts.models import (
    Issue,
    IssueCorrection,
)

pytestmark = pytest.mark.django_db


def test_reports_chosen_on_the_page_become_an_issue_and_go_back(
    issue,
    as_role,
) -> None:
    client = as_role("communicator")
    address = reverse("alerts:issue_reports", args=[issue.pk])
    chosen = [report.pk for report in issue.reports.order_by("pk")[:2]]
    apart = client.post(address, {"reports": chosen, "act": "split"})[
        "Location"
    ]
    assert Issue.objects.unmerged().count() == 2
    page = client.get(apart).content.decode()
    assert "拆出" in page
    undo = reverse(
        "alerts:correction_undo",
        args=[IssueCorrection.objects.get().pk],
    )
    assert undo in page
    client.post(undo)
    assert Issue.objects.unmerged().get() == issue
    for wrong in (
        {},
        {"reports": ["x"], "act": "split"},
        {"reports": chosen, "act": "move", "to_number": "77"},
    ):
        assert (
            client.post(address, wrong)["Location"] == issue.get_absolute_url()
        )
    assert issue.reports.count() == 5
