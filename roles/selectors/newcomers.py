"""Members who joined lately, with who has answered them."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least

from activity.selectors.newcomers import joined_since
from roles.models import NewcomerWelcome


def newcomers(
    members: models.QuerySet[Any],
    *,
    since: date,
) -> models.QuerySet[Any]:
    """Return members who joined since a day (as `joined_since` knows), with
    `first_post_at`, `answered_at` (the first answer in any of their threads),
    `recorded_at` (when a colleague welcomed them) and `welcomed_at`, the
    earlier of both. Those whom nobody has welcomed come first.
    """
    wrote = Q(posts__is_deleted=False)
    answered = Q(answers__author__kind="person")
    recorded = NewcomerWelcome.objects.in_force().filter(
        member=OuterRef("pk"),
    )
    first = recorded.order_by("welcomed_at").values("welcomed_at")[:1]
    rows = members.filter(joined_since(since), kind="person").annotate(
        first_post_at=Min("posts__posted_at", filter=wrote),
        answered_at=Min("answers__posted_at", filter=answered),
        recorded_at=Subquery(first),
    )
    rows = rows.annotate(
        welcomed_at=Least(
            Coalesce("answered_at", "recorded_at"),
            Coalesce("recorded_at", "answered_at"),
        ),
    )
    ordered: models.QuerySet[Any] = rows.order_by(
        F("welcomed_at").asc(nulls_first=True),
        F("first_post_at").desc(nulls_last=True),
        "pk",
    )
    return ordered
