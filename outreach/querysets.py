"""Conditions on stops, refusals, opportunities, messages and graduations."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from common.models import OutboxMessage, OutboxReceiver
from outreach.rules.messages import CONTACT_STATES, RECEIVER_TYPE

CEREMONY_DAYS = 30
HAND_WAITS = timedelta(hours=1)


class ContactStopQuerySet(models.QuerySet[Any]):
    def in_force(self, today: date) -> Self:
        """Stops that nobody has ended and whose day has not come."""
        return self.filter(ended_at__isnull=True).filter(
            Q(until__isnull=True) | Q(until__gt=today),
        )


class SuppressionQuerySet(models.QuerySet[Any]):
    def in_force(self) -> Self:
        """Members who get no routine notices now."""
        return self.filter(is_suppressed=True)


class OpportunityQuerySet(models.QuerySet[Any]):
    def offered(self, today: date) -> Self:
        """Opportunities that are still offered."""
        return self.filter(ends_on__gte=today)

    def with_counts(self) -> Self:
        """Add how many were drawn, held out and written to."""
        written = Q(matches__outreach_message__state__in=CONTACT_STATES)
        return self.annotate(
            match_count=Count("matches"),
            held_count=Count("matches", filter=Q(matches__is_held_out=True)),
            written_count=Count("matches", filter=written),
        )


class MatchQuerySet(models.QuerySet[Any]):
    def to_write(self) -> Self:
        """Matches who are not held out and have no message yet."""
        return self.filter(
            is_held_out=False,
            outreach_message__isnull=True,
            member__merged_into__isnull=True,
        )


def paused_receivers(channel: str) -> models.QuerySet[OutboxReceiver]:
    """Return the pause of a channel; `channel`: the field with its number."""
    rows: models.QuerySet[OutboxReceiver] = OutboxReceiver.objects.filter(
        receiver_type=RECEIVER_TYPE,
        receiver_id=OuterRef(channel),
    )
    return rows.exclude(pause="")


class MemberChannelQuerySet(models.QuerySet[Any]):
    def paused(self) -> Self:
        """Channels that send nothing until somebody resumes them."""
        return self.filter(Exists(paused_receivers("pk")))

    def with_pause(self) -> Self:
        """Add `pause`, why a channel sends nothing; None if it is not paused."""
        why = paused_receivers("pk").values("pause")[:1]
        return self.annotate(pause=Subquery(why))


class MessageQuerySet(models.QuerySet[Any]):
    def contacts(self) -> Self:
        """Messages that have reached a member, or may have."""
        return self.filter(state__in=CONTACT_STATES)

    def by_hand(self) -> Self:
        """Messages that a colleague sends."""
        return self.filter(channel__isnull=True)

    def following(self) -> Self:
        """Messages through a channel whose state the outbox may change."""
        arrived = OutboxMessage.objects.filter(
            uid=OuterRef("outbox_uid"),
            state=OutboxMessage.State.SENT,
        )
        open_ones = Q(state__in=("approved", "sending", "uncertain"))
        return self.filter(channel__isnull=False).filter(
            open_ones | (Q(state="failed") & Q(Exists(arrived))),
        )

    def stuck(self) -> Self:
        """Messages that wait for a channel that is closed or paused."""
        paused = paused_receivers("channel_id")
        return self.filter(
            Q(channel__is_open=False) | Q(Exists(paused)),
            state__in=("approved", "sending"),
            channel__isnull=False,
        )

    def unclear(self, now: datetime) -> Self:
        """Messages of which a colleague has to say whether they arrived."""
        forgotten = Q(
            state="sending",
            channel__isnull=True,
            claimed_at__lt=now - HAND_WAITS,
        )
        return self.filter(Q(state="uncertain") | forgotten)


class GraduationQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Graduations that have not ended."""
        return self.filter(ending="")

    def forgotten(self, now: datetime) -> Self:
        """Open ones without a ceremony for CEREMONY_DAYS."""
        return self.open().filter(
            opened_at__lt=now - timedelta(days=CEREMONY_DAYS),
        )

    def with_progress(self) -> Self:
        """Add `done_count` and `step_count` of their steps."""
        done = Q(steps__done_on__isnull=False) | Q(steps__is_skipped=True)
        return self.annotate(
            step_count=Count("steps"),
            done_count=Count("steps", filter=done),
        )


class StepQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Steps of open graduations that are neither done nor left out."""
        return self.filter(
            graduation__ending="",
            done_on__isnull=True,
            is_skipped=False,
        )


def holding(honours: models.QuerySet[Any], kinds: list[str]) -> Q:
    """Return which members hold one of these badges."""
    held = honours.filter(member=OuterRef("pk"), kind__in=kinds)
    return Q(Exists(held))
