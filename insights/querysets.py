"""Reads that join what the floors below know of members."""

from datetime import datetime
from typing import Any

from django.db.models import (
    Aggregate,
    CharField,
    Count,
    F,
    FilteredRelation,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Concat

from lifecycle.querysets import with_dormancy
from members.models import Member, MemberIdentity
from roles.querysets import with_roles

SUMMARY_COLUMNS = (
    "first_activity_at", "last_activity_at", "active_days_28", "active_weeks_52", "usual_days_per_week",
    "level", "long_level", "change", "percentile",
)  # fmt: skip


def members_with_summary(generation: int) -> QuerySet[Member]:
    """Return all members, each with his activity summary, dormancy and roles in a generation (null without)."""
    joined = FilteredRelation("summaries", condition=Q(summaries__generation=generation))
    members = Member.objects.annotate(summary=joined)
    members = members.annotate(**{name: F(f"summary__{name}") for name in SUMMARY_COLUMNS})
    return with_roles(with_dormancy(members, generation), generation)


class TextList(JSONField):
    """Texts of several rows: PostgreSQL gives a list, SQLite writes one."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value if isinstance(value, list) else super().from_db_value(value, expression, connection)


class ListByAge(Aggregate):
    """Texts as a list, ordered by a key; SQLite aggregates the rows of an index in the order of their keys."""

    function, arg_joiner, output_field = "ARRAY_AGG", " ORDER BY ", TextList()

    def as_sqlite(self, compiler: Any, connection: Any, **how: Any) -> Any:
        texts = self.copy()
        texts.source_expressions = self.source_expressions[:1]
        return texts.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **how)


class SegmentSpellQuerySet(QuerySet[Any]):
    def open(self) -> "SegmentSpellQuerySet":
        """Memberships that hold now."""
        return self.filter(ended_at__isnull=True)

    def with_member_keys(self) -> "SegmentSpellQuerySet":
        """Each with the keys (platform:external id) of its member, the oldest first; null if he has none."""
        known = MemberIdentity.objects.filter(member=OuterRef("member_id")).order_by().values("member")
        key = Concat("platform", Value(":"), "external_id", output_field=CharField())
        return self.annotate(keys=Subquery(known.annotate(keys=ListByAge(key, "pk")).values("keys")))

    def changed_since(self, at: datetime) -> "SegmentSpellQuerySet":
        """Memberships that began or ended after a moment, in the order in which they began."""
        return self.filter(Q(started_at__gt=at) | Q(ended_at__gt=at)).order_by("pk")


class WebhookEndpointQuerySet(QuerySet[Any]):
    def telling(self, segment_id: int) -> "WebhookEndpointQuerySet":
        """Endpoints that are told of a segment, also those that are paused now."""
        return self.filter(Q(segments=segment_id) | Q(segments__isnull=True)).distinct()

    def due(self, now: datetime) -> "WebhookEndpointQuerySet":
        """Endpoints with something to deliver now, neither paused nor waiting for their next attempt."""
        ready = self.filter(Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now), pause="")
        return ready.filter(messages__state="waiting").distinct()

    def with_waiting(self) -> "WebhookEndpointQuerySet":
        """Each with how many messages wait."""
        return self.annotate(waiting=Count("messages", filter=Q(messages__state="waiting")))
