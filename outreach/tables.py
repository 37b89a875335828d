from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from common.models import OutboxReceiver
from common.ui.tables import DayColumn, ListTable, MomentColumn, NumberColumn
from members.tables import MemberKeyColumns
from outreach.labels import why_text
from outreach.models import (
    Consultation,
    ContactPolicy,
    ContactRefusal,
    ContactStop,
    Graduation,
    HolidayYear,
    Honour,
    Match,
    MemberChannel,
    Opportunity,
    OutreachMessage,
)


class PolicyTable(ListTable):
    version = tables.Column(linkify=True)
    created_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = ContactPolicy
        fields = ("version", "note", "created_at", "created_by")


class HolidayTable(ListTable):
    year = tables.Column(linkify=True)
    entered_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = HolidayYear
        fields = ("year", "days", "entered_at", "entered_by")


class ChannelTable(ListTable):
    name = tables.Column(
        linkify=("outreach:channel_edit", {"pk": tables.A("pk")}),
    )
    pause = tables.Column(verbose_name=_("pause"), orderable=False)
    created_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = MemberChannel
        fields = (
            "name",
            "way",
            "address",
            "platform",
            "is_open",
            "pause",
            "created_at",
            "created_by",
        )

    def render_pause(self, value: str) -> str:
        return str(OutboxReceiver.Pause(value).label)


class StopTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(linkify=True)
    made_at = MomentColumn()
    until = DayColumn()
    ended_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = ContactStop
        fields = (
            "member",
            "reason",
            "until",
            "made_at",
            "made_by",
            "ended_at",
        )
        default_columns = (
            "member",
            "reason",
            "until",
            "made_at",
            "made_by",
        )


class RefusalTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(linkify=True)
    message = tables.Column(linkify=True)
    refused_at = MomentColumn()
    allowed_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = ContactRefusal
        fields = (
            "member",
            "reason",
            "purpose",
            "way",
            "allowed_at",
            "refused_at",
            "asked_by",
            "message",
            "policy_version",
        )
        default_columns = fields[:8]


class OpportunityTable(ListTable):
    title = tables.Column(linkify=True)
    ends_on = DayColumn()
    happens_on = DayColumn()
    drawn_at = MomentColumn()
    match_count = NumberColumn(verbose_name=_("suits"))
    held_count = NumberColumn(verbose_name=_("held out"))
    written_count = NumberColumn(verbose_name=_("written to"))

    class Meta(ListTable.Meta):
        model = Opportunity
        fields = (
            "title",
            "kind",
            "audience",
            "happens_on",
            "ends_on",
            "drawn_at",
            "match_count",
            "held_count",
            "written_count",
            "created_by",
        )


class MatchTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(linkify=True)
    reasons = tables.Column(orderable=False)
    score = NumberColumn(digits=2)
    city = tables.Column(accessor="member__city", verbose_name=_("city"))
    message = tables.Column(
        accessor="outreach_message__state",
        verbose_name=_("message"),
        linkify=lambda record: record.outreach_message.get_absolute_url(),
    )
    drawn_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = Match
        fields = (
            "member",
            "reasons",
            "score",
            "was_dormant",
            "city",
            "message",
            "opportunity",
            "drawn_at",
        )
        default_columns = fields[:6]

    def render_reasons(self, value: Any) -> str:
        return why_text(value)

    def value_reasons(self, value: Any) -> str:
        return why_text(value)

    def render_message(self, record: Any) -> str:
        return str(record.outreach_message.get_state_display())


class MessageTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(linkify=True)
    text = tables.Column(linkify=True)
    written_at = MomentColumn()
    approved_at = MomentColumn()
    sent_at = MomentColumn()
    answered_at = MomentColumn()
    allowed_at = MomentColumn()
    opportunity = tables.Column(
        accessor="match__opportunity",
        verbose_name=_("opportunity"),
        orderable=False,
    )

    class Meta(ListTable.Meta):
        model = OutreachMessage
        fields = (
            "member",
            "text",
            "state",
            "opportunity",
            "way",
            "author",
            "written_at",
            "sent_at",
            "answered_at",
            "purpose",
            "channel",
            "approver",
            "approved_at",
            "sender",
            "refused_for",
            "allowed_at",
            "send_before",
        )
        default_columns = fields[:9]


class GraduationTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(linkify=lambda record: record.get_absolute_url())
    opened_at = MomentColumn()
    ended_on = DayColumn()
    repurchased_on = DayColumn()
    done_count = NumberColumn(verbose_name=_("steps done"))

    class Meta(ListTable.Meta):
        model = Graduation
        fields = (
            "member",
            "cause",
            "quote",
            "owner",
            "opened_at",
            "done_count",
            "ending",
            "ended_on",
            "repurchased_on",
        )


class HonourTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(linkify=True)
    given_on = DayColumn()

    class Meta(ListTable.Meta):
        model = Honour
        fields = (
            "member",
            "kind",
            "given_on",
            "given_by",
            "is_adviser",
            "is_mentor",
        )


class ConsultationTable(ListTable):
    question = tables.Column(linkify=True)
    asked_at = MomentColumn()
    due_on = DayColumn()
    informed_on = DayColumn()
    answer_count = NumberColumn(verbose_name=_("answers"))

    class Meta(ListTable.Meta):
        model = Consultation
        fields = (
            "question",
            "asked_by",
            "asked_at",
            "due_on",
            "answer_count",
            "outcome",
            "informed_on",
        )
