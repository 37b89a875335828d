"""The API of rules for owners."""

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.filters.owner_rules import OwnerRuleApiFilter
from alerts.models import OwnerRule
from alerts.serializers.owner_rules import OwnerRuleSerializer
from alerts.services.owner_rules import (
    change_owner_rule,
    create_owner_rule,
    delete_owner_rule,
)
from common.api.viewsets import ReadApi
from common.security.access import LEADS, STAFF, Access


class OwnerRuleApi(ReadApi):
    """Rules by which raised issues get their owner. Of those that fit, the one
    with most conditions decides, then that of the lower position.

    A change counts for alerts that are raised afterwards.
    """

    access = Access(
        read=STAFF,
        write=LEADS,
        read_scope="alerts:read",
        write_scope="alerts:write",
    )

    queryset = OwnerRule.objects.select_related("owner")
    serializer_class = OwnerRuleSerializer
    filterset_class = OwnerRuleApiFilter
    sort_fields = ("position", "name")

    @extend_schema(responses={201: OwnerRuleSerializer})
    def create(self, request: Request) -> Response:
        """Make a rule."""
        serializer = OwnerRuleSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            rule = create_owner_rule(values=dict(serializer.validated_data))
        except ValidationError as error:
            raise exceptions.ValidationError(error.message_dict) from error
        return Response(OwnerRuleSerializer(rule).data, status=201)

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a rule; what is not sent stays."""
        rule = self.get_object()
        serializer = OwnerRuleSerializer(
            rule,
            data=request.data,
            partial=True,
        )
        serializer.is_valid(raise_exception=True)
        try:
            changed = change_owner_rule(
                rule_id=rule.pk,
                changes=dict(serializer.validated_data),
            )
        except ValidationError as error:
            raise exceptions.ValidationError(error.message_dict) from error
        return Response(OwnerRuleSerializer(changed).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Remove a rule. Issues that it gave an owner keep it."""
        delete_owner_rule(rule_id=self.get_object().pk)
        return Response(status=204)
