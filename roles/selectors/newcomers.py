"""Members who joined lately, with who has answered them."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Min, Q

from activity.selectors.newcomers import joined_since


def newcomers(
    members: models.QuerySet[Any],
    *,
    since: date,
) -> models.QuerySet[Any]:
    """Return members who joined since a day (as `joined_since` tells), with `first_post_at` and
    `welcomed_at`, the first answer in any of their threads. Those whom nobody
    has answered come first.
    """
    wrote = Q(posts__is_deleted=False)
    answered = Q(answers__author__kind="person")
    rows = members.filter(joined_since(since), kind="person").annotate(
        first_post_at=Min("posts__posted_at", filter=wrote),
        welcomed_at=Min("answers__posted_at", filter=answered),
    )
    ordered: models.QuerySet[Any] = rows.order_by(
        F("welcomed_at").asc(nulls_first=True),
        F("first_post_at").desc(nulls_last=True),
        "pk",
    )
    return ordered
