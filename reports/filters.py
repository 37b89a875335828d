from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from common.ui.filters import DateFilter
from members.filters import NamedFilterSet
from reports.labels import STAGE_LABELS, WAY_LABELS
from reports.models import MemberStages
from reports.rules.stages import Stage, Way


class StageMemberFilter(NamedFilterSet):
    """Members by their way, the month in which they came, and a stage that they
    reached in time.
    """

    way = ChoiceFilter(
        label=pgettext_lazy("AISAS", "Way"),
        choices=[(way.value, label) for way, label in WAY_LABELS.items()],
        method="by_way",
    )
    came_from = DateFilter(
        label=_("First act from"),
        field_name="attention_on",
        lookup_expr="gte",
    )
    came_until = DateFilter(
        label=_("First act until"),
        field_name="attention_on",
        lookup_expr="lte",
    )
    stage = ChoiceFilter(
        label=_("Reached within 90 days"),
        choices=[(one.value, label) for one, label in STAGE_LABELS.items()],
        method="by_stage",
    )

    class Meta:
        model = MemberStages
        fields = ()
        search = ("member__nickname",)

    def by_way(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        return queryset.filter(came_as_owner=value == Way.OWNERS)

    def by_stage(
        self,
        queryset: Any,
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        rows: QuerySet[Any] = queryset.reached(Stage(value))
        return rows
