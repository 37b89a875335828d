"""Tables of newcomers, of their journeys, and of introductions."""

from collections.abc import Mapping, Sequence
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from common.security.names import staff_name
from common.ui.tables import DayColumn, ListTable, MomentColumn
from members.models import Member
from members.tables import JoinedColumn, MemberKeyColumns
from roles.models import Introduction, NewcomerWelcome
from roles.selectors.hosts import HostPool


class NewcomerTable(MemberKeyColumns):
    nickname = tables.Column(linkify=True)
    joined_on = JoinedColumn()
    first_post_at = MomentColumn(verbose_name=_("first post"))
    welcomed_at = MomentColumn(verbose_name=_("first welcomed"))
    welcomed_how = tables.Column(
        verbose_name=_("how it is known"),
        empty_values=(),
        orderable=False,
    )
    hosts = tables.Column(
        verbose_name=_("who could welcome"),
        empty_values=(),
        orderable=False,
    )
    acts = tables.Column(
        verbose_name=_("next act"),
        empty_values=(),
        orderable=False,
    )

    class Meta(ListTable.Meta):
        model = Member
        fields = (
            "nickname",
            "joined_on",
            "city",
            "owner_status",
            "first_post_at",
            "welcomed_at",
            "welcomed_how",
            "hosts",
            "acts",
            "primary_contact",
        )
        default_columns = (
            "nickname",
            "joined_on",
            "city",
            "first_post_at",
            "welcomed_at",
            "welcomed_how",
            "hosts",
            "acts",
        )

    pool = HostPool([], {})
    may_act = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.welcomes: dict[int, NewcomerWelcome] = {}

    def prepare_records(self, records: Sequence[Any]) -> None:
        super().prepare_records(records)
        recorded = []
        for row in records:
            if row.recorded_at:
                recorded.append(row.pk)
        welcomes = NewcomerWelcome.objects.in_force().filter(
            member__in=recorded,
        )
        self.welcomes = {
            welcome.member_id: welcome
            for welcome in welcomes.select_related("welcomed_by")
        }

    def render_welcomed_how(self, record: Any) -> str:
        if record.welcomed_at is None:
            return "—"
        welcome = self.welcomes.get(record.pk)
        if welcome is None:
            return gettext("seen in posts")
        return gettext("%(name)s, %(how)s") % {
            "name": staff_name(welcome.welcomed_by),
            "how": welcome.get_how_display(),
        }

    def value_welcomed_how(self, record: Any) -> str:
        if record.recorded_at:
            return gettext("recorded by staff")
        return gettext("seen in posts") if record.welcomed_at else ""

    def render_acts(self, record: Any) -> str:
        if not self.may_act or record.welcomed_at is not None:
            return "—"
        links = (
            ("roles:welcome_create", gettext("Record a welcome…")),
            ("roles:introduction_create", gettext("Introduce…")),
        )
        shown = []
        for name, text in links:
            shown.append((reverse(name, args=[record.pk]), text))
        return format_html_join(
            " · ",
            '<a class="author" href="{}">{}</a>',
            shown,
        )

    def value_acts(self, record: Any) -> str:
        return ""

    def render_hosts(self, record: Any) -> str:
        lines = []
        for host, reason in self.pool.hosts_of(record):
            line = (host.get_absolute_url(), host.nickname, reason)
            lines.append(line)
        links = format_html_join(
            "",
            '<div><a href="{}">{}</a> <span class="text-secondary">{}</span></div>',
            lines,
        )
        return format_html("<div>{}</div>", links) if lines else "—"

    def value_hosts(self, record: Any) -> str:
        hosts = self.pool.hosts_of(record)
        return "; ".join(f"{host.nickname} ({why})" for host, why in hosts)


class JourneyTable(MemberKeyColumns):
    """Newcomers with who attracted, welcomed and answered them first."""

    nickname = tables.Column(linkify=True)
    journey_joined_on = DayColumn(verbose_name=_("joined on"))
    journey_attracted_by = tables.Column(
        verbose_name=_("attracted by"),
        orderable=False,
    )
    journey_welcomed_by = tables.Column(
        verbose_name=_("welcomed by"),
        orderable=False,
    )
    journey_answered_by = tables.Column(
        verbose_name=_("answered by"),
        orderable=False,
    )

    class Meta(ListTable.Meta):
        model = Member
        fields = (
            "nickname",
            "journey_joined_on",
            "journey_attracted_by",
            "journey_welcomed_by",
            "journey_answered_by",
            "city",
            "owner_status",
            "primary_contact",
        )

    helper_fields = (
        "journey_attracted_by",
        "journey_welcomed_by",
        "journey_answered_by",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helpers: Mapping[int, Any] = {}

    def prepare_records(self, records: Sequence[Any]) -> None:
        super().prepare_records(records)
        ids: set[int] = set()
        for record in records:
            ids.update(getattr(record, name) for name in self.helper_fields)
        existing = Member.objects.filter(pk__in=ids - {0})
        known = list(existing.values_list("pk", flat=True))
        self.helpers = Member.objects.unmerged_by_id(known)

    def render_journey_attracted_by(self, value: int) -> str:
        return self._helper(value)

    def render_journey_welcomed_by(self, value: int, record: Any) -> str:
        return self._helper(value, record.journey_welcomed_days)

    def render_journey_answered_by(self, value: int, record: Any) -> str:
        if not value and record.journey_asked_days < 0:
            return gettext("has not asked")
        return self._helper(value, record.journey_helped_days)

    def value_journey_attracted_by(self, value: int) -> str:
        return self._name(value)

    def value_journey_welcomed_by(self, value: int) -> str:
        return self._name(value)

    def value_journey_answered_by(self, value: int) -> str:
        return self._name(value)

    def _name(self, value: int) -> str:
        helper = self.helpers.get(value)
        if helper:
            return str(helper)
        return ""

    def _helper(self, value: int, days: int = -1) -> str:
        helper = self.helpers.get(value)
        if helper is None:
            return "—"
        after = ""
        if days >= 0:
            after = ngettext(
                "after %(days)s day",
                "after %(days)s days",
                days,
            ) % {"days": days}
        return format_html(
            '<a href="{}">{}</a> <span class="text-secondary">{}</span>',
            helper.get_absolute_url(),
            helper,
            after,
        )


class IntroductionTable(MemberKeyColumns):
    """Introductions with what came of them."""

    member_key = "newcomer_id"
    newcomer = tables.Column(linkify=True)
    host = tables.Column(linkify=True)
    made_at = MomentColumn()
    met_at = MomentColumn(
        verbose_name=_("wrote to each other"),
        default=_("not yet"),
    )

    class Meta(ListTable.Meta):
        model = Introduction
        fields = ("newcomer", "host", "made_at", "made_by", "met_at")

    def render_made_by(self, value: Any) -> str:
        return staff_name(value)
