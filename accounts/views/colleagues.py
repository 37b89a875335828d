"""Colleagues: who can log in, invitations, and what an administrator changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from accounts.forms import AccountForm, InviteForm
from accounts.models import Invitation
from accounts.selectors.colleagues import open_invitations, read_colleagues
from accounts.selectors.second_factor import (
    factors_of,
    must_have_second_factor,
)
from accounts.selectors.sessions import read_sessions
from accounts.services.accounts import (
    change_account,
    disable_account,
    enable_account,
    password_link,
    reset_second_factor,
    role_of,
)
from accounts.services.invitations import invite, withdraw
from accounts.services.sessions import end_sessions
from common.api.problems import status_of
from common.errors import DomainError
from common.security.access import STAFF, staff_accounts


@dataclass(frozen=True)
class OpenWork:
    """What of a colleague is still open, and the page where it is given to others."""

    label: str
    count: int
    href: str


# Filled in kocops/composition.py: what upper apps know of a colleague's open work.
OPEN_WORK: list[Callable[[HttpRequest, Any, datetime], list[OpenWork]]] = []


def read_open_work(request: HttpRequest, account: Any) -> list[OpenWork]:
    """Return what waits for a colleague, of all apps."""
    found: list[OpenWork] = []
    for read in OPEN_WORK:
        for one in read(request, account, timezone.now()):
            if one.count:
                found.append(one)
    return found


class AccountListPage(View):
    """Who can log in, in which role; colleagues are invited here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, InviteForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InviteForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        try:
            row, token = invite(
                **form.cleaned_data,
                user=request.user,
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, form, status=status_of(error))
        link = request.build_absolute_uri(reverse("invitation", args=[token]))
        return self._show(
            request,
            InviteForm(),
            invited=row,
            link=link,
            letter=_letter(row, link),
        )

    def _show(
        self,
        request: HttpRequest,
        form: InviteForm,
        status: int = 200,
        **shown: Any,
    ) -> HttpResponse:
        context = {
            "title": _("Colleagues"),
            "question": _("Who works with kocops, and in which role?"),
            "form": form,
            "accounts": read_colleagues(),
            "invitations": open_invitations(timezone.now()),
            **shown,
        }
        return render(
            request,
            "accounts/accounts.html",
            context,
            status=status,
        )


def _letter(row: Invitation, link: str) -> str:
    """Return the address that opens a letter to the invited person."""
    subject = quote(_("Your account at kocops"))
    text = _(
        "%(name)s, with this link you make your account; it works once, for seven days: %(link)s"
    )
    body = quote(text % {"name": row.name, "link": link})
    return f"mailto:{quote(row.email)}?subject={subject}&body={body}"


class AccountPage(View):
    """A colleague: name, address, role, second factor, sessions, open work."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = get_object_or_404(people(), pk=pk)
        form = AccountForm(
            initial={
                "name": account.get_full_name(),
                "email": account.email,
                "role": role_of(account),
            },
        )
        return self._show(request, account, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = get_object_or_404(people(), pk=pk)
        form = AccountForm(request.POST)
        if not form.is_valid():
            return self._show(request, account, form, status=422)
        try:
            account = change_account(
                account_id=pk,
                user=request.user,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, account, form, status=status_of(error))
        messages.success(request, _("Saved: %(name)s") % {"name": account})
        return redirect("account_detail", pk=pk)

    def _show(
        self,
        request: HttpRequest,
        account: Any,
        form: AccountForm,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "title": str(account),
            "account": account,
            "form": form,
            "factors": factors_of(account),
            "must_have": must_have_second_factor(account),
            "is_self": account.pk == request.user.pk,
            "work": read_open_work(request, account),
            "sessions": read_sessions(account, now=timezone.now(), here=""),
        }
        return render(
            request,
            "accounts/account_detail.html",
            context,
            status=status,
        )


class AccountDisablePage(View):
    """Show what is still open with a colleague, then disable the account."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = get_object_or_404(people(), pk=pk, is_active=True)
        context = {
            "title": _("Disable the account of %(name)s") % {"name": account},
            "account": account,
            "work": read_open_work(request, account),
        }
        return render(request, "accounts/account_disable.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(people(), pk=pk)
        account = disable_account(account_id=pk, user=request.user)
        text = _("%(name)s can no longer log in.")
        messages.success(request, text % {"name": account})
        return redirect("account_detail", pk=pk)


def account_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the link by which a colleague sets a password, to be sent to them."""
    user = get_object_or_404(staff_accounts(), pk=pk)
    context: dict[str, Any] = {
        "title": user.first_name or user.get_username(),
        "account": user,
    }
    if request.method == "POST":
        context["link"] = request.build_absolute_uri(password_link(user))
    return render(request, "accounts/account_link.html", context)


def _here(request: HttpRequest) -> str:
    """Return the session of the reader, which goes on."""
    return request.session.session_key or ""


@require_POST
def enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a disabled account log in again."""
    get_object_or_404(people(), pk=pk)
    account = enable_account(account_id=pk)
    text = _("%(name)s can log in again.")
    messages.success(request, text % {"name": account})
    return redirect("account_detail", pk=pk)


@require_POST
def reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the second factor of a colleague who lost it."""
    get_object_or_404(people(), pk=pk)
    account = reset_second_factor(account_id=pk, except_key=_here(request))
    text = _(
        "%(name)s has no second factor now, and sets up a new one at the next login."
    )
    messages.success(request, text % {"name": account})
    return redirect("account_detail", pk=pk)


@require_POST
def end_all_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a colleague out everywhere."""
    account = get_object_or_404(people(), pk=pk)
    end_sessions(account=account, except_key=_here(request))
    text = _("%(name)s is logged out everywhere.")
    messages.success(request, text % {"name": account})
    return redirect("account_detail", pk=pk)


@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link of an invitation work no more."""
    try:
        row = withdraw(invitation_id=pk, now=timezone.now())
    except Invitation.DoesNotExist as error:
        raise Http404 from error
    text = _("The link for %(name)s no longer works.")
    messages.success(request, text % {"name": row.name})
    return redirect("accounts")


def people() -> QuerySet[Any]:
    """Return accounts of people, disabled ones too; machines are not among them."""
    accounts = get_user_model().objects
    with_role = accounts.filter(groups__name__in=STAFF)
    return (with_role | accounts.filter(is_superuser=True)).distinct()
