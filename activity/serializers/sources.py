"""How sources and the kinds of their events are shown and changed by REST."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from activity.labels import DIMENSION_LABELS, KIND_LABELS
from activity.models import EventSource, validate_columns, validate_kinds
from common.api.columns import RowSerializer


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A source with its own columns and kinds",
            request_only=True,
            value={
                "name": "shop",
                "label": "商城",
                "platform": "app",
                "time_zone": "Asia/Shanghai",
                "unknown_members": "refuse",
                "columns": {"member": "uid", "occurred_at": "time"},
                "kinds": {"sign_in": "login", "share_*": "share", "*": "-"},
            },
        ),
    ],
)
class EventSourceSerializer(RowSerializer):
    """A source and how its rows are read, by REST and from files alike.

    `columns`: our field → the row's column; fields that are not named are
    called as ours. `kinds`: their kind → ours; `*` in theirs stands for
    anything, `-` leaves a kind out; empty: kinds are ours.
    """

    # Whether the name is taken is for the service to say, with 409.
    name = serializers.SlugField(
        max_length=40,
        help_text="Letters, digits, - and _; cannot change later.",
    )
    columns = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        validators=[validate_columns],
        help_text="Our field → the row's column.",
    )
    kinds = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        validators=[validate_kinds],
        help_text="Their kind → ours, or - to leave it out.",
    )

    class Meta:
        model = EventSource
        fields = (
            "id",
            "name",
            "label",
            "platform",
            "time_zone",
            "time_format",
            "clock_change",
            "unknown_members",
            "threads",
            "history_until",
            "columns",
            "kinds",
        )
        always = "name"


class KindSerializer(serializers.Serializer):
    """A kind of events, what it is called, and where it counts."""

    name = serializers.ChoiceField(
        choices=list(KIND_LABELS.items()),
        help_text="As it stands in rows and in mappings.",
    )
    labels = serializers.DictField(
        child=serializers.CharField(),
        help_text="What it is called, by language.",
    )
    dimension = serializers.ChoiceField(
        choices=[
            (dimension.name.lower(), label)
            for dimension, label in DIMENSION_LABELS.items()
        ],
        allow_null=True,
        help_text="Where it counts; null: it is stored and never counts.",
    )
    dimension_labels = serializers.DictField(
        child=serializers.CharField(),
        help_text="What the dimension is called, by language; empty without one.",
    )


class KindListSerializer(serializers.Serializer):
    """All kinds, in the order of their dimensions."""

    results = KindSerializer(many=True)
