from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from reports.models import BIGGEST_TARGET
from reports.selectors.brief_sections import figures_with_target


class BriefFigureSerializer(serializers.Serializer[Any]):
    """A figure of the brief against the weeks before and its target."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    section = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    before = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    verdict = serializers.CharField()
    sentence = serializers.CharField()
    target = serializers.FloatField(allow_null=True)
    is_missed = serializers.BooleanField()
    rows = serializers.CharField()


class BriefSerializer(serializers.Serializer[Any]):
    """The brief of a week; `computed_until` is the last day of it that the
    night knows.
    """

    week = serializers.DateField()
    last_day = serializers.DateField()
    computed_until = serializers.DateField(allow_null=True)
    is_complete = serializers.BooleanField()
    as_of = serializers.DictField()
    figures = BriefFigureSerializer(many=True)


class TargetsSerializer(serializers.Serializer[Any]):
    """The target of each figure that has one, by the figure's name."""

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for figure in figures_with_target():
            fields[figure.name] = serializers.FloatField(
                min_value=0,
                max_value=BIGGEST_TARGET,
                allow_null=True,
                required=False,
                help_text=str(figure.label),
            )
        return fields

    def to_internal_value(self, data: Any) -> Any:
        known = self.get_fields()
        names = set(data) if isinstance(data, dict) else set()
        unknown = sorted(names - set(known))
        if unknown:
            text = _("There is no such figure. Known are: %(names)s.")
            words = {"names": ", ".join(known)}
            raise serializers.ValidationError(
                {str(name)[:60]: [text % words] for name in unknown},
            )
        return super().to_internal_value(data)


class StageCountSerializer(serializers.Serializer[Any]):
    """How many members of a cohort reached a stage within 90 days."""

    stage = serializers.CharField()
    members = serializers.IntegerField()
    median_days = serializers.FloatField(allow_null=True)


class CohortSerializer(serializers.Serializer[Any]):
    """The members who came in a month; `is_whole` once each has been watched for
    90 days.
    """

    month = serializers.DateField()
    members = serializers.IntegerField()
    is_whole = serializers.BooleanField()
    stages = StageCountSerializer(many=True)


class FunnelSerializer(serializers.Serializer[Any]):
    """The funnel as it was computed last; empty before the first night."""

    business_date = serializers.DateField(allow_null=True)
    generation = serializers.IntegerField()
    policy_version = serializers.IntegerField()
    computed_at = serializers.DateTimeField(allow_null=True)
    buyers = CohortSerializer(many=True)
    owners = CohortSerializer(many=True)
