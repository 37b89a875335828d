"""What outreach puts on desks: messages that wait for somebody, steps of
graduations, and graduations without a ceremony.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.calendar import business_date
from common.security.access import LEAD, LEADS
from outreach.labels import refusal_text
from outreach.models import Graduation, GraduationStep, OutreachMessage
from teamwork.labels import day_text
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)


def _rows() -> Any:
    return OutreachMessage.objects.select_related(
        "member", "match__opportunity"
    )


def _message(row: Any, kind: str, note: str, act: str, **how: Any) -> Item:
    href = row.get_absolute_url()
    return Item(
        kind,
        row.pk,
        str(row.member),
        href,
        note,
        acts=(RowAct(act, href=href),),
        member=row.member_id,
        since=row.written_at,
        **how,
    )


def _submitted(viewer: DeskContext) -> QuerySet[Any]:
    """Messages to approve; nobody approves what they wrote."""
    rows = _rows().filter(state="submitted").exclude(author=viewer.user)
    found: QuerySet[Any] = rows.order_by("written_at", "pk")
    return found


def _to_approve(row: Any, _viewer: DeskContext) -> Item:
    return _message(row, "outreach_approval", row.text[:60], _("Read it"))


def _approved(_viewer: DeskContext) -> QuerySet[Any]:
    rows = _rows().by_hand().filter(state="approved")
    found: QuerySet[Any] = rows.order_by("approved_at", "pk")
    return found


def _to_send(row: Any, _viewer: DeskContext) -> Item:
    note = row.text[:60]
    if row.refused_for:
        note = refusal_text(row.refused_for, row.allowed_at)
    return _message(row, "outreach_sending", note, _("Send it"))


def _unclear(viewer: DeskContext) -> QuerySet[Any]:
    rows = _rows().unclear(viewer.now)
    found: QuerySet[Any] = rows.order_by("claimed_at", "pk")
    return found


def _to_clear(row: Any, _viewer: DeskContext) -> Item:
    note = _("claimed on %(day)s: did it arrive?") % {
        "day": business_date(row.claimed_at),
    }
    return _message(row, "outreach_doubt", note, _("Find out"), is_late=True)


def _stuck(_viewer: DeskContext) -> QuerySet[Any]:
    rows = _rows().stuck().select_related("channel")
    found: QuerySet[Any] = rows.order_by("approved_at", "pk")
    return found


def _to_release(row: Any, _viewer: DeskContext) -> Item:
    note = _("The channel “%(name)s” is paused.")
    if not row.channel.is_open:
        note = _("The channel “%(name)s” is closed.")
    return Item(
        "outreach_stuck",
        row.pk,
        str(row.member),
        row.get_absolute_url(),
        note % {"name": row.channel},
        True,
        acts=(
            RowAct(_("To the channel"), href=row.channel.get_absolute_url()),
        ),
        member=row.member_id,
        since=row.approved_at,
    )


def _refused(_viewer: DeskContext) -> QuerySet[Any]:
    rows = _rows().filter(state__in=("refused", "failed"))
    found: QuerySet[Any] = rows.order_by("written_at", "pk")
    return found


def _to_decide(row: Any, _viewer: DeskContext) -> Item:
    note = row.get_state_display()
    if row.refused_for:
        note = refusal_text(row.refused_for, row.allowed_at)
    return _message(row, "outreach_refused", note, _("Decide"))


def _steps(viewer: DeskContext) -> QuerySet[Any]:
    rows = GraduationStep.objects.open().select_related("graduation__member")
    return rows.order_by("due_on", "pk")


def _step(row: Any, viewer: DeskContext) -> Item:
    href = f"{row.graduation.get_absolute_url()}#steps"
    note = _("%(step)s, due on %(day)s") % {
        "step": row,
        "day": day_text(row.due_on, viewer.today),
    }
    return Item(
        "graduation_step",
        row.pk,
        str(row.graduation.member),
        href,
        note,
        row.due_on < viewer.today,
        acts=(RowAct(_("Do it"), href=href),),
        member=row.graduation.member_id,
        since=row.due_on,
    )


def _late_steps(viewer: DeskContext) -> Q:
    return Q(due_on__lt=viewer.today)


def _forgotten(viewer: DeskContext) -> QuerySet[Any]:
    rows = Graduation.objects.forgotten(viewer.now).select_related("member")
    return rows.order_by("opened_at", "pk")


def _graduation(row: Any, viewer: DeskContext) -> Item:
    href = reverse("outreach:graduation_detail", args=[row.pk])
    note = _("%(cause)s · open since %(day)s, no ceremony yet") % {
        "cause": row.get_cause_display(),
        "day": business_date(row.opened_at),
    }
    return Item(
        "graduation",
        row.pk,
        str(row.member),
        href,
        note,
        is_late=True,
        acts=(RowAct(_("Look at it"), href=href),),
        member=row.member_id,
        since=row.opened_at,
    )


SECTIONS = (
    DeskSection(
        kind="outreach_doubt",
        title=gettext_lazy(
            "Messages of which nobody knows whether they arrived"
        ),
        hint=gettext_lazy(
            "Find out, then say so. None is sent again by itself."
        ),
        page="outreach:message_list",
        query="is_unclear=true",
        rows=_unclear,
        item=_to_clear,
        owner="author",
        roles=LEADS,
        icon="message",
        is_dismissible=False,
    ),
    DeskSection(
        kind="outreach_approval",
        title=gettext_lazy("Messages to approve"),
        hint=gettext_lazy("Read each as the member would."),
        page="outreach:message_list",
        query="state=submitted",
        rows=_submitted,
        item=_to_approve,
        roles=LEADS,
        icon="message",
        is_dismissible=False,
    ),
    DeskSection(
        kind="outreach_sending",
        title=gettext_lazy("Messages to send by hand"),
        hint=gettext_lazy("Take one, send it, mark it as sent."),
        page="outreach:message_list",
        query="state=approved",
        rows=_approved,
        item=_to_send,
        owner="author",
        roles=LEADS,
        icon="message",
        is_dismissible=False,
    ),
    DeskSection(
        kind="outreach_stuck",
        title=gettext_lazy("Messages whose channel sends nothing"),
        hint=gettext_lazy(
            "An administrator resumes or opens the channel; or say on the "
            "message that it was not sent."
        ),
        page="outreach:message_list",
        query="is_stuck=true",
        rows=_stuck,
        item=_to_release,
        owner="author",
        roles=LEADS,
        icon="message",
        is_dismissible=False,
    ),
    DeskSection(
        kind="outreach_refused",
        title=gettext_lazy("Messages that were not sent"),
        hint=gettext_lazy("Make it a draft again, or cancel it."),
        page="outreach:message_list",
        query="state=refused",
        rows=_refused,
        item=_to_decide,
        owner="author",
        roles=LEADS,
        icon="message",
        is_dismissible=False,
    ),
    DeskSection(
        kind="graduation_step",
        title=gettext_lazy("Steps of graduations"),
        hint=gettext_lazy(
            "Say goodbye with dignity; nothing is sent by itself."
        ),
        page="outreach:graduation_list",
        rows=_steps,
        item=_step,
        owner="owner",
        roles=frozenset({LEAD}),
        icon="heart",
        is_dismissible=False,
        overdue=_late_steps,
    ),
    DeskSection(
        kind="graduation",
        title=gettext_lazy("Graduations without a ceremony for 30 days"),
        hint=gettext_lazy("Nobody of merit leaves unthanked."),
        page="outreach:graduation_list",
        query="is_forgotten=true",
        rows=_forgotten,
        item=_graduation,
        roles=frozenset({LEAD}),
        icon="heart",
        is_dismissible=False,
    ),
)
