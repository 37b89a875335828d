"""Columns of tables that show members: when they joined, their numbers and ids."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import Accessor

from common.ui.tables import DayColumn, ListTable
from members.models import Member, MemberIdentity


class MemberKeyColumns(ListTable):
    """The number and the external ids of the member of each row.

    Files always have them; a page has them if its reader chooses them. `member_key` says where
    a row has the number of its member.
    """

    member_key = "pk"
    file_columns = ("member_number", "external_ids")
    member_number = tables.Column(
        verbose_name=_("member number"),
        empty_values=(),
        orderable=False,
    )
    external_ids = tables.Column(
        verbose_name=_("external identities"),
        empty_values=(),
        orderable=False,
    )

    class Meta(ListTable.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys_by_member: dict[int, list[str]] = {}

    def prepare_records(self, records: Sequence[Any]) -> None:
        super().prepare_records(records)
        if "external_ids" not in self.columns.names():
            return
        members = {self.number_of(record) for record in records}
        known = MemberIdentity.objects.keys_of(members - {None})
        self.keys_by_member = known

    def number_of(self, record: Any) -> Any:
        """Return the number of the member of a row; None without one."""
        return Accessor(self.member_key).resolve(record, quiet=True)

    def render_member_number(self, record: Any) -> str:
        number = self.number_of(record)
        if number is None:
            return ""
        return str(number)

    def value_member_number(self, record: Any) -> Any:
        return self.number_of(record)

    def render_external_ids(self, record: Any) -> str:
        return "; ".join(self.keys_by_member.get(self.number_of(record), ()))


class JoinedColumn(DayColumn):
    """The joining date; where it is only the day a member was first seen, it says so.

    Files leave that day out: sent back, it would be taken for the joining date.
    """

    def render(self, value: date, record: Any) -> str:  # type: ignore[override]
        day = super().render(value)
        if record.joined_from != Member.JoinedFrom.ARRIVAL:
            return day
        return f"{day} {Member.JoinedFrom.ARRIVAL.label}"

    def value(self, value: date, record: Any) -> Any:  # type: ignore[override]
        is_known = record.joined_from != Member.JoinedFrom.ARRIVAL
        return value if is_known else None
