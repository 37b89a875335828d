import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource, IngestBatch, Night
from common.tables import DayColumn, ListTable, MomentColumn, NumberColumn


class EventSourceTable(ListTable):
    name = tables.Column(linkify=True)

    class Meta(ListTable.Meta):
        model = EventSource
        fields = ("name", "label", "platform", "time_zone", "unknown_members")


class IngestBatchTable(ListTable):
    id = tables.Column(linkify=True, verbose_name=_("Delivery"))
    file_name = tables.Column(linkify=True)
    started_at = MomentColumn()
    finished_at = MomentColumn(default=_("unfinished"))
    received, accepted = NumberColumn(), NumberColumn()
    duplicate, rejected = NumberColumn(), NumberColumn()
    created_members = NumberColumn()

    class Meta(ListTable.Meta):
        model = IngestBatch
        fields = (
            "id", "source", "channel", "file_name", "started_at", "finished_at",
            "received", "accepted", "duplicate", "rejected", "created_members",
        )  # fmt: skip


class NightTable(ListTable):
    business_date = DayColumn(linkify=True)
    started_at, finished_at = MomentColumn(), MomentColumn(default="—")
    events_read, member_count = NumberColumn(), NumberColumn()
    seconds = NumberColumn(verbose_name=_("seconds"), digits=1, orderable=False, accessor="seconds")

    class Meta(ListTable.Meta):
        model = Night
        fields = (
            "business_date", "state", "mode", "started_at", "finished_at", "seconds",
            "events_read", "member_count", "attempts", "generation",
        )  # fmt: skip
