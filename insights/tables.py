from collections.abc import Sequence
from typing import Any

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cars_by_member: dict[int, list[str]] = {}

    def prepare_records(self, records: Sequence[Any]) -> None:
        super().prepare_records(records)
        if "cars" in self.columns.names():
            members = [record.pk for record in records]
            self.cars_by_member = cars_of(members)

    def render_cars(self, record: Any) -> str:
        return self.value_cars(record) or "—"

    def value_cars(self, record: Any) -> str:
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
