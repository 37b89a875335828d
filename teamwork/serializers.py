from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from common.api.columns import RowSerializer
from common.api.parsing import MomentField
from members.models import Member
from members.serializers import member_relation
from teamwork.models import Interaction


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A call with a promise",
            request_only=True,
            value={
                "key": "0a4f7b1e-3c52-4d0f-9a86-5d1f0b7c2e11",
                "member": 1,
                "channel": "phone",
                "mood": 1,
                "summary": "聊了升级后的续航",
                "promise": "寄送新版说明书",
                "due_on": "2099-12-31",
            },
        ),
    ],
)
class InteractionSerializer(RowSerializer):
    """An interaction with a member; under one key it is logged once."""

    key = serializers.UUIDField()
    # Interactions with a merged member are logged with the kept one.
    member = serializers.PrimaryKeyRelatedField(queryset=Member.objects.all())
    happened_at = MomentField(required=False)
    script_version = serializers.IntegerField(
        min_value=1,
        max_value=2**53,
        required=False,
        allow_null=True,
        write_only=True,
        help_text="Version of a script that was used, as filling it returns it.",
    )
    script = serializers.IntegerField(
        source="script_use.version.script_id",
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Script that was used; null: none.",
    )
    staff = serializers.CharField(
        source="staff.username",
        read_only=True,
        allow_null=True,
        default=None,
    )

    class Meta:
        model = Interaction
        fields = (
            "id",
            "key",
            "member",
            "staff",
            "happened_at",
            "channel",
            "mood",
            "summary",
            "next_step",
            "promise",
            "due_on",
            "kept_at",
            "outcome",
            "script",
            "script_version",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("kept_at", "outcome", "created_at", "updated_at")
        validators = ()
        expand = {"member": member_relation("member")}
