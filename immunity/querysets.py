"""Conditions on claims, their posts, case files and checks."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, Max, Min, Q

from immunity.rules.claim_states import CLOSED, FOLLOWED_STATES, OPEN_STATES
from members.models import VehicleOwnership

# As ClaimPostQuerySet.counted(), through a relation.
_COUNTED = Q(
    posts__is_excluded=False,
    posts__post__is_deleted=False,
    posts__post__author__kind="person",
)

# As ClaimEvidenceQuerySet.shown(), through a relation.
_SHOWN_EVIDENCE = Q(
    evidence__post__is_deleted=False,
    evidence__post__author__kind="person",
)


def _authors(stance: str) -> Count:
    return Count(
        "posts__post__author",
        filter=_COUNTED & Q(posts__stance=stance),
        distinct=True,
    )


class ClaimQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Claims that wait for a decision or an answer."""
        return self.filter(state__in=OPEN_STATES)

    def followed(self) -> Self:
        """Claims to which posts that repeat them belong."""
        return self.filter(state__in=FOLLOWED_STATES)

    def settled(self) -> Self:
        """Closed claims, which come again as new ones."""
        return self.filter(state=CLOSED)

    def with_counts(self) -> Self:
        """Add how many people spread, refute and ask, the first and the last
        post, and `evidence_count`.
        """
        return self.annotate(
            spreading_count=_authors("spreading"),
            refuting_count=_authors("refuting"),
            asking_count=_authors("asking"),
            first_post_at=Min("posts__posted_at", filter=_COUNTED),
            last_post_at=Max("posts__posted_at", filter=_COUNTED),
            evidence_count=Count(
                "evidence",
                filter=_SHOWN_EVIDENCE,
                distinct=True,
            ),
        )


class ClaimPostQuerySet(models.QuerySet[Any]):
    def counted(self) -> Self:
        """Posts of people that are not deleted and are about their claim."""
        return self.filter(
            is_excluded=False,
            post__is_deleted=False,
            post__author__kind="person",
        )

    def excluded(self) -> Self:
        """Posts of which a colleague said that they are not about the claim."""
        return self.filter(is_excluded=True, post__is_deleted=False)

    def free(self) -> Self:
        """Posts that belong to no claim yet."""
        return self.filter(claim__isnull=True)


class ClaimEvidenceQuerySet(models.QuerySet[Any]):
    def shown(self) -> Self:
        """Evidence that can still be seen: its post is not deleted, and its
        author not erased.
        """
        return self.filter(
            post__is_deleted=False,
            post__author__kind="person",
        )


class CrisisCaseQuerySet(models.QuerySet[Any]):
    def of_issue(self, issue: Any) -> Self:
        """Case files of an issue (or OuterRef) and of those merged into it."""
        return self.filter(Q(issue=issue) | Q(issue__merged_into=issue))

    def with_checks(self, today: date) -> Self:
        """Add `open_checks` and `due_checks`, how many are open and due."""
        is_open = Q(checks__done_at__isnull=True, checks__isnull=False)
        due = is_open & Q(checks__due_on__lte=today)
        return self.annotate(
            open_checks=Count("checks", filter=is_open, distinct=True),
            due_checks=Count("checks", filter=due, distinct=True),
        )


class CaseCheckQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Checks that nobody has done."""
        return self.filter(done_at__isnull=True)

    def due(self, today: date) -> Self:
        """Open checks whose day has come."""
        return self.open().filter(due_on__lte=today)


class CaseOmissionQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        """Omissions to which no lead has agreed, without a case file since."""
        return self.filter(
            agreed_at__isnull=True,
            issue__crisis_case__isnull=True,
            issue__merged_into__isnull=True,
            issue__state="closed",
        )


class PostMoodQuerySet(models.QuerySet[Any]):
    def counted(self) -> Self:
        """Moods of what people wrote unpaid and have not deleted.

        A post may be paid by what it says or by a cooperation, too: its
        features tell, once its thread has been read.
        """
        counted = self.filter(
            post__is_deleted=False,
            post__is_paid=False,
            post__author__kind="person",
        )
        return counted.exclude(post__features__is_paid=True)

    def about(self, topic: int) -> Self:
        """Moods of posts that name a topic (MoodTopic)."""
        rows = self.annotate(named=F("topics").bitand(1 << topic))
        return rows.filter(named__gt=0)

    def by_drivers(self, model_series: str) -> Self:
        """Moods of posts by owners who drive a model now."""
        drivers = VehicleOwnership.objects.current().filter(
            model_series=model_series,
        )
        return self.filter(post__author__in=drivers.values("member_id"))
