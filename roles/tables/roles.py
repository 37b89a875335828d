from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.ui.tables import ListTable, MomentColumn, NumberColumn
from community.models import Circle
from members.models import Member
from members.tables import MemberKeyColumns
from roles.labels import ROLE_SIGNS, gears_text
from roles.models import RoleName, RolePolicy
from roles.rules.balance import judge_expected
from roles.rules.columns import HOLDS_FIELDS, STRENGTH_FIELDS
from roles.rules.strength import Role
from roles.selectors.balance import gears_of

# One column a role: `role_geek` of members, `geek_count` of circles.
STRENGTH_COLUMNS = tuple(map("role_{}".format, STRENGTH_FIELDS.values()))
COUNT_COLUMNS = tuple(map("{}_count".format, STRENGTH_FIELDS.values()))


def _role_labels(roles: Iterable[int]) -> str:
    return " · ".join(str(RoleName(role).label) for role in roles) or "—"


def _add_role_columns(
    table: type[ListTable],
    names: Iterable[str],
    column: type[NumberColumn] = NumberColumn,
) -> Any:
    """Return the table with these columns of numbers after its own, one for
    each role.
    """
    columns: dict[str, Any] = {}
    for role, name in zip(STRENGTH_FIELDS, names, strict=True):
        columns[name] = column(verbose_name=RoleName(role).label)
    return type(f"{table.__name__}ByRole", (table,), columns)


class PrimaryRoleTable(ListTable):
    role_primary = tables.Column(verbose_name=_("primary role"))

    def render_role_primary(self, value: int) -> str:
        if value < 0:
            return "—"
        role = Role(value)
        return format_html(
            '<span class="role role-{}" data-sign="{}">{}</span>',
            role.name.lower(),
            ROLE_SIGNS[role],
            RoleName(role).label,
        )

    def value_role_primary(self, value: int) -> str:
        if value >= 0:
            return str(RoleName(value).label)
        return "—"


_StrengthTable: Any = _add_role_columns(PrimaryRoleTable, STRENGTH_COLUMNS)


class RoleColumns(_StrengthTable):
    """The columns of members of with_roles()."""

    held = tables.Column(
        verbose_name=_("roles held"),
        empty_values=(),
        orderable=False,
    )

    class Meta(ListTable.Meta):
        pass

    def render_held(self, record: Any) -> str:
        held = []
        for role, holds in HOLDS_FIELDS.items():
            if getattr(record, f"role_{holds}"):
                held.append(role)
        return _role_labels(held)

    def value_held(self, record: Any) -> str:
        return self.render_held(record)


class RoleTable(MemberKeyColumns, RoleColumns):
    nickname = tables.Column(linkify=True)

    class Meta(RoleColumns.Meta):
        model = Member
        fields = ("nickname", "city", "owner_status", "primary_contact")
        default_columns = (
            "nickname",
            "role_primary",
            *STRENGTH_COLUMNS,
            "held",
            "city",
            "primary_contact",
        )


class GearCountColumn(NumberColumn):
    """Holders of a role, beside how many a circle of this size would have."""

    def render(  # type: ignore[override]
        self,
        value: Any,
        record: Any,
        bound_column: Any,
    ) -> str:
        role = bound_column.name.removesuffix("_count")
        gear = judge_expected(
            holders=value,
            expected=getattr(record, f"{role}_expected"),
        )
        count = super().render(value)
        if not gear.shown_expected:
            return count
        mark = ""
        if gear.is_missing:
            mark = "is-warning"
        elif not gear.is_short:
            mark = "is-good"
        text = gettext("%(count)s of %(expected)s") % {
            "count": count,
            "expected": gear.shown_expected,
        }
        return format_html('<span class="mark {}">{}</span>', mark, text)

    def value(self, value: Any) -> Any:
        return value


class CircleSizeTable(ListTable):
    name = tables.Column(linkify=True)
    member_count = NumberColumn(verbose_name=_("members now"))
    active_count = NumberColumn(verbose_name=_("active, 28 days"))

    class Meta(ListTable.Meta):
        model = Circle
        fields = ("name", "kind", "city", "model_series", "member_count")


_GearCountTable: Any = _add_role_columns(
    CircleSizeTable,
    COUNT_COLUMNS,
    GearCountColumn,
)


class GearTable(_GearCountTable):
    missing = tables.Column(
        verbose_name=_("Gears"),
        empty_values=(),
        orderable=False,
    )

    class Meta(CircleSizeTable.Meta):
        default_columns = (
            "name",
            "kind",
            "member_count",
            "active_count",
            *COUNT_COLUMNS,
            "missing",
        )

    def render_missing(self, record: Any) -> str:
        gears = gears_of(record)
        text = gears_text(gears)
        if not any(
            gear.is_missing or gear.is_short for gear in gears.values()
        ):
            return format_html('<span class="muted">{}</span>', text)
        return format_html(
            '{} <a class="btn btn-sm" href="{}#gears">{}</a>',
            text,
            record.get_absolute_url(),
            gettext("Who could fill it"),
        )

    def value_missing(self, record: Any) -> str:
        return gears_text(gears_of(record))


class PolicyTable(ListTable):
    version = tables.Column(linkify=True)
    created_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = RolePolicy
        fields = ("version", "note", "created_at", "created_by")
