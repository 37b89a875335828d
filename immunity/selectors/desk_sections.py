"""What immunity puts on desks: claims to decide and to answer."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.security.access import EDITORS, LEADS
from immunity.models import CaseCheck, CaseOmission, Claim
from immunity.selectors.crises import lacking_case_files
from teamwork.labels import day_text
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)


def _claims(state: str) -> QuerySet[Any]:
    rows: Any = Claim.objects.filter(state=state).with_counts()
    found: QuerySet[Any] = rows.order_by(
        F("spreading_at").asc(nulls_last=True), "-spreading_count", "pk"
    )
    return found


def _suggested(_viewer: DeskContext) -> QuerySet[Any]:
    return _claims(Claim.State.SUGGESTED)


def _confirmed(_viewer: DeskContext) -> QuerySet[Any]:
    return _claims(Claim.State.CONFIRMED)


def _item(row: Any, kind: str, act: str) -> Item:
    href = row.get_absolute_url()
    note = _("%(spreading)s people spread it, %(refuting)s refute it") % {
        "spreading": row.spreading_count,
        "refuting": row.refuting_count,
    }
    if row.returns_of_id:
        note = _("%(note)s; it was said before") % {"note": note}
    return Item(
        kind,
        row.pk,
        str(row),
        href,
        note,
        is_late=row.spreading_at is not None,
        acts=(RowAct(act, href=href),),
        since=row.opened_at,
    )


def _to_decide(row: Any, _viewer: DeskContext) -> Item:
    return _item(row, "claim_suggested", _("Decide"))


def _to_answer(row: Any, _viewer: DeskContext) -> Item:
    act = _("Answer it") if row.evidence_count else _("Invite owners")
    return _item(row, "claim_open", act)


def _spreading(_viewer: DeskContext) -> Q:
    return Q(spreading_at__isnull=False)


def _lacking(viewer: DeskContext) -> QuerySet[Any]:
    return lacking_case_files(viewer.now).order_by("closed_at", "pk")


def _to_write(row: Any, _viewer: DeskContext) -> Item:
    href = reverse("immunity:case_create", args=[row.pk])
    return Item(
        "case_missing",
        row.pk,
        str(row),
        href,
        _("closed: what did we learn?"),
        acts=(RowAct(_("Write the case file"), href=href),),
        since=row.closed_at,
    )


def _omitted(viewer: DeskContext) -> QuerySet[Any]:
    rows = CaseOmission.objects.waiting().select_related("issue")
    found: QuerySet[Any] = rows.order_by("omitted_at", "pk")
    return found


def _to_agree(row: Any, _viewer: DeskContext) -> Item:
    href = row.get_absolute_url()
    return Item(
        "case_omitted",
        row.pk,
        str(row),
        href,
        row.reason,
        acts=(RowAct(_("Look at it"), href=href),),
        since=row.omitted_at,
    )


def _checks(viewer: DeskContext) -> QuerySet[Any]:
    rows = CaseCheck.objects.due(viewer.today).select_related("case__issue")
    found: QuerySet[Any] = rows.order_by("due_on", "pk")
    return found


def _to_check(row: Any, viewer: DeskContext) -> Item:
    href = row.get_absolute_url()
    note = _("%(question)s, due on %(day)s") % {
        "question": row.question,
        "day": day_text(row.due_on, viewer.today),
    }
    return Item(
        "case_check",
        row.pk,
        str(row.case),
        href,
        note,
        row.due_on < viewer.today,
        acts=(RowAct(_("Check it"), href=href),),
        since=row.due_on,
    )


def _late_checks(viewer: DeskContext) -> Q:
    return Q(due_on__lt=viewer.today)


SECTIONS = (
    DeskSection(
        kind="claim_suggested",
        title=gettext_lazy("Claims that several people pass on"),
        hint=gettext_lazy(
            "Is it a rumour, or the trouble of an owner? Read, then decide."
        ),
        page="immunity:claim_list",
        query="state=suggested",
        rows=_suggested,
        item=_to_decide,
        owner="owner",
        roles=EDITORS,
        icon="messages",
        is_dismissible=False,
        overdue=_spreading,
    ),
    DeskSection(
        kind="claim_open",
        title=gettext_lazy("Rumours without an answer"),
        hint=gettext_lazy(
            "Owners who live the scene themselves answer best; invite them."
        ),
        page="immunity:claim_list",
        query="state=confirmed",
        rows=_confirmed,
        item=_to_answer,
        owner="owner",
        roles=LEADS,
        icon="messages",
        is_dismissible=False,
        overdue=_spreading,
    ),
    DeskSection(
        kind="case_missing",
        title=gettext_lazy("Crises without a case file"),
        hint=gettext_lazy(
            "Write what we learnt while it is remembered, or say why not."
        ),
        page="alerts:issue_list",
        query="state=closed",
        rows=_lacking,
        item=_to_write,
        owner="owner",
        roles=LEADS,
        icon="history",
        is_dismissible=False,
    ),
    DeskSection(
        kind="case_omitted",
        title=gettext_lazy("Crises of which no case file is to be written"),
        hint=gettext_lazy("Agree with the reason, or write one."),
        page="immunity:case_list",
        rows=_omitted,
        item=_to_agree,
        roles=LEADS,
        icon="history",
        is_dismissible=False,
    ),
    DeskSection(
        kind="case_check",
        title=gettext_lazy("Checks after crises"),
        hint=gettext_lazy("Look whether it holds, and say what you found."),
        page="immunity:case_list",
        query="has_due_checks=true",
        rows=_checks,
        item=_to_check,
        owner="owner",
        roles=LEADS,
        icon="history",
        is_dismissible=False,
        overdue=_late_checks,
    ),
)
