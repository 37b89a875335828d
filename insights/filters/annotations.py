"""Filters of annotations."""

from django.utils.translation import gettext_lazy as _

from common.api.filters import NumbersFilter
from common.ui.filters import DateFilter, SearchFilterSet
from insights.models import Annotation


class AnnotationFilter(SearchFilterSet):
    """Annotations by kind, day and whom they concern."""

    since = DateFilter(
        label=_("Since"),
        field_name="day",
        lookup_expr="gte",
    )
    until = DateFilter(
        label=_("Until"),
        field_name="day",
        lookup_expr="lte",
    )

    class Meta:
        model = Annotation
        fields = ("kind", "city", "model_series")
        search = ("text",)


class AnnotationApiFilter(AnnotationFilter):
    """Annotations in the API: also by number."""

    id = NumbersFilter()
