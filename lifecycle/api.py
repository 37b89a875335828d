from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from activity.api import PublishedRows
from common.api import ReadApi
from lifecycle.filters import DormancyStateFilter
from lifecycle.models import DormancyDispute, DormancyPolicy, DormancyState
from lifecycle.serializers import DormancyStateSerializer
from lifecycle.services.explaining import contribution_rows, read_evidence, spell_rows
from lifecycle.services.policies import rules_of


class DormancyStateApi(PublishedRows, ReadApi):
    """How each member is doing, with the six contributions to the score and all spells.

    `changed_since` names a day: states that began on it or later.
    """

    queryset = DormancyState.objects.select_related("member")
    serializer_class, filterset_class = DormancyStateSerializer, DormancyStateFilter
    keyset_field = lookup_field = "member_id"

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        self._tell(rows or [])
        return rows

    def get_object(self) -> Any:
        row = super().get_object()
        self._tell([row])
        return row

    def _tell(self, rows: Sequence[Any]) -> None:
        """Every row carries what the serializer says of it, read for all rows at once."""
        ids, last = [row.member_id for row in rows], self.freshness.business_date
        evidence = read_evidence(ids, generation=self.freshness.generation, last=last) if last else {}
        rules = {policy.version: rules_of(policy) for policy in DormancyPolicy.objects.all()} if rows else {}
        holding = DormancyDispute.objects.holding_on(timezone.localdate()).filter(member_id__in=ids)
        disputed = dict(holding.values_list("member_id", "until"))
        for row in rows:
            known = row.state != DormancyState.State.UNKNOWN and row.member_id in evidence
            row.told = {
                "contributions": contribution_rows(evidence[row.member_id], rules[row.policy_version]) if known else [],
                "spells": spell_rows(bytes(row.spells)),
                "disputed_until": disputed.get(row.member_id),
            }
