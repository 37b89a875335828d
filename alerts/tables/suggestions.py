from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from alerts.labels import facet_label
from alerts.models import Suggestion
from alerts.selectors.suggestions import next_step
from common.ui.tables import ListTable, MomentColumn, NumberColumn


class SuggestionTable(ListTable):
    name = tables.Column(linkify=True)
    member_count = NumberColumn(verbose_name=_("members"))
    post_count = NumberColumn(verbose_name=_("posts"))
    opened_at = MomentColumn()
    last_at = MomentColumn(verbose_name=_("last made"))
    decided_at = MomentColumn()
    next_step = tables.Column(
        verbose_name=_("next"),
        empty_values=(),
        orderable=False,
        linkify=lambda record: record.get_absolute_url(),
    )

    class Meta(ListTable.Meta):
        model = Suggestion
        fields = (
            "name",
            "state",
            "topic",
            "member_count",
            "post_count",
            "opened_at",
            "last_at",
            "owner",
            "promised_days",
            "decided_at",
            "next_step",
        )
        default_columns = (
            "name",
            "state",
            "topic",
            "member_count",
            "last_at",
            "owner",
            "next_step",
        )

    def render_topic(self, value: str) -> str:
        return facet_label(value)

    def value_topic(self, value: str) -> str:
        return facet_label(value)

    def render_next_step(self, record: Any) -> str:
        return next_step(record)

    def value_next_step(self, record: Any) -> str:
        return next_step(record)
