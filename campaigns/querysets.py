"""Conditions on campaigns, nodes, participants, works, reviews and decisions."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from campaigns.rules.plans import OPEN_STATES


def counted(rows: models.QuerySet[Any], column: str) -> Coalesce:
    """Return how many of these rows belong to each row of a query."""
    found = rows.filter(**{column: OuterRef("pk")}).order_by()
    count = found.values(column).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), 0)


class CampaignQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Campaigns that are planned or running."""
        return self.filter(state__in=OPEN_STATES)

    def touching(self, first: date, last: date) -> Self:
        """Campaigns with a day in this span that were not cancelled."""
        rows = self.filter(starts_on__lte=last, ends_on__gte=first)
        return rows.exclude(state="cancelled")

    def with_counts(
        self,
        participants: models.QuerySet[Any],
        costs: models.QuerySet[Any],
    ) -> Self:
        """Add how many signed up and attended, and what it cost so far."""
        came = participants.attended()  # type: ignore[attr-defined]
        signed = participants.signed_up()  # type: ignore[attr-defined]
        spent = costs.filter(campaign=OuterRef("pk")).order_by()
        total = spent.values("campaign").annotate(n=Sum("amount"))
        return self.annotate(
            sign_up_count=counted(signed, "campaign"),
            attendance_count=counted(came, "campaign"),
            cost=Coalesce(
                Subquery(total.values("n")),
                0,
                output_field=models.DecimalField(),
            ),
        )


class NodeQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Nodes that are to be done, of campaigns that are open."""
        return self.filter(
            done_at__isnull=True,
            campaign__state__in=OPEN_STATES,
        )

    def overdue(self, today: date) -> Self:
        """Open nodes whose day has passed."""
        return self.open().filter(due_on__lt=today)


class ParticipantQuerySet(models.QuerySet[Any]):
    def counted(self) -> Self:
        """Participants as people: where two records of one person take part
        and are merged, the row of the merged one stays with it.
        """
        return self.filter(member__merged_into__isnull=True)

    def signed_up(self) -> Self:
        """Participants whose sign-up holds."""
        return self.counted().filter(
            signed_up_on__isnull=False,
            cancelled_on__isnull=True,
        )

    def attended(self) -> Self:
        """Participants who came."""
        return self.counted().filter(attended_on__isnull=False)

    def no_shows(self, today: date) -> Self:
        """Those who signed up for a campaign that is over and did not come."""
        return self.counted().with_no_show(today).filter(is_no_show=True)

    def with_no_show(self, today: date) -> Self:
        """Note `is_no_show`: they signed up for a campaign that is over and did
        not come.
        """
        stayed_away = Q(
            signed_up_on__isnull=False,
            cancelled_on__isnull=True,
            attended_on__isnull=True,
            campaign__ends_on__lt=today,
        )
        return self.annotate(is_no_show=stayed_away)


class WorkQuerySet(models.QuerySet[Any]):
    def linked(self) -> Self:
        """Works that nobody took out and whose post is there."""
        return self.filter(removed_at__isnull=True, post__is_deleted=False)


class ReviewQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Reviews that are not closed."""
        return self.filter(closed_at__isnull=True)


class DecisionQuerySet(models.QuerySet[Any]):
    def unchecked(self) -> Self:
        """Decisions without a reading."""
        return self.filter(reading="")

    def in_no_minutes(self) -> Self:
        """Decisions that were read between two reviews."""
        return self.exclude(reading="").filter(read_in__isnull=True)

    def due(self, day: date) -> Self:
        """Decisions that are to be checked on a day or before."""
        return self.unchecked().filter(check_on__lte=day)

    def to_check_in(self, review_id: int, held_on: date) -> Self:
        """Decisions of other reviews that a review has to check: those that
        are due on its day, and those that were checked in it.
        """
        others = self.exclude(review_id=review_id)
        due = Q(reading="", check_on__lte=held_on)
        return others.filter(due | Q(read_in_id=review_id)).order_by(
            F("read_at").asc(nulls_first=True),
            "check_on",
            "pk",
        )
