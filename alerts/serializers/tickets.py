"""Engineering sheets, and tickets with their answers."""

from typing import Any

from rest_framework import serializers

from alerts.models import ANSWER_LENGTH, EngineeringTicket, TicketAnswer
from common.api.columns import RowSerializer
from members.models import validate_readable, validate_readable_lines


def _line(length: int, **more: Any) -> serializers.CharField:
    return serializers.CharField(
        max_length=length,
        validators=[validate_readable],
        **more,
    )


class TicketAnswerSerializer(serializers.ModelSerializer):
    """What engineering said."""

    class Meta:
        model = TicketAnswer
        fields = (
            "id",
            "external_id",
            "author",
            "text",
            "answered_at",
            "via",
        )


class TicketSerializer(RowSerializer):
    """An engineering ticket about an issue."""

    issue_number = serializers.IntegerField(source="issue.number")
    answers = TicketAnswerSerializer(many=True)

    class Meta:
        model = EngineeringTicket
        fields = (
            "id",
            "issue_id",
            "issue_number",
            "system",
            "number",
            "url",
            "state",
            "opened_at",
            "answered_at",
            "fixed_in",
            "fix_note",
            "fixed_on",
            "answers",
        )


class AnswerRowSerializer(serializers.Serializer):
    """An answer; `external_id` is its key in the engineering system."""

    external_id = _line(120)
    text = serializers.CharField(
        max_length=ANSWER_LENGTH,
        validators=[validate_readable_lines],
    )
    author = _line(60, required=False, allow_blank=True)
    answered_at = serializers.DateTimeField(required=False)


class TicketRowSerializer(serializers.Serializer):
    """A ticket by `system` and `number`; what a row does not name stays."""

    issue_id = serializers.IntegerField(min_value=1, max_value=2**53)
    system = _line(60)
    number = _line(60)
    url = serializers.URLField(
        max_length=500,
        required=False,
        allow_blank=True,
    )
    state = serializers.ChoiceField(
        choices=EngineeringTicket.State.choices,
        required=False,
    )
    opened_at = serializers.DateTimeField(required=False)
    fixed_in = _line(40, required=False, allow_blank=True)
    fix_note = _line(200, required=False, allow_blank=True)
    fixed_on = serializers.DateField(required=False, allow_null=True)
    answers = AnswerRowSerializer(many=True, required=False)


class TicketPushSerializer(serializers.Serializer):
    tickets = TicketRowSerializer(many=True)


class TicketFaultSerializer(serializers.Serializer):
    line = serializers.IntegerField()
    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class TicketRowOutcomeSerializer(serializers.Serializer):
    line = serializers.IntegerField()
    ticket_id = serializers.IntegerField()
    status = serializers.ChoiceField(
        choices=("created", "changed", "unchanged"),
    )
    new_answers = serializers.IntegerField()
    issue_state = serializers.CharField()


class TicketOutcomeSerializer(serializers.Serializer):
    """What became of each row that was taken, and why others were refused."""

    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    rejected = serializers.IntegerField()
    rows = TicketRowOutcomeSerializer(many=True)
    errors = TicketFaultSerializer(many=True)  # type: ignore[assignment]


class SheetValueSerializer(serializers.Serializer):
    name = serializers.CharField()
    count = serializers.IntegerField()


class SheetFactSerializer(serializers.Serializer):
    """A fact with its values; `source` says where they come from."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    source = serializers.CharField()  # type: ignore[assignment]
    values = SheetValueSerializer(many=True)


class SheetGroupSerializer(serializers.Serializer):
    """The cars of a version or model; `expected`: so many owners would be
    usual; `difference`: nobody, more or usual.
    """

    name = serializers.CharField()
    reporters = serializers.IntegerField()
    cars = serializers.IntegerField()
    expected = serializers.FloatField()
    difference = serializers.CharField()


class SheetComparisonSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    source = serializers.CharField()  # type: ignore[assignment]
    groups = SheetGroupSerializer(many=True)


class SheetWeekSerializer(serializers.Serializer):
    """Owners who reported first in the week that begins on `week`."""

    week = serializers.DateField()
    new_owners = serializers.IntegerField()
    owners = serializers.IntegerField()


class SheetReportSerializer(serializers.Serializer):
    """What an owner wrote, without names, numbers and addresses of people."""

    owner = serializers.IntegerField()
    at = serializers.DateTimeField()
    model = serializers.CharField()
    version = serializers.CharField()
    text = serializers.CharField()


class SheetVinSerializer(serializers.Serializer):
    vin = serializers.CharField()
    model = serializers.CharField()
    version = serializers.CharField()


class SheetSerializer(serializers.Serializer):
    """The engineering sheet of an issue. `vins`: only of owners who agreed."""

    issue_id = serializers.IntegerField()
    issue_number = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.CharField()
    made_at = serializers.DateTimeField()
    reporter_count = serializers.IntegerField()
    post_count = serializers.IntegerField()
    facts = SheetFactSerializer(many=True)
    comparisons = SheetComparisonSerializer(many=True)
    weeks = SheetWeekSerializer(many=True)
    reports = SheetReportSerializer(many=True)
    vins = SheetVinSerializer(many=True)
    cars_with_vin = serializers.IntegerField()
