"""The table of issues: its name with number and age, its curve, its facets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from alerts.labels import (
    age_text,
    facet_name,
    facets_label,
    severity_text,
)
from alerts.models import Issue
from alerts.rules.facet_counts import Counts
from alerts.rules.facets import FACET_FIELDS
from alerts.selectors.issue_curves import NO_WEEKS, read_weeks
from common.ui.sparkline import week_curve
from common.ui.tables import DayColumn, ListTable, MomentColumn, NumberColumn


class FacetColumn(tables.Column):
    """The most frequent entries of a facet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, orderable=False, **kwargs)

    def render(self, value: Counts) -> str:
        return facets_label(value)

    def value(self, value: Counts) -> str:
        return facets_label(value)


class IssueNameTable(ListTable):
    name = tables.Column(
        verbose_name=_("issue"),
        empty_values=(),
        orderable=False,
    )
    number = tables.Column(verbose_name=_("number"), linkify=True)
    # When it is shown: the page sets it.
    now: datetime | None = None

    class Meta(ListTable.Meta):
        model = Issue
        fields = ("name", "number", "state")

    def render_name(self, record: Issue) -> str:
        age = age_text(record.opened_at, self.now) if self.now else ""
        return format_html(
            '<a href="{}">{}</a><span class="sub">#{} · {}</span>',
            record.get_absolute_url(),
            record,
            record.number,
            age,
        )

    def value_name(self, record: Issue) -> str:
        return str(record)

    def render_number(self, value: int) -> str:
        return format_html("#{}", value)


def _add_facet_columns(table: type[ListTable]) -> Any:
    """Return the table with a column for each facet after its own."""
    columns: dict[str, Any] = {}
    for field in FACET_FIELDS:
        columns[field] = FacetColumn(verbose_name=facet_name(field))
    return type("IssueFacetTable", (table,), columns)


_IssueFacetTable: Any = _add_facet_columns(IssueNameTable)


class IssueTable(_IssueFacetTable):
    curve = tables.Column(
        verbose_name=_("12 weeks"),
        empty_values=(),
        orderable=False,
    )
    severity = tables.Column(empty_values=())
    reporter_count = NumberColumn(verbose_name=_("owners"))
    post_count = NumberColumn(verbose_name=_("posts"))
    first_at = MomentColumn(verbose_name=_("first report"))
    last_at = MomentColumn(verbose_name=_("last report"))
    alerted_at = MomentColumn()
    last_alerted_at = MomentColumn()
    due_on = DayColumn()

    class Meta(ListTable.Meta):
        model = Issue
        fields = (
            "name",
            "number",
            "state",
            "severity",
            *FACET_FIELDS,
            "reporter_count",
            "post_count",
            "first_at",
            "last_at",
            "alerted_at",
            "last_alerted_at",
            "owner",
            "due_on",
            "fixed_by",
            "fixed_in",
            "fix_note",
            "fixed_on",
        )
        default_columns = (
            "name",
            "state",
            "severity",
            "curve",
            "reporter_count",
            "model_series",
            "last_alerted_at",
            "owner",
        )

    def prepare_records(self, records: Sequence[Issue]) -> None:
        self._read_weeks([row.pk for row in records])

    def _read_weeks(self, issue_ids: list[int] | None) -> None:
        self._weeks: dict[int, list[int]] = {}
        if self.now is not None:
            self._weeks = read_weeks(issue_ids, self.now)

    def render_curve(self, record: Issue) -> str:
        return week_curve(self._weeks_of(record))

    def value_curve(self, record: Issue) -> str:
        return _joined(self._weeks_of(record))

    def _weeks_of(self, record: Issue) -> list[int]:
        if not hasattr(self, "_weeks"):
            self._read_weeks(None)
        return self._weeks.get(record.pk, NO_WEEKS)

    def render_severity(self, record: Issue) -> str:
        return severity_text(record)

    def value_severity(self, record: Issue) -> str:
        return severity_text(record)


def _joined(counts: Sequence[int]) -> str:
    return " ".join(map(str, counts))
