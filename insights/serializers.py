from collections.abc import Collection, Mapping
from typing import Any

from rest_framework import serializers

from insights.models import Segment, SegmentSpell
from insights.rules.segments import conditions
from insights.services.segment_rules import told
from insights.services.webhooks import CHANGED, PING


class SegmentSerializer(serializers.ModelSerializer):
    """A segment with its newest rule; `counted_at` is the moment that its members are as of."""

    version = serializers.SerializerMethodField()
    rule = serializers.SerializerMethodField()

    class Meta:
        model = Segment
        fields = ("id", "name", "kind", "note", "member_count", "counted_at", "failure", "version", "rule")

    def get_version(self, row: Segment) -> int | None:
        return row.newest[0].number if row.newest else None  # type: ignore[attr-defined]

    def get_rule(self, row: Segment) -> dict[str, Any] | None:
        return row.newest[0].rule if row.newest else None  # type: ignore[attr-defined]


SPELL_VALUES = ("id", "member_id", "member__nickname", "keys", "started_at", "ended_at", "version", "reason")


class SegmentMemberSerializer(serializers.ModelSerializer):
    """A membership: `ended_at` is null for as long as it holds; `reason` are the conditions that held."""

    nickname = serializers.CharField(source="member.nickname")
    identities = serializers.ListField(child=serializers.CharField())
    reason = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = SegmentSpell
        fields = ("id", "member_id", "nickname", "identities", "started_at", "ended_at", "version", "reason")

    def to_representation(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return what is told of a row of SPELL_VALUES; field by field a page of these takes several times as long."""
        context, ended_at = self.context, row["ended_at"]
        texts, zone = context["conditions"].get(row["version"], ()), context["zone"]
        return {
            "id": row["id"],
            "member_id": row["member_id"],
            "nickname": row["member__nickname"],
            "identities": row["keys"] or [],
            "started_at": row["started_at"].astimezone(zone).isoformat(),
            "ended_at": ended_at.astimezone(zone).isoformat() if ended_at else None,
            "version": row["version"],
            "reason": [texts[number] for number in row["reason"] if number < len(texts)],
        }


def told_conditions(rules: Mapping[int, Any], versions: Collection[int]) -> dict[int, list[str]]:
    """Return what these versions of a segment's rule ask, in the reader's words, condition by condition."""
    known = {number: rules[number] for number in versions if number in rules}
    return {number: [told(one) for one, _wanted in conditions(rule)] for number, rule in known.items()}


class MembershipChangeSerializer(serializers.Serializer):
    """A membership that began, or ended if `ended_at` is given; `id` is that of the segment's members."""

    id = serializers.IntegerField()
    member_id = serializers.IntegerField()
    identities = serializers.ListField(child=serializers.CharField())
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(help_text="The version of the rule that decided.")


class SegmentChangesSerializer(serializers.Serializer):
    """Who joined and who left a segment at one moment, or a part of them."""

    segment_id = serializers.IntegerField()
    segment_name = serializers.CharField()
    changes = MembershipChangeSerializer(many=True)


class SegmentChangedMessageSerializer(serializers.Serializer):
    """The body of a message about a segment."""

    type = serializers.ChoiceField(choices=[CHANGED])
    timestamp = serializers.DateTimeField(help_text="When it changed; `as_of` of a later pull is not before it.")
    data = SegmentChangesSerializer()


class PingMessageSerializer(serializers.Serializer):
    """The body of a message that staff sent to try the endpoint."""

    type = serializers.ChoiceField(choices=[PING])
    timestamp = serializers.DateTimeField()
    data = serializers.DictField()
