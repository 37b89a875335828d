from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from activity.selectors.nights import published
from common.api.viewsets import ReadApi
from common.security.access import STAFF, Access
from members.models import Member
from teamwork.filters import InteractionApiFilter
from teamwork.models import Interaction
from teamwork.selectors.script_offers import is_quiet
from teamwork.serializers import InteractionSerializer
from teamwork.services.interactions import log_interaction


class InteractionApi(ReadApi):
    """The interaction log."""

    access = Access(
        read=STAFF,
        write=STAFF,
        read_scope="interactions:read",
        write_scope="interactions:write",
    )

    queryset = Interaction.objects.select_related(
        "staff",
        "script_use__version",
    )
    serializer_class = InteractionSerializer
    filterset_class = InteractionApiFilter
    sort_fields = ("happened_at", "created_at", "due_on", "updated_at")

    @extend_schema(
        request=InteractionSerializer,
        responses={200: InteractionSerializer, 201: InteractionSerializer},
    )
    def create(self, request: Request) -> Response:
        """Log an interaction. 201 for a new entry, 200 if it was logged before
        under this key, 422 if the key was logged with other content.
        """
        serializer = InteractionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        said = {"happened_at": None, **serializer.validated_data}
        try:
            row, is_new = log_interaction(
                now=timezone.now(),
                user=request.user,
                was_quiet=_is_quiet(said["member"]),
                **said,
            )
        except ValidationError as error:
            raise exceptions.ValidationError(error.message_dict) from error
        return Response(
            InteractionSerializer(row).data,
            status=201 if is_new else 200,
        )


def _is_quiet(member: Member) -> bool:
    night = published()
    return night is not None and is_quiet(member, night.generation)
