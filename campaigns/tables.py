from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from campaigns.models import (
    Campaign,
    CampaignNode,
    CampaignWork,
    CostLine,
    Decision,
    Participant,
    PlanMember,
    Review,
)
from common.ui.tables import DayColumn, ListTable, MomentColumn, NumberColumn
from members.tables import MemberKeyColumns


class CampaignTable(ListTable):
    title = tables.Column(linkify=True)
    starts_on = DayColumn()
    ends_on = DayColumn()
    target = NumberColumn()
    baseline = NumberColumn()
    sign_up_count = NumberColumn(verbose_name=_("sign-ups"))
    attendance_count = NumberColumn(verbose_name=_("came"))
    cost = NumberColumn(verbose_name=_("cost in yuan"))

    class Meta(ListTable.Meta):
        model = Campaign
        fields = (
            "title",
            "kind",
            "state",
            "lead",
            "starts_on",
            "ends_on",
            "measure",
            "baseline",
            "target",
            "sign_up_count",
            "attendance_count",
            "cost",
            "place",
        )
        default_columns = (
            "title",
            "kind",
            "state",
            "lead",
            "starts_on",
            "ends_on",
            "measure",
            "target",
            "sign_up_count",
        )


class NodeTable(ListTable):
    what = tables.Column(linkify=True)
    campaign = tables.Column(linkify=True)
    due_on = DayColumn()
    done_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = CampaignNode
        fields = (
            "what",
            "campaign",
            "owner",
            "due_on",
            "done_at",
            "done_by",
            "evidence",
        )
        default_columns = fields[:5]


class ParticipantTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(linkify=True)
    campaign = tables.Column(linkify=True)
    signed_up_on = DayColumn()
    attended_on = DayColumn()
    cancelled_on = DayColumn()
    thanked_on = DayColumn()
    entered_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = Participant
        fields = (
            "member",
            "campaign",
            "signed_up_on",
            "attended_on",
            "cancelled_on",
            "thanked_on",
            "note",
            "via",
            "entered_at",
            "entered_by",
        )
        default_columns = fields[:7]


class PlanMemberTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(linkify=True)
    campaign = tables.Column(linkify=True)
    fixed_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = PlanMember
        fields = ("member", "campaign", "fixed_at")


class CostTable(ListTable):
    campaign = tables.Column(linkify=True)
    spent_on = DayColumn()
    entered_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = CostLine
        fields = (
            "what",
            "kind",
            "amount",
            "spent_on",
            "campaign",
            "external_id",
            "entered_by",
            "entered_at",
        )
        default_columns = fields[:5]


class WorkTable(ListTable):
    author = tables.Column(
        accessor="post__author",
        verbose_name=_("author"),
        linkify=True,
    )
    posted_at = MomentColumn(
        accessor="post__posted_at", verbose_name=_("posted at")
    )
    campaign = tables.Column(linkify=True)
    linked_at = MomentColumn()
    removed_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = CampaignWork
        fields = (
            "post",
            "author",
            "posted_at",
            "campaign",
            "via",
            "linked_at",
            "linked_by",
            "removed_at",
        )
        default_columns = fields[:5]


class ReviewTable(ListTable):
    title = tables.Column(linkify=True)
    campaign = tables.Column(linkify=True)
    since = DayColumn()
    until = DayColumn()
    held_on = DayColumn()
    closed_at = MomentColumn()
    decision_count = NumberColumn(verbose_name=_("decisions"))
    unchecked_count = NumberColumn(verbose_name=_("not checked yet"))

    class Meta(ListTable.Meta):
        model = Review
        fields = (
            "title",
            "campaign",
            "since",
            "until",
            "held_on",
            "lead",
            "decision_count",
            "unchecked_count",
            "closed_at",
        )
        default_columns = (
            "title",
            "campaign",
            "held_on",
            "lead",
            "decision_count",
            "unchecked_count",
            "closed_at",
        )


class DecisionTable(ListTable):
    what = tables.Column(linkify=True)
    review = tables.Column(linkify=True)
    campaign = tables.Column(linkify=True)
    check_on = DayColumn()
    read_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = Decision
        fields = (
            "what",
            "expected",
            "measure",
            "owner",
            "check_on",
            "reading",
            "reading_note",
            "read_at",
            "review",
            "campaign",
        )
        default_columns = fields[:7]

    def render_reading(self, record: Any) -> str:
        return str(record.get_reading_display())
