from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from common.tables import DayColumn, ListTable, MomentColumn, NumberColumn
from community.models import Circle
from members.models import Member
from roles.filters import ROLE_FIELDS
from roles.models import RoleName, RolePolicy
from roles.services.hosts import HostPool


class RoleColumns(ListTable):
    """Columns of members read by with_roles()."""

    role_primary = tables.Column(verbose_name=_("primary role"))
    role_geek = NumberColumn(verbose_name=RoleName.GEEK.label)
    role_social = NumberColumn(verbose_name=RoleName.SOCIAL.label)
    role_aesthetic = NumberColumn(verbose_name=RoleName.AESTHETIC.label)
    held = tables.Column(verbose_name=_("roles held"), empty_values=(), orderable=False)

    def render_role_primary(self, value: int) -> str:
        return str(RoleName(value).label) if value >= 0 else "—"

    def render_held(self, record: Any) -> str:
        held = [RoleName(role).label for role, name in ROLE_FIELDS.items() if getattr(record, f"role_holds_{name}")]
        return " · ".join(str(label) for label in held) or "—"

    def value_held(self, record: Any) -> str:
        return self.render_held(record)


class RoleTable(RoleColumns):
    nickname = tables.Column(linkify=True)

    class Meta(RoleColumns.Meta):
        model = Member
        fields = ("nickname", "city", "owner_status", "primary_contact")
        default_columns = (
            "nickname", "role_primary", "role_geek", "role_social", "role_aesthetic", "held", "city", "primary_contact",
        )  # fmt: skip


class GearTable(ListTable):
    name = tables.Column(linkify=True)
    member_count = NumberColumn(verbose_name=_("members now"))
    geek_count = NumberColumn(verbose_name=RoleName.GEEK.label)
    social_count = NumberColumn(verbose_name=RoleName.SOCIAL.label)
    aesthetic_count = NumberColumn(verbose_name=RoleName.AESTHETIC.label)
    missing = tables.Column(verbose_name=_("missing gear"), empty_values=(), orderable=False)

    class Meta(ListTable.Meta):
        model = Circle
        fields = ("name", "kind", "city", "model_series", "member_count")
        default_columns = (
            "name", "kind", "member_count", "geek_count", "social_count", "aesthetic_count", "missing",
        )  # fmt: skip

    def render_missing(self, record: Any) -> str:
        absent = [RoleName(role).label for role, name in ROLE_FIELDS.items() if not getattr(record, f"{name}_count")]
        return " · ".join(str(label) for label in absent) or "—"

    def value_missing(self, record: Any) -> str:
        return self.render_missing(record)


class NewcomerTable(ListTable):
    nickname = tables.Column(linkify=True)
    joined_on = DayColumn()
    first_post_at = MomentColumn(verbose_name=_("first post"))
    welcomed_at = MomentColumn(verbose_name=_("first answered"))
    hosts = tables.Column(verbose_name=_("who could welcome"), empty_values=(), orderable=False)

    class Meta(ListTable.Meta):
        model = Member
        fields = (
            "nickname",
            "joined_on",
            "city",
            "owner_status",
            "first_post_at",
            "welcomed_at",
            "hosts",
            "primary_contact",
        )

    pool = HostPool([], {})

    def render_hosts(self, record: Any) -> str:
        lines = [(host.get_absolute_url(), host.nickname, reason) for host, reason in self.pool.hosts_of(record)]
        told = format_html_join("", '<div><a href="{}">{}</a> <span class="text-secondary">{}</span></div>', lines)
        return format_html("<div>{}</div>", told) if lines else "—"

    def value_hosts(self, record: Any) -> str:
        return "; ".join(f"{host.nickname} ({reason})" for host, reason in self.pool.hosts_of(record))


class PolicyTable(ListTable):
    version = tables.Column(linkify=True)
    created_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = RolePolicy
        fields = ("version", "note", "created_at", "created_by")
