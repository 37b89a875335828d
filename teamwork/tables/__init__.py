from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from common.models import StaffAbsence
from common.ui.tables import DayColumn, ListTable, MomentColumn, NumberColumn
from insights.tables import AddedColumn
from members.models import Member
from members.tables import MemberKeyColumns
from teamwork.models import (
    BulkChange,
    Handover,
    Interaction,
    MemberMerge,
    Nomination,
)
from teamwork.selectors.last_talks import last_talked_days

# Columns of the member list; kocops/composition.py adds them.
MEMBER_COLUMNS = (
    AddedColumn(
        name="last_talked_on",
        column=DayColumn(
            verbose_name=_("Last talked with"),
            orderable=False,
        ),
        read=last_talked_days,
    ),
)


class InteractionTable(MemberKeyColumns):
    member_key = "member_id"
    happened_at = MomentColumn()
    member = tables.Column(linkify=lambda record: record.get_absolute_url())
    due_on = DayColumn()
    kept_at = MomentColumn()
    script = tables.Column(
        verbose_name=_("script used"),
        accessor="script_use__version__script",
        linkify=True,
    )

    class Meta(ListTable.Meta):
        model = Interaction
        fields = (
            "happened_at",
            "member",
            "staff",
            "channel",
            "mood",
            "summary",
            "next_step",
            "promise",
            "due_on",
            "promise_owner",
            "kept_at",
            "outcome",
            "script",
        )
        default_columns = (
            "happened_at",
            "member",
            "staff",
            "channel",
            "mood",
            "summary",
            "promise",
            "due_on",
            "kept_at",
        )


class NominationTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(linkify=lambda record: record.get_absolute_url())
    proposed_at = MomentColumn()
    decided_at = MomentColumn()
    judged = NumberColumn(verbose_name=_("judgements"))

    class Meta(ListTable.Meta):
        model = Nomination
        fields = (
            "member",
            "state",
            "proposed_by",
            "proposed_at",
            "judged",
            "decided_by",
            "decided_at",
            "decision_reason",
        )
        default_columns = (
            "member",
            "state",
            "proposed_by",
            "proposed_at",
            "judged",
            "decided_at",
        )


class HandoverTable(ListTable):
    from_user = tables.Column(
        linkify=lambda record: record.get_absolute_url(),
        empty_values=(),
    )
    proposed_at = MomentColumn()
    answered_at = MomentColumn()
    member_count = NumberColumn(verbose_name=_("members"))

    class Meta(ListTable.Meta):
        model = Handover
        fields = (
            "from_user",
            "to_user",
            "state",
            "member_count",
            "reason",
            "proposed_at",
            "answered_at",
            "refusal_reason",
        )
        default_columns = (
            "from_user",
            "to_user",
            "state",
            "member_count",
            "reason",
            "proposed_at",
        )

    def render_from_user(self, record: Any) -> str:
        return str(record.from_user or "—")


class ContactTable(MemberKeyColumns):
    nickname = tables.Column(linkify=True)
    open_promises = NumberColumn(verbose_name=_("open promises"))
    talked_at = MomentColumn(verbose_name=_("last interaction"))

    class Meta(ListTable.Meta):
        model = Member
        fields = (
            "nickname",
            "city",
            "owner_status",
            "primary_contact",
            "backup_contact",
            "open_promises",
            "talked_at",
        )


class MergeTable(MemberKeyColumns):
    member_key = "kept_id"
    kept = tables.Column(linkify=lambda record: record.get_absolute_url())
    merged_at = MomentColumn()
    undone_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = MemberMerge
        fields = (
            "kept",
            "merged",
            "reason",
            "merged_by",
            "merged_at",
            "undone_by",
            "undone_at",
        )
        default_columns = (
            "kept",
            "merged",
            "reason",
            "merged_by",
            "merged_at",
            "undone_at",
        )


class BulkChangeTable(ListTable):
    subject = tables.Column(linkify=True)
    member_count = NumberColumn()
    changed = NumberColumn()
    restored = NumberColumn()
    made_at = MomentColumn()
    undone_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = BulkChange
        fields = (
            "kind",
            "subject",
            "member_count",
            "changed",
            "made_by",
            "made_at",
            "undone_by",
            "undone_at",
            "restored",
        )
        default_columns = (
            "kind",
            "subject",
            "member_count",
            "changed",
            "made_by",
            "made_at",
            "undone_at",
        )


class AbsenceTable(ListTable):
    user = tables.Column(
        linkify=lambda record: record.get_absolute_url(),
    )
    starts_on = DayColumn()
    ends_on = DayColumn()

    class Meta(ListTable.Meta):
        model = StaffAbsence
        fields = ("user", "starts_on", "ends_on", "stand_in")
