from drf_spectacular.utils import (
    extend_schema_field,
    extend_schema_serializer,
)
from rest_framework import serializers

from common.api.columns import RowSerializer
from members.serializers import member_relation
from roles.models import RoleScore
from roles.rules.columns import SCORE_FIELDS
from roles.rules.strength import Role


@extend_schema_serializer(deprecate_fields=("primary",))
class RoleScoreSerializer(RowSerializer):
    """A member's strength 0–100 and confidence 0–1 in each role, and which they
    hold.
    """

    nickname = serializers.CharField(source="member.nickname")
    primary = serializers.IntegerField(
        help_text="Use `primary_role`. The number of the primary role, -1 for none.",
    )
    primary_role = serializers.SerializerMethodField()

    class Meta:
        model = RoleScore
        fields = (
            "member_id",
            "nickname",
            *SCORE_FIELDS,
            "primary",
            "primary_role",
            "policy_version",
        )
        always = "member_id"
        expand = {"member": member_relation("member")}

    @extend_schema_field(
        serializers.ChoiceField(
            choices=[role.name.lower() for role in Role],
            allow_null=True,
            help_text="The strongest role that they hold; null: none.",
        ),
    )
    def get_primary_role(self, row: RoleScore) -> str | None:
        return None if row.primary < 0 else Role(row.primary).name.lower()
