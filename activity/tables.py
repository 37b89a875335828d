import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource, IngestBatch, NightlyRun
from common.ui.tables import DayColumn, ListTable, MomentColumn, NumberColumn


class EventSourceTable(ListTable):
    name = tables.Column(linkify=True)
    last_event_at = MomentColumn(verbose_name=_("last event"))
    silent_since = MomentColumn(
        verbose_name=_("silent for longer than usual, since"),
        default="–",
    )

    class Meta(ListTable.Meta):
        model = EventSource
        fields = (
            "name", "label", "last_event_at", "silent_since", "platform", "time_zone",
            "unknown_members",
        )  # fmt: skip


class IngestBatchTable(ListTable):
    id = tables.Column(linkify=True, verbose_name=_("Delivery"))
    file_name = tables.Column(linkify=True)
    started_at = MomentColumn()
    finished_at = MomentColumn(default=_("unfinished"))
    received = NumberColumn()
    accepted = NumberColumn()
    duplicate = NumberColumn()
    changed = NumberColumn()
    ignored = NumberColumn()
    rejected = NumberColumn()
    created_members = NumberColumn()

    class Meta(ListTable.Meta):
        model = IngestBatch
        fields = (
            "id", "source", "content", "channel", "file_name", "started_at",
            "finished_at", "received", "accepted", "duplicate", "changed",
            "ignored", "rejected", "created_members",
        )  # fmt: skip


class NightTable(ListTable):
    business_date = DayColumn(linkify=True)
    started_at = MomentColumn()
    finished_at = MomentColumn(default="—")
    set_aside_at = MomentColumn(default="—")
    events_read = NumberColumn()
    # A night reads everybody's events; lists of owners count people only.
    member_count = NumberColumn(
        verbose_name=_("members with activity, also staff and bots"),
    )
    seconds = NumberColumn(
        verbose_name=_("seconds"),
        digits=1,
        orderable=False,
        accessor="seconds",
    )

    class Meta(ListTable.Meta):
        model = NightlyRun
        fields = (
            "business_date", "state", "mode", "started_at", "finished_at", "seconds",
            "events_read", "member_count", "attempts", "generation", "set_aside_at",
        )  # fmt: skip
