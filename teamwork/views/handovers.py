from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from common.errors import DomainError, Invalid
from common.ui.forms import error_text
from common.ui.pages.bulk import BulkAct
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, mine
from members.labels import MEMBER_NOUN
from members.models import Member
from teamwork.filters import ContactFilter, HandoverFilter
from teamwork.forms import AnswerForm, HandoverForm
from teamwork.models import Handover
from teamwork.querysets import with_interactions
from teamwork.selectors.handover_summary import read_handover_summary
from teamwork.selectors.handovers import may_refuse
from teamwork.services.handovers import (
    accept_handover,
    finish_handover,
    propose_handover,
    refuse_handover,
)
from teamwork.tables import ContactTable, HandoverTable


def _hand_over(
    request: HttpRequest,
    ids: Sequence[int],
    data: dict[str, Any],
) -> str:
    propose_handover(member_ids=ids, now=timezone.now(), **data)
    text = ngettext(
        "%(count)s member proposed to %(name)s.",
        "%(count)s members proposed to %(name)s.",
        len(ids),
    )
    return text % {"count": len(ids), "name": data["to_user"]}


class ContactListPage(ListPage):
    """Members with their contacts; they can be handed over here."""

    queryset = with_interactions(Member.objects.real_people()).order_by(
        "-open_promises",
        "pk",
    )
    filterset_class = ContactFilter
    table_class = ContactTable
    url_name = "teamwork:contact_list"
    title = gettext_lazy("Contacts")
    question = gettext_lazy("Who looks after whom?")
    noun = MEMBER_NOUN
    tabs = (
        QuickTab(gettext_lazy("Mine"), mine("primary_contact")),
        QuickTab(
            gettext_lazy("With nobody"),
            lambda _reader: {"uncared": "true"},
        ),
    )
    empty_hint = gettext_lazy(
        "Members appear with their first event, by import, or by hand.",
    )
    bulk_acts = (
        BulkAct(
            "handover",
            gettext_lazy("Hand over"),
            HandoverForm,
            _hand_over,
        ),
    )


class HandoverListPage(ListPage):
    queryset = Handover.objects.select_related(
        "from_user",
        "to_user",
    ).annotate(member_count=Count("rows"))
    filterset_class = HandoverFilter
    table_class = HandoverTable
    url_name = "teamwork:handover_list"
    title = gettext_lazy("Handovers")
    question = gettext_lazy("Who passes on to whom?")
    tabs = (
        QuickTab(
            gettext_lazy("Waiting for an answer"),
            lambda _reader: {"state": Handover.State.PROPOSED.value},
        ),
        QuickTab(gettext_lazy("To me"), mine("to_user")),
        QuickTab(gettext_lazy("From me"), mine("from_user")),
    )
    empty_hint = gettext_lazy(
        "Choose members under Workload and hand them over.",
    )


class HandoverPage(View):
    """A handover with all that is open for its members; its receiver answers."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        handover = get_object_or_404(
            Handover.objects.select_related("from_user", "to_user"),
            pk=pk,
        )
        members = read_handover_summary(handover)
        losing = 0
        for one in members:
            backup_id = one.member.backup_contact_id
            if backup_id is not None and backup_id == handover.to_user_id:
                losing += 1
        context = {
            "title": _("Handover: %(who)s") % {"who": handover},
            "handover": handover,
            "may_answer": handover.to_user_id == request.user.pk,
            "may_refuse": may_refuse(handover, request.user),
            "losing": losing,
            "members": members,
        }
        return render(request, "teamwork/handover_detail.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        handover = get_object_or_404(Handover, pk=pk)
        try:
            _answer(handover, AnswerForm(request.POST), request.user)
        except DomainError as error:
            messages.error(request, str(error.message))
        return redirect(handover)


def _answer(handover: Handover, form: AnswerForm, user: Any) -> None:
    """Accept, refuse or finish a handover. Errors: DomainError."""
    if not form.is_valid():
        raise Invalid("bad_answer", error_text(form))
    now = timezone.now()
    act = form.cleaned_data["act"]
    reason = form.cleaned_data["reason"]
    if act == "accept":
        accept_handover(handover_id=handover.pk, now=now, user=user)
    elif act == "finish":
        finish_handover(handover_id=handover.pk, now=now, user=user)
    elif not reason:
        raise Invalid("no_reason", _("Say why you refuse."))
    else:
        refuse_handover(
            handover_id=handover.pk,
            reason=reason,
            now=now,
            user=user,
        )
