from typing import Any

from rest_framework import serializers

from common.api.columns import RowSerializer
from insights.models import Annotation


class AnnotationSerializer(RowSerializer):
    """What happened on a day; an empty city or model means everywhere."""

    class Meta:
        model = Annotation
        fields = (
            "id",
            "day",
            "kind",
            "text",
            "city",
            "model_series",
            "created_at",
        )
        read_only_fields = ("id", "created_at")


class CardSerializer(serializers.Serializer[Any]):
    """A card of the library."""

    name = serializers.CharField()
    title = serializers.CharField()
    reads = serializers.CharField()
    follows_filter = serializers.BooleanField()


class CardListSerializer(serializers.Serializer[Any]):
    """All cards of the library."""

    results = CardSerializer(many=True)


class CardFiguresSerializer(serializers.Serializer[Any]):
    """The figures of a card, as the table behind it shows them."""

    name = serializers.CharField()
    follows_filter = serializers.BooleanField()
    as_of = serializers.DictField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(
        child=serializers.ListField(child=serializers.JSONField()),
    )
