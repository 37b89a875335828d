"""The sections of the desk about nominations: to judge, to decide, decided."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.calendar import business_date
from common.security.access import JUDGES, LEAD, LEADS, NOBODY
from teamwork.labels import day_text
from teamwork.models import Nomination
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)
from teamwork.selectors.judges import holders_there, others_may_judge


def _in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("member", "proposed_by").order_by(
        "proposed_at",
        "pk",
    )


def _to_judge(viewer: DeskContext) -> QuerySet[Any]:
    """Those that wait for one of the colleague's roles, but not their own while
    another may judge them; for a lead also those whose proposer is the only
    one with that role.
    """
    found = Q(pk__in=[])
    for role in sorted(JUDGES):
        waiting: QuerySet[Any] = Nomination.objects.waiting_for(role)
        if role not in viewer.duties:
            waiting = _without_judge(waiting, role, viewer)
        if others_may_judge(role, viewer.user.pk, viewer.coverage):
            waiting = waiting.exclude(proposed_by=viewer.user)
        if role in viewer.duties or viewer.roles & LEADS:
            found |= Q(pk__in=waiting.values("pk"))
    return _in_order(Nomination.objects.filter(found))


def _without_judge(
    waiting: QuerySet[Any],
    role: str,
    viewer: DeskContext,
) -> QuerySet[Any]:
    """Return those that nobody with this role may judge today."""
    holders = holders_there(role, viewer.coverage)
    if not holders:
        return waiting
    if len(holders) > 1:
        return waiting.none()
    return waiting.filter(proposed_by=holders[0])


def _to_decide(_viewer: DeskContext) -> QuerySet[Any]:
    return _in_order(Nomination.objects.to_decide())


def _decided(_viewer: DeskContext) -> QuerySet[Any]:
    rows = Nomination.objects.filter(
        proposed_by__isnull=False,
        decided_at__isnull=False,
        proposer_informed_at__isnull=True,
    )
    return _in_order(rows)


def _item(kind: str, row: Any, note: str, label: str) -> Item:
    href = row.get_absolute_url()
    return Item(
        kind,
        row.pk,
        str(row.member),
        href,
        note,
        acts=(RowAct(label, href=href),),
        since=row.decided_at or row.proposed_at,
    )


def _proposed_note(row: Any, viewer: DeskContext) -> str:
    return _("proposed by %(name)s, %(day)s") % {
        "name": row.proposed_by or "–",
        "day": day_text(business_date(row.proposed_at), viewer.today),
    }


def _judged(row: Any, viewer: DeskContext) -> Item:
    note = _proposed_note(row, viewer)
    return _item("nomination", row, note, _("Judge"))


def _decision(row: Any, viewer: DeskContext) -> Item:
    note = _proposed_note(row, viewer)
    return _item("decision", row, note, _("Decide"))


def _outcome(row: Any, _viewer: DeskContext) -> Item:
    note = _("decided: %(state)s") % {"state": row.get_state_display()}
    return _item("decided", row, note, _("Read why"))


NOMINATION_SECTIONS = (
    DeskSection(
        kind="decision",
        title=gettext_lazy("Nominations to decide"),
        hint=gettext_lazy("Planner and analyst have judged."),
        page="teamwork:nomination_list",
        query="state=open",
        rows=_to_decide,
        item=_decision,
        roles=frozenset({LEAD}),
        icon="star",
        is_dismissible=False,
    ),
    DeskSection(
        kind="nomination",
        title=gettext_lazy("Nominations to judge"),
        hint=gettext_lazy("By the member's works and figures."),
        page="teamwork:nomination_list",
        query="state=open",
        rows=_to_judge,
        item=_judged,
        roles=JUDGES | LEADS,
        icon="star",
        is_dismissible=False,
    ),
    DeskSection(
        kind="decided",
        title=gettext_lazy("Decided nominations of mine"),
        hint=gettext_lazy("Read why, and tell the member."),
        page="teamwork:nomination_list",
        rows=_decided,
        item=_outcome,
        owner="proposed_by",
        roles=NOBODY,
        icon="star",
        is_dismissible=False,
    ),
)
