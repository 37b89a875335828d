from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from activity.api import PublishedRows
from common.api.viewsets import ReadApi
from common.calendar import business_today
from common.security.access import STAFF, Access
from lifecycle.filters import DormancyStateFilter
from lifecycle.models import DormancyState
from lifecycle.selectors.state_details import read_state_details
from lifecycle.serializers import DormancyStateSerializer


class DormancyStateApi(PublishedRows, ReadApi):
    """How each member is doing, with the contributions to the score and all spells.

    `changed_since` names a day: states that began on it or later.
    """

    access = Access(read=STAFF, read_scope="lifecycle:read")

    queryset = DormancyState.objects.select_related("member")
    serializer_class = DormancyStateSerializer
    filterset_class = DormancyStateFilter
    sort_fields = ("score", "since")
    keyset_field = "member_id"
    lookup_field = "member_id"

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        self._attach_details(rows or [])
        return rows

    def get_object(self) -> Any:
        row = super().get_object()
        self._attach_details([row])
        return row

    def _attach_details(self, rows: Sequence[Any]) -> None:
        """Set `details` of every row, read with one query a table."""
        details = read_state_details(
            rows,
            generation=self.freshness.generation,
            last=self.freshness.business_date,
            today=business_today(timezone.now()),
        )
        for row in rows:
            row.details = details[row.member_id]
