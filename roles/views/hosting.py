"""What colleagues do for a newcomer: record a welcome, introduce them, undo."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from activity.selectors.freshness import freshness_of
from common.api.problems import status_of
from common.errors import DomainError
from common.ui.undo import say_done
from members.models import Member
from roles.forms import IntroductionForm, WelcomeForm
from roles.rules.hosts import suggest_hosts
from roles.selectors.hosts import (
    profile_of,
    read_hosts,
    reason_of,
    with_likeness,
)
from roles.services.newcomers import (
    introduce,
    record_welcome,
    undo_introduction,
    undo_welcome,
)


class WelcomePage(View):
    """Record that a colleague welcomed a newcomer."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member.objects.unmerged(), pk=member_id)
        return self._show(request, member, WelcomeForm())

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member.objects.unmerged(), pk=member_id)
        form = WelcomeForm(request.POST)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        try:
            welcome = record_welcome(
                member_id=member.pk,
                user=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, member, form, status=status_of(error))
        say_done(
            request,
            _("%(name)s is welcomed.") % {"name": member},
            reverse("roles:welcome_undo", args=[welcome.pk]),
        )
        return redirect(_waiting())

    def _show(
        self,
        request: HttpRequest,
        member: Member,
        form: WelcomeForm,
        status: int = 200,
    ) -> HttpResponse:
        title = _("Record a welcome of %(name)s") % {"name": member}
        context = {"title": title, "form": form, "row": member}
        return render(request, "generic/form.html", context, status=status)


def _waiting() -> str:
    return f"{reverse('roles:newcomer_list')}?waiting=true"


@require_POST
def undo_this_welcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a welcome that a colleague recorded."""
    try:
        welcome = undo_welcome(welcome_id=pk, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        text = _("Undone: the welcome of %(name)s.")
        messages.success(request, text % {"name": welcome.member})
    return redirect(_waiting())


class IntroductionCreatePage(View):
    """Introduce a newcomer to a member who may host them."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        """Show the hosts who suit the newcomer."""
        return self._show(request, _newcomer(member_id))

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        newcomer = _newcomer(member_id)
        form = IntroductionForm(request.POST)
        if not form.is_valid():
            return self._show(request, newcomer, form, status=422)
        try:
            made = introduce(
                newcomer_id=newcomer.pk,
                host_id=form.cleaned_data["host_id"],
                user=request.user,
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
            status = status_of(error)
            return self._show(request, newcomer, form, status=status)
        text = _("%(newcomer)s is introduced to %(host)s.") % {
            "newcomer": made.newcomer,
            "host": made.host,
        }
        undo = reverse("roles:introduction_undo", args=[made.pk])
        say_done(request, text, undo)
        return redirect("roles:introduction_list")

    def _show(
        self,
        request: HttpRequest,
        newcomer: Any,
        form: IntroductionForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        now = timezone.now()
        pool = read_hosts(
            generation=freshness_of(request, now).generation,
            now=now,
        )
        hosts = []
        for one in suggest_hosts(profile_of(newcomer), pool.hosts):
            hosts.append((pool.members[one.member], reason_of(one)))
        context = {
            "title": _("To whom could %(name)s be introduced?")
            % {"name": newcomer},
            "newcomer": newcomer,
            "hosts": hosts,
            "form": form or IntroductionForm(),
        }
        return render(
            request,
            "roles/introduction_form.html",
            context,
            status=status,
        )


def _newcomer(member_id: int) -> Any:
    members = with_likeness(Member.objects.unmerged())
    return get_object_or_404(members, pk=member_id)


@require_POST
def undo_this_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an introduction."""
    try:
        made = undo_introduction(introduction_id=pk, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        text = _("Undone: %(introduction)s.") % {"introduction": made}
        messages.success(request, text)
    return redirect("roles:introduction_list")
