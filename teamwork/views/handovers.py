from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from common.errors import ReaderError
from common.pages.lists import BulkAct, ListPage
from members.models import Member
from teamwork.filters import ContactFilter, HandoverFilter
from teamwork.forms import AnswerForm, HandoverForm
from teamwork.models import Handover
from teamwork.services.handovers import accept_handover, finish_handover, may_refuse, propose_handover, refuse_handover
from teamwork.services.pack import read_pack
from teamwork.tables import ContactTable, HandoverTable


def _hand_over(request: HttpRequest, ids: Sequence[int], data: dict[str, Any]) -> str:
    propose_handover(member_ids=ids, now=timezone.now(), **data)
    text = ngettext("%(count)s member proposed to %(name)s.", "%(count)s members proposed to %(name)s.", len(ids))
    return text % {"count": len(ids), "name": data["to_user"]}


class ContactListPage(ListPage):
    """Members with who looks after them; from here they are handed over."""

    queryset = (
        Member.objects.counted()
        .select_related("primary_contact", "backup_contact")
        .annotate(
            open_promises=Count(
                "interactions", filter=Q(interactions__due_on__isnull=False, interactions__kept_at__isnull=True)
            ),
            talked_at=Max("interactions__happened_at"),
        )
        .order_by("-open_promises", "pk")
    )
    filterset_class, table_class = ContactFilter, ContactTable
    url_name = "teamwork:contact_list"
    title, question = gettext_lazy("Contacts"), gettext_lazy("Who looks after whom?")
    empty_hint = gettext_lazy("Members appear with their first event, by import, or by hand.")
    bulk_acts = (BulkAct("handover", gettext_lazy("Hand over"), HandoverForm, _hand_over),)


class HandoverListPage(ListPage):
    queryset = Handover.objects.select_related("from_user", "to_user").annotate(member_count=Count("rows"))
    filterset_class, table_class = HandoverFilter, HandoverTable
    url_name = "teamwork:handover_list"
    title, question = gettext_lazy("Handovers"), gettext_lazy("Who passes on to whom?")
    empty_hint = gettext_lazy("Choose members under Workload and hand them over.")


class HandoverPage(View):
    """A handover with all that is open for its members; its receiver answers."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        handover = get_object_or_404(Handover.objects.select_related("from_user", "to_user"), pk=pk)
        context = {
            "title": _("Handover: %(who)s") % {"who": handover},
            "handover": handover,
            "may_answer": handover.to_user_id == request.user.pk,
            "may_refuse": may_refuse(handover, request.user),
            "members": read_pack(handover, today=timezone.localdate()),
        }
        return render(request, "teamwork/handover_detail.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        handover, form = get_object_or_404(Handover, pk=pk), AnswerForm(request.POST)
        decided = {"handover_id": handover.pk, "now": timezone.now(), "user": request.user}
        try:
            if not form.is_valid():
                raise ReaderError("bad_answer", " ".join(text for texts in form.errors.values() for text in texts))
            act, reason = form.cleaned_data["act"], form.cleaned_data["reason"]
            if act == "refuse" and not reason:
                raise ReaderError("no_reason", _("Say why you refuse."))
            if act == "refuse":
                refuse_handover(reason=reason, **decided)
            else:
                (accept_handover if act == "accept" else finish_handover)(**decided)
        except ReaderError as error:
            messages.error(request, str(error.message))
        return redirect(handover)
