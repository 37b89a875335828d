"""Members with what the apps below know about them, and chainable conditions
on segments and webhooks.
"""

from datetime import datetime
from typing import Any, Self, cast

from django.db.models import (
    Aggregate,
    CharField,
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

from koc.querysets import with_koc
from lifecycle.querysets import with_dormancy
from members.models import Member, MemberIdentity
from members.querysets import MemberQuerySet
from roles.querysets import with_roles

SUMMARY_COLUMNS = (
    "first_activity_at",
    "last_activity_at",
    "active_days_28",
    "active_weeks_52",
    "usual_days_per_week",
    "level",
    "long_level",
    "change",
    "percentile",
)


def members_with_summary(generation: int) -> MemberQuerySet:
    """Return all members with their activity summary, dormancy and roles in a
    generation, and their KOC status now.

    The columns are null for members who have no row there.
    """
    joined = FilteredRelation(
        "summaries",
        condition=Q(summaries__generation=generation),
    )
    columns = {name: F(f"summary__{name}") for name in SUMMARY_COLUMNS}
    members = Member.objects.annotate(summary=joined).annotate(**columns)
    with_states = with_dormancy(members, generation)
    rows: Any = with_koc(with_roles(with_states, generation))
    return cast(MemberQuerySet, rows)


class TextList(JSONField):
    """A list of texts, which SQLite returns as JSON and PostgreSQL as a list."""

    def from_db_value(
        self,
        value: Any,
        expression: Any,
        connection: Any,
    ) -> Any:
        if isinstance(value, list):
            return value
        return super().from_db_value(value, expression, connection)


class ListByAge(Aggregate):
    """Texts as a list, ordered by a key.

    SQLite aggregates the rows of an index in the order of their keys.
    """

    function = "ARRAY_AGG"
    arg_joiner = " ORDER BY "
    output_field = TextList()

    def as_sqlite(self, compiler: Any, connection: Any, **how: Any) -> Any:
        texts = self.copy()
        texts.source_expressions = self.source_expressions[:1]
        return texts.as_sql(
            compiler,
            connection,
            function="JSON_GROUP_ARRAY",
            **how,
        )


class SegmentSpellQuerySet(QuerySet[Any]):
    def open(self) -> Self:
        """Memberships that hold now."""
        return self.filter(ended_at__isnull=True)

    def with_member_keys(self) -> Self:
        """Each with the keys (platform:external id) of its member.

        The oldest comes first; null for a member without any.
        """
        identities = MemberIdentity.objects.filter(
            member=OuterRef("member_id"),
        )
        key = Concat(
            "platform",
            Value(":"),
            "external_id",
            output_field=CharField(),
        )
        by_member = identities.order_by().values("member")
        keys = by_member.annotate(keys=ListByAge(key, "pk")).values("keys")
        return self.annotate(keys=Subquery(keys))

    def changed_since(self, at: datetime) -> Self:
        """Memberships that began or ended after a moment, in the order in
        which they began.
        """
        changed = Q(started_at__gt=at) | Q(ended_at__gt=at)
        rows = self.filter(changed)
        return rows.order_by("pk")


class WebhookEndpointQuerySet(QuerySet[Any]):
    def following(self, segment_id: int) -> Self:
        """Endpoints that follow a segment, paused or not."""
        follows = Q(segments=segment_id) | Q(segments__isnull=True)
        return self.filter(follows).distinct()
