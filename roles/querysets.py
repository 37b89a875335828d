from datetime import date
from typing import Any

from django.db import models
from django.db.models import (
    Case,
    Count,
    ExpressionWrapper,
    F,
    FilteredRelation,
    FloatField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least

from community.models import CircleMembership, PostFeatures
from members.models import Member
from roles.rules.columns import HOLDS_FIELDS, SCORE_FIELDS, STRENGTH_FIELDS
from roles.rules.strength import Role

JOURNEY_FIELDS = (
    "joined_on",
    "attracted_by",
    "welcomed_by",
    "answered_by",
    "wrote_days",
    "welcomed_days",
    "asked_days",
    "helped_days",
    "met_days",
    "became_days",
)


class RoleScoreQuerySet(models.QuerySet[Any]):
    def of_generation(self, generation: int) -> "RoleScoreQuerySet":
        return self.filter(generation=generation)

    def with_strongest(self) -> "RoleScoreQuerySet":
        """Annotate each score with `strongest`, the strength of its strongest role."""
        strongest = Greatest(*STRENGTH_FIELDS.values())
        rows: RoleScoreQuerySet = self.annotate(strongest=strongest)
        return rows


class RoleSpellQuerySet(models.QuerySet[Any]):
    def open(self) -> "RoleSpellQuerySet":
        """Roles that are held."""
        return self.filter(ended_on__isnull=True)

    def known_on(self, day: date) -> "RoleSpellQuerySet":
        """Return spells as they were known on a day, with `over_on`: the end
        as known then. An unpublished later night changes nothing.
        """
        over = Case(When(ended_on__lte=day, then=F("ended_on")))
        known: RoleSpellQuerySet = self.filter(started_on__lte=day).annotate(
            over_on=over,
        )
        return known


class NewcomerJourneyQuerySet(models.QuerySet[Any]):
    def of_generation(self, generation: int) -> "NewcomerJourneyQuerySet":
        return self.filter(generation=generation)


class NewcomerWelcomeQuerySet(models.QuerySet[Any]):
    def in_force(self) -> "NewcomerWelcomeQuerySet":
        """Welcomes that nobody has undone."""
        return self.filter(undone_at__isnull=True)


class IntroductionQuerySet(models.QuerySet[Any]):
    def in_force(self) -> "IntroductionQuerySet":
        """Introductions that nobody has undone."""
        return self.filter(undone_at__isnull=True)

    def with_outcome(self) -> "IntroductionQuerySet":
        """Annotate each with `met_at`: when one of the two first answered the
        other after it; null as long as neither has.
        """
        pairs = (("host_id", "newcomer_id"), ("newcomer_id", "host_id"))
        firsts = []
        for author, addressee in pairs:
            answers = PostFeatures.objects.filter(
                author_id=OuterRef(author),
                to_member_id=OuterRef(addressee),
                posted_at__gte=OuterRef("made_at"),
            )
            ordered = answers.order_by("posted_at").values("posted_at")
            firsts.append(Subquery(ordered[:1]))
        one, other = firsts
        earlier = Least(Coalesce(one, other), Coalesce(other, one))
        rows: IntroductionQuerySet = self.annotate(met_at=earlier)
        return rows


class RoleOverrideQuerySet(models.QuerySet[Any]):
    def holding_on(self, day: date) -> "RoleOverrideQuerySet":
        """Decisions of staff that are neither withdrawn nor over on a day."""
        return self.filter(withdrawn_at__isnull=True, until__gte=day)


def with_roles(
    members: models.QuerySet[Any],
    generation: int,
) -> models.QuerySet[Any]:
    """Annotate members with the fields of their score in a generation, as
    `role_<field>` and `role_strongest`; null without a score.
    """
    joined = FilteredRelation(
        "role_scores",
        condition=Q(role_scores__generation=generation),
    )
    columns = {}
    for name in (*SCORE_FIELDS, "primary"):
        columns[f"role_{name}"] = F(f"score__{name}")
    strengths = [f"role_{name}" for name in STRENGTH_FIELDS.values()]
    rows: models.QuerySet[Any] = (
        members.annotate(score=joined)
        .annotate(**columns)
        .annotate(role_strongest=Greatest(*strengths))
    )
    return rows


def members_with_roles(
    members: models.QuerySet[Any],
    generation: int,
) -> models.QuerySet[Any]:
    """Return the members with a score in a generation, as with_roles() has
    them, the strongest first.
    """
    return (
        with_roles(members, generation)
        .filter(role_primary__isnull=False)
        .order_by("-role_strongest", "pk")
    )


def members_with_journeys(
    members: models.QuerySet[Any],
    generation: int,
) -> models.QuerySet[Any]:
    """Return the newcomers of a generation with the fields of their journey,
    as `journey_<field>`, the latest first.
    """
    joined = FilteredRelation(
        "newcomer_journeys",
        condition=Q(newcomer_journeys__generation=generation),
    )
    columns = {}
    for name in JOURNEY_FIELDS:
        columns[f"journey_{name}"] = F(f"journey__{name}")
    rows: models.QuerySet[Any] = (
        members.annotate(journey=joined)
        .filter(journey__joined_on__isnull=False)
        .annotate(**columns)
        .order_by("-journey_joined_on", "-pk")
    )
    return rows


def circles_with_gears(
    circles: models.QuerySet[Any],
    generation: int,
    rates: dict[Role, float],
) -> models.QuerySet[Any]:
    """Annotate circles with `member_count`, `active_count` (active within 28
    days), and for each role `<role>_count`, the holders in a generation, and
    `<role>_expected`, the holders expected at a rate per active member.
    """
    counts: dict[str, Coalesce] = {}
    expected: dict[str, ExpressionWrapper] = {}
    for role, rate in rates.items():
        name = STRENGTH_FIELDS[role]
        counts[f"{name}_count"] = _count_holders(role, generation)
        expected[f"{name}_expected"] = ExpressionWrapper(
            F("active_count") * Value(rate),
            FloatField(),
        )
    rows: models.QuerySet[Any] = circles.annotate(
        member_count=_count_members(_present()),
        active_count=_count_active(generation),
        **counts,
    ).annotate(**expected)
    return rows


def _present() -> models.QuerySet[Any]:
    return CircleMembership.objects.filter(
        circle=OuterRef("pk"),
        ended_on__isnull=True,
    )


def _count_members(present: models.QuerySet[Any]) -> Coalesce:
    """Count each member of these memberships of a circle once.

    Subqueries, because a join of circles, members and scores would be grouped
    by all that is counted beside it.
    """
    counted = present.order_by().values("circle")
    totals = counted.annotate(count=Count("member", distinct=True))
    return Coalesce(Subquery(totals.values("count")), 0)


def _count_holders(role: Role, generation: int) -> Coalesce:
    held = {
        "member__role_scores__generation": generation,
        f"member__role_scores__{HOLDS_FIELDS[role]}": True,
    }
    return _count_members(_present().filter(**held))


def _count_active(generation: int) -> Coalesce:
    active = _present().filter(
        member__in=Member.objects.real_people(),
        member__summaries__generation=generation,
        member__summaries__active_days_28__gt=0,
    )
    return _count_members(active)
