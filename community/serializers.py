from rest_framework import serializers

from community.models import Circle


class CircleSerializer(serializers.ModelSerializer):
    member_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Circle
        fields = ("id", "name", "kind", "city", "model_series", "member_count")
