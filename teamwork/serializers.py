from rest_framework import serializers

from members.models import Member
from teamwork.models import Interaction


class InteractionSerializer(serializers.ModelSerializer):
    """What was said with a member; sent again with the same key it is logged once."""

    key = serializers.UUIDField()
    member = serializers.PrimaryKeyRelatedField(queryset=Member.objects.living())
    happened_at = serializers.DateTimeField(required=False)
    staff = serializers.CharField(source="staff.username", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Interaction
        fields = (
            "id", "key", "member", "staff", "happened_at", "channel", "mood", "summary", "next_step", "promise",
            "due_on", "kept_at", "outcome", "created_at",
        )  # fmt: skip
        read_only_fields = ("kept_at", "outcome", "created_at")
        validators = ()
