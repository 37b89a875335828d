"""Which promises of the team cannot wait."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.security.access import LEADS
from common.ui.dashboards import (
    UrgentRow,
    UrgentSpec,
    Viewer,
    with_query,
)
from teamwork.models import Interaction

INTERACTIONS = "teamwork:interaction_list"
NAMED = 3
ONE_DAY = timedelta(days=1)


def _urgent_promises(viewer: Viewer) -> list[UrgentRow]:
    late = Interaction.objects.promised().filter(due_on__lt=viewer.today)
    grouped = late.order_by().values("promise_owner")
    by_owner = list(
        grouped.annotate(n=Count("pk"), first=Min("due_on")).order_by(
            "-n",
            "promise_owner",
        ),
    )
    if not by_owner:
        return []
    count = sum(row["n"] for row in by_owner)
    days = (viewer.today - min(row["first"] for row in by_owner)).days
    text = ngettext(
        "%(n)s promise is overdue",
        "%(n)s promises are overdue",
        count,
    )
    oldest = ngettext(
        "the oldest for %(days)s day",
        "the oldest for %(days)s days",
        days,
    )
    until = (viewer.today - ONE_DAY).isoformat()
    query = {"promise_state": "open", "due_until": until, "sort": "due_on"}
    href = with_query(reverse(INTERACTIONS), query)
    act, act_href = _act(viewer, by_owner, href)
    found = UrgentRow(
        icon="clock",
        text=text % {"n": f"{count:,}"},
        href=href,
        act=act,
        act_href=act_href,
        sub=" · ".join([oldest % {"days": days}, *_names(by_owner)]),
        number=count,
        rows_href=href,
    )
    return [found]


def _act(
    viewer: Viewer,
    by_owner: list[Any],
    href: str,
) -> tuple[str, str]:
    """Return what can be done, and where: give promises away on the desk of
    who has most of them, for those who may; else look at the list.
    """
    owners = [row["promise_owner"] for row in by_owner if row["promise_owner"]]
    if not owners or not viewer.roles & LEADS:
        return _("See them"), href
    desk = reverse("teamwork:team_desk", args=[owners[0]])
    return _("See and reassign"), f"{desk}#own-promise"


def _names(by_owner: list[Any]) -> list[str]:
    """Return who has how many of them, those with most first."""
    first = by_owner[:NAMED]
    accounts = get_user_model().objects.in_bulk(
        [row["promise_owner"] for row in first if row["promise_owner"]],
    )
    names = []
    for row in first:
        who = accounts.get(row["promise_owner"], _("nobody"))
        names.append(f"{who} {row['n']}")
    if len(by_owner) > NAMED:
        names.append(_("others"))
    return names


URGENT = (UrgentSpec("promises", 30, INTERACTIONS, _urgent_promises),)
