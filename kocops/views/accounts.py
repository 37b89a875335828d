"""Pages of accounts: login, the first account, colleagues and their passwords."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from common.api.problems import status_of
from common.errors import DomainError
from common.security.access import ROLE_LABELS, staff_accounts
from kocops.forms import ColleagueForm, FirstAccountForm
from kocops.services.accounts import (
    add_colleague,
    create_first_account,
    first_account_key,
    has_accounts,
    password_link,
)

BACKEND = "django.contrib.auth.backends.ModelBackend"


class LoginPage(auth.LoginView):
    """Log in; where nobody can, say how the first account is made."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            known = has_accounts()
        except DatabaseError:
            # The page of login needs no database; logging in says what is wrong.
            known = True
        return super().get_context_data(has_accounts=known, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class FirstAccountPage(View):
    """Make the first administrator; only for who has the key of the
    installation, and only while nobody can log in.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        if has_accounts():
            return redirect("login")
        return self._show(request, FirstAccountForm(), status=200)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FirstAccountForm(request.POST)
        if not self._has_key(request) or not form.is_valid():
            return self._show(request, form, status=422)
        entered = form.cleaned_data
        try:
            user = create_first_account(
                username=entered["username"],
                name=entered["first_name"],
                password=entered["password"],
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, form, status=status_of(error))
        login(request, user, backend=BACKEND)
        return redirect("start")

    def _has_key(self, request: HttpRequest) -> bool:
        given = request.GET.get("key", "")
        return constant_time_compare(given, first_account_key())

    def _show(
        self,
        request: HttpRequest,
        form: FirstAccountForm,
        *,
        status: int,
    ) -> HttpResponse:
        context = {"form": form, "has_key": self._has_key(request)}
        return render(
            request,
            "accounts/first_account.html",
            context,
            status=status,
        )


class AccountListPage(View):
    """Who can log in, in which role; colleagues are added here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, ColleagueForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ColleagueForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        user = add_colleague(
            username=form.cleaned_data["username"],
            name=form.cleaned_data["first_name"],
            role=form.cleaned_data["role"],
        )
        messages.success(
            request,
            _("Added: %(name)s. Send them the link below.")
            % {"name": user.first_name},
        )
        return redirect("account_link", pk=user.pk)

    def _show(
        self,
        request: HttpRequest,
        form: ColleagueForm,
        *,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "title": _("Colleagues"),
            "question": _("Who works with kocops, and in which role?"),
            "form": form,
            "accounts": _accounts(),
        }
        return render(
            request,
            "accounts/accounts.html",
            context,
            status=status,
        )


def account_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the link by which a colleague sets a password, to be sent to them."""
    user = get_object_or_404(staff_accounts(), pk=pk)
    link = request.build_absolute_uri(password_link(user))
    context = {
        "title": user.first_name or user.get_username(),
        "account": user,
        "link": link,
    }
    return render(request, "accounts/account_link.html", context)


@method_decorator(login_not_required, name="dispatch")
class PasswordSetPage(auth.PasswordResetConfirmView):
    """A colleague sets the password with the link that they were sent."""

    template_name = "accounts/password_set.html"
    success_url = reverse_lazy("login")


def _accounts() -> list[dict[str, Any]]:
    accounts: QuerySet[Any] = staff_accounts().prefetch_related("groups")
    shown = []
    for user in accounts:
        held = {group.name for group in user.groups.all()}
        roles = [label for name, label in ROLE_LABELS.items() if name in held]
        shown.append({"user": user, "roles": roles})
    return shown
