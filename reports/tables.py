from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from common.ui.tables import DayColumn
from members.tables import MemberKeyColumns
from reports.models import MemberStages
from reports.rules.first_acts import NOT_YET


class DaysAfterColumn(tables.Column):
    """How many days after their first act a member reached a stage."""

    def render(self, value: int) -> str:
        if value == NOT_YET:
            return "–"
        text = ngettext("%(n)s day", "%(n)s days", value)
        return text % {"n": value} if value else _("the same day")

    def value(self, value: int) -> Any:
        return "" if value == NOT_YET else value


class StageMemberTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(
        linkify=lambda record: record.member.get_absolute_url(),
        order_by="member__nickname",
    )
    attention_on = DayColumn(verbose_name=gettext_lazy("First act"))
    interest_days = DaysAfterColumn(
        verbose_name=pgettext_lazy("AISAS", "Interest")
    )
    search_days = DaysAfterColumn(
        verbose_name=pgettext_lazy("AISAS", "Search")
    )
    action_days = DaysAfterColumn(
        verbose_name=pgettext_lazy("AISAS", "Action")
    )
    share_days = DaysAfterColumn(verbose_name=pgettext_lazy("AISAS", "Share"))

    class Meta(MemberKeyColumns.Meta):
        model = MemberStages
        fields = (
            "member",
            "attention_on",
            "interest_days",
            "search_days",
            "action_days",
            "share_days",
        )
