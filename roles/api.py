from activity.api import PublishedRows
from common.api.viewsets import ReadApi
from common.security.access import STAFF, Access
from roles.filters import RoleScoreFilter
from roles.models import RoleScore
from roles.rules.columns import STRENGTH_FIELDS
from roles.serializers import RoleScoreSerializer


class RoleApi(PublishedRows, ReadApi):
    """How strong each member is in each role, as of the last nightly run."""

    access = Access(read=STAFF, read_scope="roles:read")

    queryset = RoleScore.objects.select_related("member")
    serializer_class = RoleScoreSerializer
    filterset_class = RoleScoreFilter
    sort_fields = tuple(STRENGTH_FIELDS.values())
    keyset_field = "member_id"
    lookup_field = "member_id"
