from common.filters import SearchFilterSet
from community.models import Circle


class CircleFilter(SearchFilterSet):
    class Meta:
        model = Circle
        fields = ("kind", "city", "model_series")
        search = ("name", "city")
