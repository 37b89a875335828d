from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter

from alerts.models import LexiconEntry
from common.api.filters import NumbersFilter
from common.ui.filters import SearchFilterSet


class LexiconFilter(SearchFilterSet):
    is_spelled = True

    in_force = BooleanFilter(
        label=_("In force"),
        field_name="removed_at",
        lookup_expr="isnull",
    )

    class Meta:
        model = LexiconEntry
        fields = ("facet", "entry")
        search = ("phrase", "entry", "label_zh", "label_en")


class LexiconApiFilter(LexiconFilter):
    """Words of the lexicon in the API: also by number."""

    id = NumbersFilter()
