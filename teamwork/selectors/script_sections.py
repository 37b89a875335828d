"""The sections of the desk with scripts that wait for approval or expire."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.security.access import LEAD, LEADS
from knowledge.models import ScriptVersion
from teamwork.labels import day_text
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)


def _waiting(_viewer: DeskContext) -> QuerySet[Any]:
    rows: QuerySet[Any] = ScriptVersion.objects.waiting()
    return rows.select_related("script", "author")


def _approval(row: Any, viewer: DeskContext) -> Item:
    """Show a version that waits; who wrote it is asked to find a colleague."""
    href = row.script.get_absolute_url()
    act = RowAct(_("Decide"), href=f"{href}#decide")
    note = _("version %(n)s by %(name)s") % {
        "n": row.number,
        "name": row.author or "–",
    }
    if row.author_id == viewer.user.pk:
        act = RowAct(_("Look at it"), href=href)
        note = _("version %(n)s is yours: a colleague has to approve it") % {
            "n": row.number,
        }
    return Item(
        "script_approval",
        row.pk,
        str(row.script),
        href,
        f"{row.script.get_scene_display()} · {note}",
        acts=(act,),
        since=row.submitted_at,
    )


def _expiring(viewer: DeskContext) -> QuerySet[Any]:
    expiring = ScriptVersion.objects.expiring(viewer.today)
    rows: QuerySet[Any] = expiring.select_related("script__owner")
    return rows


def _expiry(row: Any, viewer: DeskContext) -> Item:
    is_over = row.valid_until < viewer.today
    text = _("expired %(day)s") if is_over else _("expires %(day)s")
    href = row.script.get_absolute_url()
    return Item(
        "script_expiry",
        row.pk,
        str(row.script),
        href,
        text % {"day": day_text(row.valid_until, viewer.today)},
        is_over,
        acts=(RowAct(_("Look at it"), href=href),),
        since=row.valid_until,
    )


def _over(viewer: DeskContext) -> Q:
    return Q(valid_until__lt=viewer.today)


SCRIPT_SECTIONS = (
    DeskSection(
        kind="script_approval",
        title=gettext_lazy("Scripts to approve"),
        hint=gettext_lazy("Read each as a member would."),
        page="knowledge:script_list",
        query="in_work=submitted",
        rows=_waiting,
        item=_approval,
        roles=LEADS,
        icon="messages",
        is_dismissible=False,
    ),
    DeskSection(
        kind="script_expiry",
        title=gettext_lazy("Scripts that expire"),
        hint=gettext_lazy("Say anew what is true, or retire them."),
        page="knowledge:script_list",
        query="is_expiring=true",
        rows=_expiring,
        item=_expiry,
        owner="script__owner",
        roles=frozenset({LEAD}),
        icon="clock",
        is_dismissible=False,
        overdue=_over,
    ),
)
