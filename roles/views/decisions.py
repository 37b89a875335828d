"""Pages on which staff decide about the roles of a member."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from activity.selectors.freshness import freshness_of
from common.api.problems import status_of
from common.calendar import business_today
from common.errors import DomainError
from common.security.access import may
from common.ui.forms import error_text
from members.models import Member
from roles.forms import OverrideForm, RoleProposalAnswerForm
from roles.models import RoleSuggestionAnswer
from roles.selectors.role_proposals import read_role_proposals
from roles.services.overrides import override_role, withdraw_overrides
from roles.services.role_proposals import answer_role_proposal

SHOWN_ANSWERS = 20


class OverridePage(View):
    """The form by which staff decide about a role of a member."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        return self._show(request, member, OverrideForm())

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        form = OverrideForm(request.POST)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        now = timezone.now()
        try:
            override_role(
                member=member,
                now=now,
                today=business_today(now),
                user=request.user,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, member, form, status=status_of(error))
        messages.success(
            request,
            _("Decided: the next nightly run follows it."),
        )
        return redirect(member)

    def _show(
        self,
        request: HttpRequest,
        member: Member,
        form: OverrideForm,
        status: int = 200,
    ) -> HttpResponse:
        title = _("Decide about a role of %(name)s") % {
            "name": member.nickname,
        }
        context = {"title": title, "form": form, "row": member}
        return render(request, "generic/form.html", context, status=status)


@require_POST
def withdraw_override(request: HttpRequest, member_id: int) -> HttpResponse:
    """Withdraw the decisions about the roles of a member."""
    member = get_object_or_404(Member, pk=member_id)
    if withdraw_overrides(member=member, now=timezone.now()):
        messages.success(request, _("Withdrawn: the next night decides."))
    return redirect(member)


def role_proposal_page(request: HttpRequest) -> HttpResponse:
    """Show who is close to a role, and what staff answered lately."""
    now = timezone.now()
    proposals = read_role_proposals(
        generation=freshness_of(request, now).generation,
        today=business_today(now),
    )
    answers = RoleSuggestionAnswer.objects.select_related(
        "member",
        "answered_by",
    )[:SHOWN_ANSWERS]
    context = {
        "title": _("Close to a role"),
        "proposals": proposals,
        "answers": answers,
        "may_answer": may(request.user, "roles:role_proposal_answer", "POST"),
    }
    return render(request, "roles/role_proposal_board.html", context)


@require_POST
def answer_this_role_proposal(
    request: HttpRequest,
    member_id: int,
) -> HttpResponse:
    """Accept, put off or reject a proposed role."""
    member = get_object_or_404(Member.objects.unmerged(), pk=member_id)
    form = RoleProposalAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, error_text(form))
        return redirect("roles:role_proposal_board")
    now = timezone.now()
    try:
        answered = answer_role_proposal(
            member=member,
            role=form.cleaned_data["role"],
            answer=form.cleaned_data["answer"],
            generation=freshness_of(request, now).generation,
            now=now,
            today=business_today(now),
            user=request.user,
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, str(answered))
    return redirect("roles:role_proposal_board")
