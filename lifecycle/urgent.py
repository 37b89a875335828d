"""Which members who used to come often have begun to cool."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.ui.dashboards import (
    ONE_WEEK,
    UrgentRow,
    UrgentSpec,
    Viewer,
)
from lifecycle.querysets import NEWLY_DAYS
from lifecycle.rules.states import State
from lifecycle.selectors.core_members import newly_cooling_core

BOARD = "lifecycle:dormancy_board"
NAMED = 3


def _urgent_cooling(viewer: Viewer) -> list[UrgentRow]:
    found = newly_cooling_core(
        generation=viewer.freshness.generation,
        today=viewer.today,
    )
    if not found:
        return []
    names = "、".join(str(row) for row in found[:NAMED])
    text = ngettext(
        "%(n)s core member has begun to cool",
        "%(n)s core members have begun to cool",
        len(found),
    )
    alone = sum(row.primary_contact_id is None for row in found)
    sub = names
    if len(found) > NAMED:
        sub = _("%(names)s and others") % {"names": names}
    if alone:
        more = ngettext(
            "%(n)s of them has no contact",
            "%(n)s of them have no contact",
            alone,
        )
        sub = f"{sub} · {more % {'n': alone}}"
    query = f"state={int(State.COOLING)}&newly=true&core=true"
    href = f"{reverse(BOARD)}?{query}"
    row = UrgentRow(
        icon="trending-down",
        text=text % {"n": f"{len(found):,}"},
        href=href,
        act=_("Arrange to contact them"),
        act_href=href,
        sub=sub,
        when=_within(NEWLY_DAYS),
        number=len(found),
        rows_href=href,
    )
    return [row]


def _within(days: int) -> str:
    weeks = timedelta(days=days) // ONE_WEEK
    return _("within %(n)s weeks") % {"n": weeks}


URGENT = (UrgentSpec("cooling", 40, BOARD, _urgent_cooling),)
