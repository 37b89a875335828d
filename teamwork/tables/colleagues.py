"""The table of colleagues: what they do, what is open with each, who is away."""

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.models import StaffAbsence
from common.security.access import ADMIN, ROLE_LABELS
from common.security.names import has_name, initials
from common.ui.tables import ListTable, NumberColumn
from teamwork.selectors.workload import WorkloadRow


def _counted(label: Any) -> tables.Column:
    """Return a column of numbers that the page reads for all rows at once."""
    return NumberColumn(verbose_name=label, empty_values=(), orderable=False)


def _linked_count(count: int, href: str) -> str:
    """Return a number that leads to its rows; a dash for none."""
    if not count:
        return "—"
    return format_html('<a href="{}">{}</a>', href, f"{count:,}")


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
    members = _counted(_("members"))
    promises = _counted(_("Open promises"))
    late = _counted(_("Overdue promises"))
    issues = _counted(_("Issues"))
    away = tables.Column(
        verbose_name=pgettext_lazy("from work", "away"),
        empty_values=(),
        orderable=False,
    )

    class Meta(ListTable.Meta):
        model = get_user_model()
        fields = (
            "name",
            "roles",
            "members",
            "promises",
            "late",
            "issues",
            "away",
            "username",
            "is_active",
        )
        default_columns = (
            "name",
            "roles",
            "members",
            "promises",
            "late",
            "issues",
            "away",
        )

    # What is open with each account, and who is away; the page reads them.
    work: Mapping[int, WorkloadRow] = {}
    absences: Mapping[int, StaffAbsence] = {}

    def _of(self, record: Any, name: str) -> int:
        row = self.work.get(record.pk)
        return getattr(row, name) if row else 0

    def value_members(self, record: Any) -> int:
        return self._of(record, "members")

    def value_promises(self, record: Any) -> int:
        return self._of(record, "promises")

    def value_late(self, record: Any) -> int:
        return self._of(record, "late")

    def value_issues(self, record: Any) -> int:
        return self._of(record, "issues")

    def render_members(self, record: Any) -> str:
        return _linked_count(
            self.value_members(record),
            f"{reverse('teamwork:contact_list')}?primary_contact={record.pk}",
        )

    def render_promises(self, record: Any) -> str:
        href = reverse("teamwork:team_desk", args=[record.pk])
        return _linked_count(self.value_promises(record), href)

    def render_late(self, record: Any) -> str:
        count = self.value_late(record)
        if not count:
            return "—"
        return format_html('<span class="urgent">{}</span>', f"{count:,}")

    def render_issues(self, record: Any) -> str:
        href = f"{reverse('alerts:issue_list')}?open=true&owner={record.pk}"
        return _linked_count(self.value_issues(record), href)

    def value_away(self, record: Any) -> str:
        absence = self.absences.get(record.pk)
        if absence is None:
            return ""
        shown = {
            "until": date_format(absence.ends_on, "m-d"),
            "who": absence.stand_in or "",
        }
        if absence.stand_in:
            return gettext("away until %(until)s, %(who)s stands in") % shown
        return gettext("away until %(until)s, nobody stands in") % shown

    def render_away(self, record: Any) -> str:
        return self.value_away(record) or "—"

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
