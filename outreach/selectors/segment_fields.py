"""The segment field about badges; kocops/composition.py adds it to those of
insights.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from insights.rules.segments import AsOf
from insights.selectors.segment_field_kinds import (
    Condition,
    QueriedField,
    Values,
)
from outreach.models import Honour
from outreach.querysets import holding

HONOUR_WORDS = {
    **{kind.value: kind.label for kind in Honour.Kind},
    "none": _("no badge"),
}


def has_honour(condition: Condition, _at: AsOf) -> Q:
    """Return who holds one of the badges, or none."""
    wanted = set(condition["is"])
    rows = Honour.objects.all()
    found = holding(rows, sorted(wanted - {"none"}))
    if "none" in wanted:
        found |= ~holding(rows, list(Honour.Kind.values))
    return found


def read_honours(_condition: Condition, ids: list[int], _at: AsOf) -> Values:
    """Return the badge that each member got last."""
    found: Values = dict.fromkeys(ids, "none")
    rows = Honour.objects.filter(member_id__in=ids).order_by("given_on", "pk")
    for member_id, kind in rows.values_list("member_id", "kind"):
        found[member_id] = kind
    return found


OUTREACH_FIELDS = (
    QueriedField(
        name="badge",
        label=_("Badge"),
        kind="choice",
        choices=HONOUR_WORDS,
        condition=has_honour,
        reader=read_honours,
    ),
)
