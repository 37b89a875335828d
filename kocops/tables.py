from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.models import AuditRecord
from common.ui.tables import ListTable, MomentColumn
from kocops.selectors.audit import (
    account_names,
    object_name,
    shown_changes,
)

SHOWN_CHANGES = 3


class AuditTable(ListTable):
    recorded_at = MomentColumn(
        linkify=lambda record: reverse("audit_detail", args=[record.pk]),
    )
    actor = tables.Column(
        accessor="actor_words",
        verbose_name=_("Who did it"),
        empty_values=(),
    )
    what = tables.Column(
        accessor="object_words",
        verbose_name=_("What it is about"),
        empty_values=(),
        orderable=False,
    )
    changes = tables.Column(orderable=False)

    class Meta(ListTable.Meta):
        model = AuditRecord
        fields = (
            "recorded_at",
            "actor",
            "act",
            "what",
            "changes",
            "reason",
            "actor_kind",
            "cause",
            "request_id",
        )
        default_columns = (
            "recorded_at",
            "actor",
            "act",
            "what",
            "changes",
            "reason",
        )

    @cached_property
    def names(self) -> dict[int, str]:
        """What accounts are called."""
        return account_names()

    def render_actor(self, record: Any) -> str:
        return self.value_actor(record)

    def value_actor(self, record: Any) -> str:
        if record.actor_id and record.actor_kind == "staff":
            return self.names.get(record.actor_id, str(record.actor_words))
        return str(record.actor_words or record.get_actor_kind_display())

    def render_what(self, record: Any) -> str:
        return object_name(record)

    def value_what(self, record: Any) -> str:
        return object_name(record)

    def render_changes(self, record: Any) -> str:
        changes = self._texts_of(record)
        shown = [(text,) for text in changes[:SHOWN_CHANGES]]
        lines = format_html_join("", "<div>{}</div>", shown)
        more = len(changes) - SHOWN_CHANGES
        return format_html("{}{}", lines, f"+{more}" if more > 0 else "")

    def value_changes(self, record: Any) -> str:
        return "\n".join(self._texts_of(record))

    def _texts_of(self, record: Any) -> list[str]:
        texts = []
        for one in shown_changes(record, self.names):
            value = f"{one.before} → {one.after}"
            shown = {"label": one.label, "value": value}
            texts.append(gettext("%(label)s: %(value)s") % shown)
        return texts
