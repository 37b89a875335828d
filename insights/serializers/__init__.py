from typing import Any

from rest_framework import serializers

from common.api.columns import RowSerializer
from insights.models import Segment, SegmentSpell
from insights.selectors.segment_reasons import REASON_COLUMNS, machine_reasons
from insights.services.webhooks import CHANGED, PING


class SegmentSerializer(RowSerializer):
    """A segment with its newest rule; its members are as of `counted_at`."""

    version = serializers.SerializerMethodField()
    rule = serializers.SerializerMethodField()

    class Meta:
        model = Segment
        fields = (
            "id",
            "name",
            "kind",
            "note",
            "member_count",
            "counted_at",
            "failure",
            "version",
            "rule",
        )

    def get_version(self, row: Segment) -> int | None:
        return row.newest[0].number if row.newest else None  # type: ignore[attr-defined]

    def get_rule(self, row: Segment) -> dict[str, Any] | None:
        return row.newest[0].rule if row.newest else None  # type: ignore[attr-defined]


SPELL_VALUES = (
    "id",
    "member_id",
    "member__nickname",
    "keys",
    "started_at",
    "ended_at",
    "version",
    "ended_version",
    *REASON_COLUMNS,
)
REASON = {
    "reason": "The conditions that held when it began, a negated one as it held.",
    "reason_values": "The member's own values of them at that moment; null: "
    "not recorded, or a staff account.",
    "left_reason": "The conditions that no longer held when it ended; empty for other ends.",
    "left_values": "The member's own values of them at that moment; null: not "
    "recorded, or a staff account.",
}


def _texts(name: str) -> serializers.ListField:
    child = serializers.CharField(allow_null=name.endswith("values"))
    return serializers.ListField(child=child, help_text=REASON[name])


class SegmentMemberSerializer(RowSerializer):
    """A membership: `ended_at` is null for as long as it holds."""

    nickname = serializers.CharField(source="member.nickname")
    identities = serializers.ListField(child=serializers.CharField())
    reason = _texts("reason")
    reason_values = _texts("reason_values")
    left_reason = _texts("left_reason")
    left_values = _texts("left_values")

    class Meta:
        model = SegmentSpell
        fields = (
            "id",
            "member_id",
            "nickname",
            "identities",
            "started_at",
            "ended_at",
            "version",
            *REASON,
        )

    def to_representation(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row of SPELL_VALUES; field by field, a page takes several
        times as long.
        """
        zone = self.context["zone"]
        ended_at = row["ended_at"]
        if ended_at is not None:
            ended_at = ended_at.astimezone(zone).isoformat()
        shown = {
            "id": row["id"],
            "member_id": row["member_id"],
            "nickname": row["member__nickname"],
            "identities": row["keys"] or [],
            "started_at": row["started_at"].astimezone(zone).isoformat(),
            "ended_at": ended_at,
            "version": row["version"],
            **machine_reasons(row, self.context["conditions"]),
        }
        wanted = self.context["columns"].fields
        if wanted is None:
            return shown
        return {name: shown[name] for name in ("id", *wanted)}


class MembershipChangeSerializer(serializers.Serializer):
    """A membership that began, or ended if `ended_at` is given; `id` is the
    same as in the segment's members.
    """

    id = serializers.IntegerField()
    member_id = serializers.IntegerField()
    identities = serializers.ListField(child=serializers.CharField())
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(
        help_text="The version of the rule that decided.",
    )
    reason = _texts("reason")
    reason_values = _texts("reason_values")
    left_reason = _texts("left_reason")
    left_values = _texts("left_values")


class SegmentChangesSerializer(serializers.Serializer):
    """Who joined and who left a segment at one moment, or a part of them."""

    segment_id = serializers.IntegerField()
    segment_name = serializers.CharField()
    changes = MembershipChangeSerializer(many=True)


class SegmentChangedMessageSerializer(serializers.Serializer):
    """The body of a message about a segment."""

    type = serializers.ChoiceField(choices=[CHANGED])
    timestamp = serializers.DateTimeField(
        help_text="When it changed; `as_of` of a later pull is not before it.",
    )
    data = SegmentChangesSerializer()  # type: ignore[assignment]


class PingMessageSerializer(serializers.Serializer):
    """The body of a message that staff sent to try the endpoint."""

    type = serializers.ChoiceField(choices=[PING])
    timestamp = serializers.DateTimeField()
    data = serializers.DictField()  # type: ignore[assignment]
