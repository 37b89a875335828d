from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.ui.tables import DayColumn, ListTable, MomentColumn
from community.models import Cooperation
from koc.models import KocPolicy, KocSpell
from koc.selectors.policies import present_tier_names
from lifecycle.tables import StateColumn
from members.tables import MemberKeyColumns


class KocColumns(ListTable):
    """The tier of a member who is KOC, as `with_koc()` reads it."""

    koc_tier = tables.Column(verbose_name=_("KOC"))

    class Meta(ListTable.Meta):
        pass

    @cached_property
    def tier_names(self) -> dict[str, str]:
        """The name of each tier by its key."""
        return present_tier_names()

    def render_koc_tier(self, value: str) -> str:
        name = self.tier_names.get(value, value)
        return format_html('<span class="mark is-koc">{}</span>', name)

    def value_koc_tier(self, value: str) -> str:
        return self.tier_names.get(value, value)


class ReviewColumn(DayColumn):
    """The day of a review; a day that has come says so."""

    def render(self, value: Any, record: Any) -> str:  # type: ignore[override]
        day = super().render(value)
        if record.ended_on is not None:
            return "—"
        if not record.is_due:
            return day
        mark = record.get_review_cause_display() or _("due")
        return format_html(
            '{} <span class="mark is-warning">{}</span>',
            day,
            mark,
        )


class RosterTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(linkify=lambda record: record.get_absolute_url())
    tier = tables.Column()
    since = DayColumn()
    review_on = ReviewColumn()
    dormancy_state = StateColumn(verbose_name=_("state"))
    last_activity_at = MomentColumn(verbose_name=_("last activity"))
    ended_on = DayColumn()
    city = tables.Column(accessor="member__city", verbose_name=_("city"))

    class Meta(ListTable.Meta):
        model = KocSpell
        fields = (
            "member",
            "tier",
            "since",
            "contact",
            "review_on",
            "dormancy_state",
            "last_activity_at",
            "city",
            "origin",
            "began_by",
            "ended_on",
            "end_reason",
            "end_note",
            "thanks",
        )
        default_columns = (
            "member",
            "tier",
            "since",
            "contact",
            "review_on",
            "dormancy_state",
            "last_activity_at",
            "city",
        )

    @cached_property
    def tier_names(self) -> dict[str, str]:
        """The name of each tier by its key."""
        return present_tier_names()

    def render_tier(self, record: Any) -> str:
        key = str(record.tier)
        return self.tier_names.get(key, key)


class TierPolicyTable(ListTable):
    version = tables.Column(linkify=True)
    created_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = KocPolicy
        fields = ("version", "note", "created_at", "created_by")


class CooperationTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(
        linkify=lambda record: record.member.get_absolute_url(),
    )
    started_on = DayColumn()
    ended_on = DayColumn()
    recorded_at = MomentColumn()
    cancelled_at = MomentColumn()
    acts = tables.Column(
        verbose_name=_("next act"),
        empty_values=(),
        orderable=False,
    )

    class Meta(ListTable.Meta):
        model = Cooperation
        fields = (
            "member",
            "partner",
            "started_on",
            "ended_on",
            "note",
            "acts",
            "recorded_by",
            "recorded_at",
            "cancelled_at",
        )
        default_columns = (
            "member",
            "partner",
            "started_on",
            "ended_on",
            "note",
            "acts",
        )

    may_decide = False

    def render_acts(self, record: Any) -> str:
        if not self.may_decide or record.cancelled_at is not None:
            return "—"
        return format_html(
            '<a class="btn btn-sm" href="{}">{}</a> '
            '<button class="btn btn-sm" form="cooperation" formaction="{}">{}</button>',
            reverse("koc:cooperation_end", args=[record.pk]),
            gettext("Set the last day…"),
            reverse("koc:cooperation_cancel", args=[record.pk]),
            gettext("Take back"),
        )

    def value_acts(self, record: Any) -> str:
        return ""
