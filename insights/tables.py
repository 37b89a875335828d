from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from activity.labels import FIGURE_LABELS
from common.ui.tables import (
    ChangeColumn,
    DayColumn,
    ListTable,
    MomentColumn,
    NumberColumn,
    PauseColumn,
)
from insights.models import Annotation, Segment, WebhookEndpoint
from koc.tables import KocColumns
from lifecycle.tables import SilenceColumn, StateColumn
from members.models import Member
from members.selectors.vehicles import cars_of
from members.tables import JoinedColumn, MemberKeyColumns
from roles.tables import RoleColumns


class AddedColumn(NamedTuple):
    """A column of the member list that an app above declares.

    read: the values of the members with these ids, by id; it is called once
    for the rows of a page, and only if the column is shown.
    """

    name: str
    column: tables.Column
    read: Callable[[Collection[int]], Mapping[int, Any]]


class MemberTable(MemberKeyColumns, RoleColumns, KocColumns):
    nickname = tables.Column(linkify=True)
    cars = tables.Column(
        verbose_name=_("Drives now"),
        empty_values=(),
        orderable=False,
    )
    joined_on = JoinedColumn()
    first_activity_at = MomentColumn(
        verbose_name=FIGURE_LABELS["first_activity_at"],
    )
    last_activity_at = MomentColumn(
        verbose_name=FIGURE_LABELS["last_activity_at"],
    )
    active_days_28 = NumberColumn(verbose_name=FIGURE_LABELS["active_days_28"])
    active_weeks_52 = NumberColumn(
        verbose_name=FIGURE_LABELS["active_weeks_52"],
    )
    usual_days_per_week = NumberColumn(
        verbose_name=FIGURE_LABELS["usual_days_per_week"],
        digits=1,
    )
    level = NumberColumn(verbose_name=FIGURE_LABELS["level"], digits=1)
    long_level = NumberColumn(
        verbose_name=FIGURE_LABELS["long_level"],
        digits=1,
    )
    change = ChangeColumn(verbose_name=FIGURE_LABELS["change"], digits=1)
    dormancy_state = StateColumn(verbose_name=_("state"))
    state_since = DayColumn(verbose_name=_("state since"))
    dormancy_score = SilenceColumn()
    percentile = NumberColumn(
        verbose_name=FIGURE_LABELS["percentile"],
        digits=0,
    )

    class Meta(RoleColumns.Meta):
        model = Member
        fields = (
            "nickname",
            "owner_status",
            "kind",
            "province",
            "city",
            "joined_on",
            "primary_contact",
        )
        default_columns = (
            "nickname",
            "dormancy_state",
            "role_primary",
            "koc_tier",
            "owner_status",
            "city",
            "cars",
            "last_activity_at",
            "active_days_28",
            "change",
            "primary_contact",
        )

    # kocops/composition.py fills it; readers choose these columns themselves.
    added: ClassVar[dict[str, AddedColumn]] = {}

    @classmethod
    def add_columns(cls, *columns: AddedColumn) -> None:
        """Offer columns of apps above; adding one again changes nothing."""
        for column in columns:
            cls.added[column.name] = column
            cls.base_columns[column.name] = column.column

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cars_by_member: dict[int, list[str]] = {}

    def prepare_records(self, records: Sequence[Any]) -> None:
        super().prepare_records(records)
        shown = self.columns.names()
        members = [record.pk for record in records]
        if "cars" in shown:
            self.cars_by_member = cars_of(members)
        for name, added in self.added.items():
            if name not in shown:
                continue
            values = added.read(members)
            for record in records:
                setattr(record, name, values.get(record.pk))

    def render_cars(self, record: Any) -> str:
        """Return the cars that a member drives now, as the page shows them."""
        return self.value_cars(record) or "—"

    def value_cars(self, record: Any) -> str:
        """Return the cars that a member drives now, as one text."""
        return " / ".join(self.cars_by_member.get(record.pk, ()))


class SegmentTable(ListTable):
    name = tables.Column(linkify=True)
    member_count = NumberColumn()
    counted_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = Segment
        fields = (
            "name",
            "kind",
            "note",
            "member_count",
            "counted_at",
            "created_by",
            "failure",
        )
        default_columns = (
            "name",
            "kind",
            "note",
            "member_count",
            "counted_at",
            "created_by",
        )


class WebhookTable(ListTable):
    name = tables.Column(linkify=True)
    pause = PauseColumn()
    failures = NumberColumn(verbose_name=_("failures in a row"))
    waiting = NumberColumn(verbose_name=_("waiting"))
    next_attempt_at = MomentColumn(verbose_name=_("next attempt"))
    created_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = WebhookEndpoint
        fields = (
            "name",
            "url",
            "pause",
            "waiting",
            "failures",
            "next_attempt_at",
            "created_at",
            "created_by",
        )
        default_columns = (
            "name",
            "url",
            "pause",
            "waiting",
            "failures",
            "next_attempt_at",
        )


class AnnotationTable(ListTable):
    day = DayColumn()
    text = tables.Column(
        linkify=("insights:annotation_edit", {"pk": tables.A("pk")})
    )

    class Meta(ListTable.Meta):
        model = Annotation
        fields = ("day", "kind", "text", "city", "model_series", "created_by")
