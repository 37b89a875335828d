from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from activity.labels import FIGURE_LABELS
from common.ui.tables import (
    ChanceColumn,
    DayColumn,
    ListTable,
    MomentColumn,
    NumberColumn,
)
from lifecycle.labels import SILENCE_LABEL
from lifecycle.models import DormancyDispute, DormancyPolicy, DormancyState
from members.models import Member
from members.tables import MemberKeyColumns

STATE_LABELS = dict(DormancyState.State.choices)


class StateColumn(tables.Column):
    """A state as a word with its own colour and mark."""

    def render(self, value: int) -> str:
        name = DormancyState.State(value).name.lower()
        return format_html(
            '<span class="state state-{}">{}</span>',
            name,
            STATE_LABELS[value],
        )

    def value(self, value: int) -> str:
        return str(STATE_LABELS[value])


class SilenceColumn(ChanceColumn):
    """The chance of silence of members read by with_dormancy(); empty where
    too little is known for a state.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, verbose_name=SILENCE_LABEL, **kwargs)

    def render(self, value: float, record: Any = None) -> str:
        if record.dormancy_state == DormancyState.State.UNKNOWN:
            return "—"
        return super().render(value)

    def value(self, value: float, record: Any = None) -> Any:
        if record.dormancy_state == DormancyState.State.UNKNOWN:
            return None
        return value


class DormancyTable(MemberKeyColumns):
    nickname = tables.Column(linkify=True)
    dormancy_state = StateColumn(verbose_name=_("state"))
    state_since = DayColumn(verbose_name=_("state since"))
    dormancy_score = SilenceColumn()
    is_browsing_only = tables.BooleanColumn(
        verbose_name=_("browsing only"),
        yesno="✓,",
    )
    usual_days_per_week = NumberColumn(
        verbose_name=FIGURE_LABELS["usual_days_per_week"],
        digits=1,
    )
    last_activity_at = MomentColumn(
        verbose_name=FIGURE_LABELS["last_activity_at"],
    )
    percentile = NumberColumn(
        verbose_name=FIGURE_LABELS["percentile"],
        digits=0,
    )
    disputed_until = DayColumn(verbose_name=_("disputed until"))
    dispute_reason = tables.Column(verbose_name=_("reason of the dispute"))
    policy_version = tables.Column(verbose_name=_("policy"))

    class Meta(ListTable.Meta):
        model = Member
        fields = ("nickname", "owner_status", "city", "primary_contact")
        default_columns = (
            "nickname",
            "dormancy_state",
            "state_since",
            "dormancy_score",
            "usual_days_per_week",
            "last_activity_at",
            "is_browsing_only",
            "disputed_until",
            "primary_contact",
        )


class PolicyTable(ListTable):
    version = tables.Column(linkify=True)
    created_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = DormancyPolicy
        fields = (
            "version",
            "origin",
            "note",
            "created_at",
            "created_by",
            "replays_states",
        )


class DisputeTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(linkify=True)
    disputed_state = tables.Column()
    score = ChanceColumn()
    until = DayColumn()
    created_at = MomentColumn()
    withdrawn_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = DormancyDispute
        fields = (
            "member",
            "disputed_state",
            "score",
            "reason",
            "until",
            "created_by",
            "created_at",
            "withdrawn_at",
            "policy_version",
        )
