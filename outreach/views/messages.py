"""Messages to members, from the draft to the answer."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext_lazy

from common.security.access import may
from common.ui.pages.bulk import BulkAct
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, mine
from outreach.filters import MessageFilter
from outreach.forms import AnswerForm, NoteForm
from outreach.labels import refusal_text, why_text
from outreach.models import OutreachMessage
from outreach.rules.messages import STEPS, can_step
from outreach.selectors.gate import Gate
from outreach.services.drafts import (
    approve_message,
    do_with_each,
    submit_message,
)
from outreach.tables import MessageTable


def _submit_chosen(
    request: HttpRequest,
    chosen: Sequence[int],
    _data: dict[str, Any],
) -> str:
    done = do_with_each(
        chosen,
        lambda pk: submit_message(message_id=pk, user=request.user),
    )
    return _done_text(len(done), len(chosen))


def _approve_chosen(
    request: HttpRequest,
    chosen: Sequence[int],
    _data: dict[str, Any],
) -> str:
    done = do_with_each(
        chosen,
        lambda pk: approve_message(
            message_id=pk,
            now=timezone.now(),
            user=request.user,
        ),
    )
    return _done_text(len(done), len(chosen))


def _done_text(done: int, chosen: int) -> str:
    text = ngettext(
        "Done with %(done)s of %(chosen)s message.",
        "Done with %(done)s of %(chosen)s messages.",
        chosen,
    ) % {"done": done, "chosen": chosen}
    if done == chosen:
        return text
    rest = _(
        "The others are in another state, or you wrote them yourself.",
    )
    return f"{text} {rest}"


def _state(state: str) -> Callable[[Any], dict[str, str]]:
    return lambda _reader: {"state": state}


class MessageListPage(ListPage):
    filterset_class = MessageFilter
    table_class = MessageTable
    url_name = "outreach:message_list"
    title = gettext_lazy("Messages to members")
    question = gettext_lazy("What is written to whom, and what came back?")
    noun = npgettext_lazy("beside a number", "message", "messages")
    tabs = (
        QuickTab(gettext_lazy("Drafts"), _state("draft")),
        QuickTab(gettext_lazy("Waiting for approval"), _state("submitted")),
        QuickTab(gettext_lazy("To be sent"), _state("approved")),
        QuickTab(
            gettext_lazy("Uncertain"), lambda _reader: {"is_unclear": "true"}
        ),
        QuickTab(gettext_lazy("Refused"), _state("refused")),
        QuickTab(gettext_lazy("Mine"), mine("author")),
    )
    empty_hint = gettext_lazy(
        "Drafts are written from the list of members whom an opportunity suits.",
    )
    also_url_name = "outreach:opportunity_list"
    also_label = gettext_lazy("Opportunities")
    bulk_acts = (
        BulkAct(
            "submit",
            gettext_lazy("Submit for approval"),
            forms.Form,
            _submit_chosen,
        ),
        BulkAct(
            "approve",
            gettext_lazy("Approve"),
            forms.Form,
            _approve_chosen,
            needs="outreach:message_approve",
        ),
    )

    def get_queryset(self) -> QuerySet[Any]:
        unclear = OutreachMessage.objects.unclear(timezone.now())
        stuck = OutreachMessage.objects.stuck()
        rows = OutreachMessage.objects.annotate(
            is_unclear=Exists(unclear.filter(pk=OuterRef("pk"))),
            is_stuck=Exists(stuck.filter(pk=OuterRef("pk"))),
        )
        return rows.select_related(
            "member",
            "match__opportunity",
            "author",
            "approver",
            "sender",
            "channel",
        )


def find_message(pk: int) -> OutreachMessage:
    """Return a message for its page. Errors: Http404."""
    rows = OutreachMessage.objects.select_related(
        "member",
        "match__opportunity",
        "author",
        "approver",
        "sender",
        "channel",
        "script_version__script",
        "answer",
    )
    row: OutreachMessage = get_object_or_404(rows, pk=pk)
    return row


def message_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a message, what the gate says about it, and what can be done."""
    return show_message(request, find_message(pk))


def show_message(
    request: HttpRequest,
    row: OutreachMessage,
    *,
    answer_form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a message; of an answer that was refused, what is wrong with it."""
    may_write = may(request.user, "outreach:message_take", "POST")
    may_decide = may(request.user, "outreach:message_approve", "POST")
    gate = Gate(timezone.now())
    decision = gate.ask(
        row.member_id,
        purpose=row.purpose,
        way=row.way,
        without_message=row.pk,
    )
    gate_text = _("May be written to now.")
    if decision.reason is not None:
        gate_text = refusal_text(decision.reason, decision.allowed_at)
    possible = {step: can_step(step, row.state) for step in STEPS}
    context = {
        "title": _("Message to %(name)s") % {"name": row.member},
        "row": row,
        "possible": possible,
        "is_own": row.author_id == request.user.pk,
        "may_write": may_write,
        "may_decide": may_decide,
        "gate_text": gate_text,
        "is_allowed": decision.is_allowed,
        "why": why_text(row.match.reasons) if row.match else "",
        "refused_text": _refused_text(row),
        "note_form": NoteForm(),
        "answer_form": answer_form or AnswerForm(initial={"key": uuid4()}),
        "refusals": row.refusals.select_related("asked_by")[:10],
    }
    template = "outreach/message_detail.html"
    return render(request, template, context, status=status)


def _refused_text(row: OutreachMessage) -> str:
    if not row.refused_for:
        return ""
    return refusal_text(row.refused_for, row.allowed_at)
