from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lifecycle.models import DormancyState


class ContributionSerializer(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()
    sentence = serializers.CharField()
    value = serializers.FloatField()
    effect = serializers.FloatField(help_text="log-odds; positive speaks for silence")


class SpellSerializer(serializers.Serializer):
    state = serializers.CharField()
    started_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    score = serializers.FloatField()
    policy_version = serializers.IntegerField()


class DormancyStateSerializer(serializers.ModelSerializer):
    """A state with its reasons; `score` is null and `state` unknown where too little is known."""

    member_id = serializers.IntegerField()
    nickname = serializers.CharField(source="member.nickname")
    state = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField()
    contributions = serializers.SerializerMethodField()
    spells = serializers.SerializerMethodField()
    disputed_until = serializers.SerializerMethodField()

    class Meta:
        model = DormancyState
        fields = (
            "member_id", "nickname", "state", "since", "score", "is_browsing_only", "policy_version",
            "disputed_until", "contributions", "spells",
        )  # fmt: skip

    def get_state(self, row: DormancyState) -> str:
        return DormancyState.State(row.state).name.lower()

    def get_score(self, row: DormancyState) -> float | None:
        return None if row.state == DormancyState.State.UNKNOWN else row.score

    @extend_schema_field(ContributionSerializer(many=True))
    def get_contributions(self, row: Any) -> Any:
        return ContributionSerializer(row.told["contributions"], many=True).data

    @extend_schema_field(SpellSerializer(many=True))
    def get_spells(self, row: Any) -> Any:
        return SpellSerializer(row.told["spells"], many=True).data

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_disputed_until(self, row: Any) -> Any:
        return row.told["disputed_until"]
