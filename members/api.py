from django.db.models import Prefetch

from common.api import ReadApi
from members.filters import MemberFilter
from members.models import Member, MemberTag
from members.serializers import MemberSerializer


class MemberApi(ReadApi):
    """Members as staff know them; personal data (VIN, contact notes) is not here."""

    queryset = Member.objects.living().prefetch_related(
        "identities",
        "vehicles",
        Prefetch("tags", MemberTag.objects.filter(is_rejected=False), to_attr="kept_tags"),
    )
    serializer_class, filterset_class = MemberSerializer, MemberFilter
