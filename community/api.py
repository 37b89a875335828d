from common.api import ReadApi
from community.filters import CircleFilter
from community.models import Circle
from community.serializers import CircleSerializer


class CircleApi(ReadApi):
    queryset = Circle.objects.with_member_count()
    serializer_class, filterset_class = CircleSerializer, CircleFilter
