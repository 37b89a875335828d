from rest_framework import serializers

from common.api.columns import RowSerializer
from koc.models import KocSpell
from members.serializers import member_relation


class KocSerializer(RowSerializer):
    """A time during which a member is or was KOC; `ended_on` is null while it
    holds.
    """

    contact = serializers.CharField(
        source="contact.username",
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Account of the colleague who looks after them as KOC.",
    )

    class Meta:
        model = KocSpell
        fields = (
            "id",
            "member",
            "tier",
            "since",
            "contact",
            "review_on",
            "review_cause",
            "origin",
            "ended_on",
            "end_reason",
            "updated_at",
        )
        expand = {"member": member_relation("member")}
