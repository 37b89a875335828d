from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from common.api.columns import Relation, RowSerializer
from members.models import (
    CONSENT_NOTE_LENGTH,
    NOTICE_LENGTH,
    REASON_LENGTH,
    Erasure,
    Member,
    MemberConsent,
    MemberContact,
    MemberTag,
    SoftwareSpell,
    VehicleOwnership,
    validate_readable,
)


class SoftwareSerializer(serializers.ModelSerializer):
    class Meta:
        model = SoftwareSpell
        fields = ("version", "started_on")


class VehicleSerializer(serializers.ModelSerializer):
    """A car; its VIN is masked. `software_now`: the newest version that is known."""

    masked_vin = serializers.CharField(read_only=True)
    software_now = SoftwareSerializer(read_only=True, allow_null=True)

    class Meta:
        model = VehicleOwnership
        fields = (
            "model_series",
            "model_year",
            "started_on",
            "ended_on",
            "end_reason",
            "masked_vin",
            "software_now",
        )


class TagSerializer(serializers.ModelSerializer):
    class Meta:
        model = MemberTag
        fields = ("name", "source", "weight")


class MemberBriefSerializer(serializers.ModelSerializer):
    """What a row of another resource says of its member when it is asked for."""

    class Meta:
        model = Member
        fields = (
            "id",
            "nickname",
            "kind",
            "owner_status",
            "joined_on",
            "province",
            "city",
        )


def member_relation(source: str) -> Relation:
    """Return the relation `expand` adds for the member that a row has in
    `source`.
    """
    return Relation(
        MemberBriefSerializer,
        source,
        select=(source.replace(".", "__"),),
    )


class PersonalDetailSerializer(serializers.ModelSerializer):
    """A personal detail, of which only a few characters are shown."""

    masked = serializers.CharField(read_only=True)

    class Meta:
        model = MemberContact
        fields = ("kind", "masked")


class MemberSerializer(RowSerializer):
    """A member; `identities` gives one external id of each platform,
    `identity_keys` all of them as platform:id; `joined_from` says where the
    joining date is from.
    """

    identity_keys = serializers.SerializerMethodField()
    personal_details = PersonalDetailSerializer(
        many=True,
        read_only=True,
        source="contacts",
    )

    joined_from = serializers.ChoiceField(
        choices=Member._meta.get_field("joined_from").choices or (),
        allow_blank=True,
        read_only=True,
        help_text="Where the joining date is from; empty: it is not known.",
    )
    vehicles = VehicleSerializer(many=True, read_only=True)
    tags = TagSerializer(many=True, read_only=True, source="kept_tags")
    identities = serializers.SerializerMethodField()

    class Meta:
        model = Member
        fields = (
            "id", "nickname", "kind", "owner_status", "joined_on", "province", "city",
            "created_at", "updated_at", "identities", "vehicles", "tags", "joined_from",
            "identity_keys", "personal_details",
        )  # fmt: skip

    def get_identities(self, member: Member) -> dict[str, str]:
        return {
            identity.platform: identity.external_id
            for identity in member.identities.all()
        }

    def get_identity_keys(self, member: Member) -> list[str]:
        return [str(identity) for identity in member.identities.all()]


class TagRowSerializer(serializers.Serializer):
    """One interest of one member, who is named by number or by
    "platform:external id"; weight 0 takes the tag away.
    """

    member_id = serializers.IntegerField(
        min_value=1,
        max_value=2**53,
        required=False,
    )
    identity = serializers.CharField(max_length=170, required=False)
    name = serializers.CharField(max_length=30, validators=[validate_readable])
    weight = serializers.FloatField(min_value=0, max_value=1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("member_id" in attrs) == ("identity" in attrs):
            message = _("Name the member by member_id or by identity.")
            raise serializers.ValidationError({"identity": [message]})
        return attrs


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "One tag is set, one is taken away",
            request_only=True,
            value={
                "tags": [
                    {"identity": "app:u-17", "name": "露营", "weight": 0.8},
                    {"identity": "app:u-17", "name": "改装", "weight": 0},
                ],
            },
        ),
    ],
)
class TagPushSerializer(serializers.Serializer):
    tags = TagRowSerializer(many=True)


class TagFaultSerializer(serializers.Serializer):
    line = serializers.IntegerField()
    field = serializers.CharField()
    message = serializers.CharField()


class TagOutcomeSerializer(serializers.Serializer):
    """`decided_by_staff`: rows without effect, because staff have set or rejected the tag."""

    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    decided_by_staff = serializers.IntegerField()
    rejected = TagFaultSerializer(many=True)


class ConsentSerializer(RowSerializer):
    class Meta:
        model = MemberConsent
        fields = (
            "id", "member", "purpose", "is_given", "note", "notice", "said_on",
            "via", "recorded_at",
        )  # fmt: skip


class ConsentRowSerializer(serializers.Serializer):
    """What one member said; the member is named by number or by
    "platform:external id".
    """

    identity = serializers.CharField(max_length=170)
    purpose = serializers.ChoiceField(
        choices=MemberConsent.Purpose.choices,
        help_text="What they were asked for.",
    )
    is_given = serializers.BooleanField(
        help_text="false: they refused, or withdrew their consent.",
    )
    note = serializers.CharField(
        max_length=CONSENT_NOTE_LENGTH,
        validators=[validate_readable],
        help_text="Where and how they said so.",
    )
    notice = serializers.CharField(
        max_length=NOTICE_LENGTH,
        required=False,
        validators=[validate_readable],
        help_text="The version of the privacy notice that they had.",
    )
    said_on = serializers.DateField(
        required=False,
        help_text="The day on which they said so.",
    )


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "One member agrees to be contacted",
            request_only=True,
            value={
                "consents": [
                    {
                        "identity": "app:u-17",
                        "purpose": "outreach",
                        "is_given": True,
                        "note": "in the app, settings",
                        "notice": "2026-01",
                    },
                ],
            },
        ),
    ],
)
class ConsentPushSerializer(serializers.Serializer):
    consents = ConsentRowSerializer(many=True)


class ConsentOutcomeSerializer(serializers.Serializer):
    """`unchanged`: rows that say what the member said last."""

    recorded = serializers.IntegerField(help_text="Rows that were added.")
    unchanged = serializers.IntegerField()
    rejected = TagFaultSerializer(many=True)


class PersonalRowSerializer(serializers.Serializer):
    of = serializers.CharField(help_text="The model of the row.")
    values = serializers.DictField(help_text="Its fields by name.")


class PersonalDataSerializer(serializers.Serializer):
    members = serializers.ListField(child=serializers.IntegerField())
    rows = PersonalRowSerializer(many=True)


class ErasureRequestSerializer(serializers.Serializer):
    reason = serializers.CharField(
        max_length=REASON_LENGTH,
        validators=[validate_readable],
        help_text="Why, for the log.",
    )


class ErasureSerializer(serializers.ModelSerializer):
    removed = serializers.DictField(
        help_text="How many rows were changed or deleted, by model.",
    )

    class Meta:
        model = Erasure
        fields = ("id", "member", "asked_at", "done_at", "removed")
