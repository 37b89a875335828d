"""Describes rows of members for the schema, and shows what became of them."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from members.models import Member, VehicleOwnership


class SoftwareRowSerializer(serializers.Serializer):
    version = serializers.CharField(max_length=40)
    started_on = serializers.DateField(
        required=False,
        help_text="Without it the version is the one of today.",
    )


class VehicleFieldsSerializer(serializers.Serializer):
    """A car, found by its VIN or by model and first day."""

    vin = serializers.CharField(max_length=17, required=False)
    model_series = serializers.CharField(max_length=40, required=False)
    model_year = serializers.IntegerField(required=False, allow_null=True)
    started_on = serializers.DateField(required=False, allow_null=True)
    ended_on = serializers.DateField(required=False, allow_null=True)
    end_reason = serializers.ChoiceField(
        VehicleOwnership.EndReason.choices,
        required=False,
        allow_null=True,
    )
    software = SoftwareRowSerializer(many=True, required=False)


class CircleSpanSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


class StaffContactsSerializer(serializers.Serializer):
    primary = serializers.CharField(required=False, allow_null=True)
    backup = serializers.CharField(required=False, allow_null=True)


class MemberRowSerializer(serializers.Serializer):
    """Describes one member for the schema; rows are read by
    members/rules/member_objects.py.
    """

    identity = serializers.CharField(max_length=169)
    identities = serializers.ListField(
        child=serializers.CharField(max_length=169),
        required=False,
    )
    unionid = serializers.CharField(required=False)
    nickname = serializers.CharField(max_length=60, required=False)
    kind = serializers.ChoiceField(Member.Kind.choices, required=False)
    owner_status = serializers.ChoiceField(
        Member.OwnerStatus.choices,
        required=False,
    )
    joined_on = serializers.DateField(required=False, allow_null=True)
    province = serializers.CharField(required=False, allow_null=True)
    city = serializers.CharField(required=False, allow_null=True)
    phone = serializers.CharField(required=False, allow_null=True)
    real_name = serializers.CharField(required=False, allow_null=True)
    email = serializers.CharField(required=False, allow_null=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=30),
        required=False,
        allow_null=True,
    )
    vehicles = VehicleFieldsSerializer(many=True, required=False)
    circles = CircleSpanSerializer(many=True, required=False)
    contacts = StaffContactsSerializer(required=False)


class VehicleRowSerializer(VehicleFieldsSerializer):
    identity = serializers.CharField(max_length=169)


class MembershipRowSerializer(serializers.Serializer):
    identity = serializers.CharField(max_length=169)
    circle = serializers.CharField(max_length=60)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An owner with a car",
            request_only=True,
            value={
                "source": "crm",
                "members": [
                    {
                        "identity": "crm:1001",
                        "identities": ["forum:77"],
                        "nickname": "山野小王",
                        "joined_on": "2023-05-01",
                        "phone": "13800001234",
                        "vehicles": [
                            {
                                "vin": "LSVAU2180N2183294",
                                "model_series": "海豹",
                                "started_on": "2023-06-02",
                                "software": [
                                    {
                                        "version": "OTA 3.1",
                                        "started_on": "2026-01-05",
                                    },
                                ],
                            },
                        ],
                        "circles": [{"name": "杭州车友会"}],
                    },
                ],
            },
        ),
    ],
)
class MemberPushSerializer(serializers.Serializer):
    source = serializers.SlugField()  # type: ignore[assignment]
    members = MemberRowSerializer(many=True)


class VehiclePushSerializer(serializers.Serializer):
    source = serializers.SlugField()  # type: ignore[assignment]
    vehicles = VehicleRowSerializer(many=True)


class MembershipPushSerializer(serializers.Serializer):
    source = serializers.SlugField()  # type: ignore[assignment]
    memberships = MembershipRowSerializer(many=True)


class ChangeSerializer(serializers.Serializer):
    """A field before and after; personal details are masked."""

    field = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class MemberRowOutcomeSerializer(serializers.Serializer):
    """`conflicts`: fields in which what staff have set stands;
    `maybe_same_as`: members with the same phone or car.
    """

    line = serializers.IntegerField()
    identity = serializers.CharField()
    status = serializers.ChoiceField(
        ["created", "changed", "unchanged", "conflict"],
    )
    member_id = serializers.IntegerField(allow_null=True)
    changes = ChangeSerializer(many=True)
    conflicts = serializers.ListField(child=serializers.CharField())
    maybe_same_as = serializers.ListField(child=serializers.IntegerField())


class MemberErrorSerializer(serializers.Serializer):
    line = serializers.IntegerField()
    code = serializers.CharField()
    column = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField()


class MemberOutcomeSerializer(serializers.Serializer):
    """What became of the rows; `batch` is null for a dry run."""

    batch = serializers.IntegerField(allow_null=True)
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    conflict = serializers.IntegerField()
    rejected = serializers.IntegerField()
    rows = MemberRowOutcomeSerializer(many=True)
    errors = MemberErrorSerializer(many=True)  # type: ignore[assignment]
