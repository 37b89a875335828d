from common.api.viewsets import ReadApi
from common.security.access import STAFF, Access
from koc.filters import KocApiFilter
from koc.models import KocSpell
from koc.serializers import KocSerializer


class KocApi(ReadApi):
    """The roster of KOC: who is one, of which tier, and who was one."""

    access = Access(read=STAFF, read_scope="koc:read")

    queryset = KocSpell.objects.filter(
        member__merged_into__isnull=True,
    ).select_related("contact")
    serializer_class = KocSerializer
    filterset_class = KocApiFilter
    sort_fields = ("since", "review_on", "ended_on", "updated_at")
