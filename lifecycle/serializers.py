from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.columns import RowSerializer
from lifecycle.models import DormancyState
from lifecycle.rules.states import State
from members.serializers import member_relation


class ContributionSerializer(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    sentence = serializers.CharField()
    value = serializers.FloatField()
    effect = serializers.FloatField(
        help_text="log-odds; positive speaks for silence",
    )


class SpellSerializer(serializers.Serializer):
    state = serializers.CharField()
    started_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    score = serializers.FloatField()
    policy_version = serializers.IntegerField()


class DormancyStateSerializer(RowSerializer):
    """A state with its reasons.

    Where too little is known, `score` is null and `state` is unknown.
    """

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
            "member_id",
            "nickname",
            "state",
            "since",
            "score",
            "is_browsing_only",
            "held_days",
            "policy_version",
            "disputed_until",
            "contributions",
            "spells",
        )
        always = "member_id"
        expand = {"member": member_relation("member")}

    @extend_schema_field(
        serializers.ChoiceField(
            choices=[state.name.lower() for state in State],
        ),
    )
    def get_state(self, row: DormancyState) -> str:
        return DormancyState.State(row.state).name.lower()

    def get_score(self, row: DormancyState) -> float | None:
        if row.state == DormancyState.State.UNKNOWN:
            return None
        return row.score

    @extend_schema_field(ContributionSerializer(many=True))
    def get_contributions(self, row: Any) -> Any:
        return ContributionSerializer(
            row.details["contributions"],
            many=True,
        ).data

    @extend_schema_field(SpellSerializer(many=True))
    def get_spells(self, row: Any) -> Any:
        return SpellSerializer(row.details["spells"], many=True).data

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_disputed_until(self, row: Any) -> Any:
        return row.details["disputed_until"]
