"""The columns in which the members of a segment leave: for machines under fixed names
and with documented words, for people under headers of their language.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.aggregates import Aggregate
from django.db.models.functions import Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activity.labels import FIGURE_LABELS
from common.ui.sheets import CHANCE, GENERAL, WHOLE_NUMBER
from insights.models import Segment
from insights.querysets import members_with_summary
from insights.selectors.segment_queries import ROLE_NUMBERS
from lifecycle.labels import SILENCE_LABEL
from lifecycle.models import DormancyState
from members.models import Member, MemberIdentity
from roles.models import RoleName

# What machines read instead of the number of a state or role.
STATE_WORDS = {
    state.value: state.name.lower() for state in DormancyState.State
}
ROLE_WORDS = {number: name for name, number in ROLE_NUMBERS.items()}


class ExportColumn(NamedTuple):
    """A column of an export.

    label: its header for people · source: the field or annotation that it
    shows (its name if empty) · parquet: its type · is_text: whether a
    spreadsheet could run it · words: what machines read for each stored
    number · labels: what people read for each value of machines ·
    number_format: how a sheet shows its numbers.
    """

    name: str
    label: str | Promise
    source: str = ""
    parquet: str = "VARCHAR"
    is_text: bool = False
    words: Mapping[int, str] = {}
    labels: Mapping[str, str | Promise] = {}
    number_format: str = GENERAL

    def expression(self) -> Any:
        """Return what is selected: the value, or the word for its number."""
        source = self.source or self.name
        if not self.words:
            return F(source)
        cases = []
        for number, word in self.words.items():
            cases.append(When(**{source: number}, then=Value(word)))
        return Case(*cases, default=None, output_field=CharField())


def _labels_of_words(
    words: Mapping[int, str],
    choices: Any,
) -> dict[str, str | Promise]:
    found: dict[str, str | Promise] = {}
    for number, word in words.items():
        found[word] = choices(number).label
    return found


def _role_columns() -> list[ExportColumn]:
    columns = []
    for name, number in ROLE_NUMBERS.items():
        column = ExportColumn(
            name,
            RoleName(number).label,
            f"role_{name}",
            "DOUBLE",
            number_format=WHOLE_NUMBER,
        )
        columns.append(column)
    return columns


EXPORTED = (
    ExportColumn("member_id", _("member number"), "pk", "BIGINT"),
    ExportColumn(
        "identities",
        _("external identities"),
        "identity_keys",
        is_text=True,
    ),
    ExportColumn("nickname", _("nickname"), is_text=True),
    ExportColumn(
        "owner_status",
        _("owner status"),
        labels=dict(Member.OwnerStatus.choices),
    ),
    ExportColumn("province", _("province"), is_text=True),
    ExportColumn("city", _("city"), is_text=True),
    ExportColumn("joined_on", _("joined on"), parquet="DATE"),
    ExportColumn(
        "since",
        _("in the segment since"),
        "segment_spells__started_at",
        "TIMESTAMPTZ",
    ),
    ExportColumn(
        "state",
        _("state"),
        "dormancy_state",
        words=STATE_WORDS,
        labels=_labels_of_words(STATE_WORDS, DormancyState.State),
    ),
    ExportColumn(
        "chance_of_silence",
        SILENCE_LABEL,
        "dormancy_score",
        "DOUBLE",
        number_format=CHANCE,
    ),
    *_role_columns(),
    ExportColumn(
        "primary_role",
        _("primary role"),
        "role_primary",
        words=ROLE_WORDS,
        labels=_labels_of_words(ROLE_WORDS, RoleName),
    ),
    ExportColumn(
        "active_days_28",
        FIGURE_LABELS["active_days_28"],
        parquet="INTEGER",
    ),
    ExportColumn(
        "last_activity_at",
        FIGURE_LABELS["last_activity_at"],
        parquet="TIMESTAMPTZ",
    ),
)


class Joined(Aggregate):
    """Texts joined by a space."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **how: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            function="GROUP_CONCAT",
            **how,
        )


def members_of(segment: Segment, *, generation: int) -> QuerySet[Any]:
    """Return the columns of an export for the members of a segment, by id."""
    key = Concat(
        "platform",
        Value(":"),
        "external_id",
        output_field=CharField(),
    )
    known = MemberIdentity.objects.filter(member=OuterRef("pk"))
    by_member = known.order_by().values("member")
    keys = by_member.annotate(names=Joined(key)).values("names")
    rows = members_with_summary(generation).filter(
        segment_spells__segment=segment,
        segment_spells__ended_at__isnull=True,
    )
    rows = rows.annotate(identity_keys=Subquery(keys))
    named = {}
    for column in EXPORTED:
        named[f"out_{column.name}"] = column.expression()
    values: QuerySet[Any] = rows.annotate(**named).order_by("pk")
    return values.values_list(*named)
