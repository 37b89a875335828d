"""The table of rules for owners."""

import django_tables2 as tables

from alerts.labels import facet_label
from alerts.models import OwnerRule
from common.ui.tables import ListTable, NumberColumn


class OwnerRuleTable(ListTable):
    name = tables.Column(linkify=True)
    position = NumberColumn()

    class Meta(ListTable.Meta):
        model = OwnerRule
        fields = (
            "name",
            "position",
            "component",
            "model_series",
            "circle",
            "severity",
            "owner",
        )

    def render_component(self, value: str) -> str:
        return facet_label(value)

    def value_component(self, value: str) -> str:
        return facet_label(value)
