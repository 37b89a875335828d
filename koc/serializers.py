from rest_framework import serializers

from common.api.columns import RowSerializer
from community.models import Cooperation
from koc.models import KocSpell
from members.models import Member
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


class CooperationSerializer(RowSerializer):
    """A time during which somebody pays a member for opinions; `ended_on` is
    null while it goes on.
    """

    # Those of a merged member are recorded of the kept one.
    member = serializers.PrimaryKeyRelatedField(queryset=Member.objects.all())
    is_confirmed = serializers.BooleanField(
        default=False,
        write_only=True,
        help_text=(
            "Confirms that the KOC status of the member ends, where the "
            "policy says so."
        ),
    )

    class Meta:
        model = Cooperation
        fields = (
            "id",
            "member",
            "partner",
            "started_on",
            "ended_on",
            "note",
            "is_confirmed",
            "recorded_at",
            "cancelled_at",
            "updated_at",
        )
        read_only_fields = ("recorded_at", "cancelled_at", "updated_at")
        expand = {"member": member_relation("member")}
