"""kocops with three bare views beside it, so that pages and their reference
are served by the same processes.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from activity.selectors.freshness import read_freshness
from common.security.access import ACCESS, EVERYONE, Access
from insights.querysets import members_with_summary
from kocops.urls import urlpatterns as kocops_urls

ROWS: dict[str, Any] = {}
for name in ("bare_json", "bare_page", "bare_list"):
    ACCESS[name] = Access(read=EVERYONE)


@login_not_required
def bare_json(request: HttpRequest) -> JsonResponse:
    """Constant JSON of the size of an API page of 100."""
    row = {
        "id": 1,
        "member_id": 1,
        "nickname": "车友 123456",
        "identities": ["app:u123456"],
        "version": 1,
    }
    row |= {
        "started_at": "2026-06-28T02:00:00+08:00",
        "ended_at": None,
        "reason": ["城市是上海", "活跃天数 ≥ 3"],
    }
    return JsonResponse(
        {
            "results": [row] * 100,
            "next": None,
            "as_of": "2026-06-28T02:00:00+08:00",
        },
    )


def bare_page(request: HttpRequest) -> HttpResponse:
    """The house's page with nothing on it."""
    return render(request, "base.html", {"title": "bare"})


def bare_list(request: HttpRequest) -> HttpResponse:
    """The directory's first 25 rows with its eleven columns, held in memory and only rendered."""
    if not ROWS:
        rows = members_with_summary(
            read_freshness(timezone.now()).generation,
        ).select_related("primary_contact")
        ROWS["members"] = list(rows.order_by("-pk")[:25])
    return render(
        request,
        "bare_list.html",
        {"title": "bare", "members": ROWS["members"]},
    )


urlpatterns = [
    path("bare/json/", bare_json, name="bare_json"),
    path("bare/page/", bare_page, name="bare_page"),
    path("bare/list/", bare_list, name="bare_list"),
    *kocops_urls,
]
