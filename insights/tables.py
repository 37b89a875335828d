import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from common.tables import ChanceColumn, ChangeColumn, DayColumn, ListTable, MomentColumn, NumberColumn
from insights.models import Segment, WebhookEndpoint
from lifecycle.tables import StateColumn
from members.models import Member
from roles.tables import RoleColumns


class MemberTable(RoleColumns):
    nickname = tables.Column(linkify=True)
    joined_on = DayColumn()
    first_activity_at = MomentColumn(verbose_name=_("first activity"))
    last_activity_at = MomentColumn(verbose_name=_("last activity"))
    active_days_28 = NumberColumn(verbose_name=_("active days, 28 days"))
    active_weeks_52 = NumberColumn(verbose_name=_("active weeks, 52 weeks"))
    usual_days_per_week = NumberColumn(verbose_name=_("usual days a week"), digits=1)
    level = NumberColumn(verbose_name=_("days a week, lately"), digits=2)
    long_level = NumberColumn(verbose_name=_("days a week, long-term"), digits=2)
    change = ChangeColumn(verbose_name=_("change"), digits=2)
    dormancy_state = StateColumn(verbose_name=_("state"))
    state_since = DayColumn(verbose_name=_("state since"))
    dormancy_score = ChanceColumn(verbose_name=_("chance of silence, 8 weeks"))
    percentile = NumberColumn(verbose_name=_("percentile"), digits=0)

    class Meta(RoleColumns.Meta):
        model = Member
        fields = (
            "nickname", "owner_status", "kind", "province", "city", "joined_on", "primary_contact",
        )  # fmt: skip
        default_columns = (
            "nickname", "owner_status", "city", "dormancy_state", "role_primary", "last_activity_at", "active_days_28",
            "level", "change", "percentile", "primary_contact",
        )  # fmt: skip


class SegmentTable(ListTable):
    name = tables.Column(linkify=True)
    member_count = NumberColumn()
    counted_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = Segment
        fields = ("name", "kind", "note", "member_count", "counted_at", "created_by", "failure")
        default_columns = ("name", "kind", "note", "member_count", "counted_at", "created_by")


class WebhookTable(ListTable):
    name = tables.Column(linkify=True)
    waiting = NumberColumn(verbose_name=_("waiting"))
    next_attempt_at = MomentColumn()
    created_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = WebhookEndpoint
        fields = ("name", "url", "pause", "waiting", "failures", "next_attempt_at", "created_at", "created_by")
        default_columns = ("name", "url", "pause", "waiting", "failures", "next_attempt_at")
