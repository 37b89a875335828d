"""Filters of segments."""

from common.api.filters import NumbersFilter
from common.ui.filters import SearchFilterSet
from insights.models import Segment


class SegmentFilter(SearchFilterSet):
    class Meta:
        model = Segment
        fields = ("kind",)
        search = ("name", "note")


class SegmentApiFilter(SegmentFilter):
    """Segments in the API: also by number."""

    id = NumbersFilter()
