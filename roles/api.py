from activity.api import PublishedRows
from common.api import ReadApi
from roles.filters import RoleStandingFilter
from roles.models import RoleStanding
from roles.serializers import RoleStandingSerializer


class RoleApi(PublishedRows, ReadApi):
    """How strong each member is in each role, as the last night found."""

    queryset = RoleStanding.objects.select_related("member")
    serializer_class, filterset_class = RoleStandingSerializer, RoleStandingFilter
    keyset_field = lookup_field = "member_id"
