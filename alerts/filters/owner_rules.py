from alerts.models import OwnerRule
from common.api.filters import NumbersFilter
from common.ui.filters import SearchFilterSet


class OwnerRuleFilter(SearchFilterSet):
    """Rules for owners by their conditions and owner."""

    class Meta:
        model = OwnerRule
        fields = ("component", "model_series", "severity", "owner")
        search = ("name",)


class OwnerRuleApiFilter(OwnerRuleFilter):
    """Rules for owners in the API: also by number."""

    id = NumbersFilter()
