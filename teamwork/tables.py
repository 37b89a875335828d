from typing import Any

import django_tables2 as tables
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.models import StaffAbsence
from common.security.access import ADMIN, ROLE_LABELS
from common.security.names import has_name, initials
from common.ui.tables import DayColumn, ListTable, MomentColumn, NumberColumn
from members.models import Member
from members.tables import MemberKeyColumns
from teamwork.models import (
    BulkChange,
    Handover,
    Interaction,
    MemberMerge,
    Nomination,
)


class InteractionTable(MemberKeyColumns):
    member_key = "member_id"
    happened_at = MomentColumn()
    member = tables.Column(linkify=lambda record: record.get_absolute_url())
    due_on = DayColumn()
    kept_at = MomentColumn()

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


class ColleagueTable(ListTable):
    name = tables.Column(
        verbose_name=_("name"),
        empty_values=(),
        order_by=("first_name", "last_name", "username"),
    )
    roles = tables.Column(
        verbose_name=_("roles in the team"),
        empty_values=(),
        orderable=False,
    )

    class Meta(ListTable.Meta):
        model = get_user_model()
        fields = ("name", "username", "roles", "is_active")

    def render_name(self, record: Any) -> str:
        name = str(record)
        if not has_name(record):
            text = _("no name yet")
            name = format_html('<span class="mark is-warning">{}</span>', text)
        if record.may_rename:
            href = reverse("teamwork:colleague_edit", args=[record.pk])
            name = format_html('<a href="{}">{}</a>', href, name)
        return format_html(
            '<span class="pic" aria-hidden="true">{}</span> {}',
            initials(record),
            name,
        )

    def value_name(self, record: Any) -> str:
        return str(record) if has_name(record) else ""

    def render_roles(self, record: Any) -> str:
        labels = []
        for group in record.groups.all():
            labels.append(str(ROLE_LABELS.get(group.name, group.name)))
        if record.is_superuser and not labels:
            labels.append(str(ROLE_LABELS[ADMIN]))
        return " · ".join(labels)
