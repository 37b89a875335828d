from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Count, F, FilteredRelation, Min, Q, When
from django.db.models.functions import Greatest

STANDING_COLUMNS = (
    "geek", "social", "aesthetic", "geek_confidence", "social_confidence", "aesthetic_confidence", "holds_geek",
    "holds_social", "holds_aesthetic", "primary",
)  # fmt: skip


class RoleStandingQuerySet(models.QuerySet[Any]):
    def of_generation(self, generation: int) -> "RoleStandingQuerySet":
        return self.filter(generation=generation)

    def with_strongest(self) -> "RoleStandingQuerySet":
        """Each standing with `strongest`, the strength of its strongest role."""
        return self.annotate(strongest=Greatest("geek", "social", "aesthetic"))


class RoleSpellQuerySet(models.QuerySet[Any]):
    def open(self) -> "RoleSpellQuerySet":
        """Roles that are held."""
        return self.filter(ended_on__isnull=True)

    def known_on(self, day: date) -> "RoleSpellQuerySet":
        """Spells as the night of a day found them, with `over_on`: an unpublished night changes nothing."""
        over = Case(When(ended_on__lte=day, then=F("ended_on")))
        return self.filter(started_on__lte=day).annotate(over_on=over)


class RoleOverrideQuerySet(models.QuerySet[Any]):
    def holding_on(self, day: date) -> "RoleOverrideQuerySet":
        """Decisions of staff neither withdrawn nor over."""
        return self.filter(withdrawn_at__isnull=True, until__gte=day)


def with_roles(members: models.QuerySet[Any], generation: int) -> models.QuerySet[Any]:
    """Return these members, each with the columns of his standing in a generation (null without one)."""
    joined = FilteredRelation("role_standings", condition=Q(role_standings__generation=generation))
    columns = {f"role_{name}": F(f"standing__{name}") for name in STANDING_COLUMNS}
    strongest = Greatest("role_geek", "role_social", "role_aesthetic")
    return members.annotate(standing=joined).annotate(**columns).annotate(role_strongest=strongest)


def members_with_roles(members: models.QuerySet[Any], generation: int) -> models.QuerySet[Any]:
    """Return the members who have a standing in a generation, with its columns, the strongest first."""
    return with_roles(members, generation).filter(role_primary__isnull=False).order_by("-role_strongest", "pk")


def circles_with_gears(circles: models.QuerySet[Any], generation: int) -> models.QuerySet[Any]:
    """Return circles, each with its members now and how many of them hold which role in a generation."""
    now = Q(memberships__ended_on__isnull=True)
    standing = "memberships__member__role_standings"
    held = now & Q(**{f"{standing}__generation": generation})
    counts = {
        f"{name}_count": Count(
            "memberships__member", filter=held & Q(**{f"{standing}__holds_{name}": True}), distinct=True
        )
        for name in ("geek", "social", "aesthetic")
    }
    return circles.annotate(member_count=Count("memberships__member", filter=now, distinct=True), **counts)


def newcomers(members: models.QuerySet[Any], *, since: date) -> models.QuerySet[Any]:
    """Return members who joined since a day, with their first post and the first answer to any of their threads;
    those nobody has answered yet first.
    """
    wrote = Q(posts__is_deleted=False)
    answered = Q(answers__author__kind="person")
    rows = members.filter(kind="person", joined_on__gte=since).annotate(
        first_post_at=Min("posts__posted_at", filter=wrote),
        welcomed_at=Min("answers__posted_at", filter=answered),
    )
    return rows.order_by(F("welcomed_at").asc(nulls_first=True), F("first_post_at").desc(nulls_last=True), "pk")
