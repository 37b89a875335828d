"""Pages before a login: login, code, first account, invitation, password."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views import View

from accounts.adapters import LOCKED, AccountAdapter
from accounts.forms import AcceptForm, FirstAccountForm, LoginForm
from accounts.services.accounts import (
    create_first_account,
    first_account_key,
    has_accounts,
)
from accounts.services.invitations import accept, find_invitation
from accounts.services.tries import forget_tries, tries_key
from common.api.problems import status_of
from common.errors import DomainError

BACKEND = "django.contrib.auth.backends.ModelBackend"


@method_decorator(login_not_required, name="dispatch")
class LoginPage(LoginView):  # type: ignore[misc]
    """Log in; where nobody can, say how the first account is made."""

    form_class = LoginForm
    template_name = "registration/login.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer; for a person who is logged in only to log in again."""
        if "again" in request.GET:
            return View.dispatch(self, request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[LoginForm]:
        return LoginForm

    def form_invalid(self, form: Any) -> HttpResponse:
        """Answer 429 while the account is locked."""
        response: HttpResponse = super().form_invalid(form)
        if form.has_error("__all__", LOCKED):
            response.status_code = 429
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            known = has_accounts()
        except DatabaseError:
            # The page of login needs no database; logging in says what is wrong.
            known = True
        context: dict[str, Any] = super(LoginView, self).get_context_data(
            **kwargs
        )
        return {
            **context,
            "has_accounts": known,
            "next": self.request.GET.get("next", ""),
            "sign_on": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        }


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
        _begin(request, user)
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


@method_decorator(login_not_required, name="dispatch")
class InvitationPage(View):
    """An invited colleague chooses user name and password, and is logged in."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            row = find_invitation(token=token, now=timezone.now())
        except DomainError as error:
            return self._show(request, error=error)
        start = row.email.partition("@")[0]
        form = AcceptForm(initial={"username": start})
        return self._show(request, form=form, name=row.name)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        form = AcceptForm(request.POST)
        try:
            row = find_invitation(token=token, now=now)
            if not form.is_valid():
                return self._show(
                    request, form=form, name=row.name, status=422
                )
            user = accept(
                token=token,
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                now=now,
            )
        except DomainError as error:
            if status_of(error) == 410:
                return self._show(request, error=error)
            form.add_error(None, str(error.message))
            return self._show(
                request,
                form=form,
                name=row.name,
                status=status_of(error),
            )
        _begin(request, user)
        return redirect("home")

    def _show(
        self,
        request: HttpRequest,
        *,
        form: AcceptForm | None = None,
        name: str = "",
        error: DomainError | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {"form": form, "name": name, "error": error}
        status = status_of(error) if error else status
        return render(
            request,
            "accounts/invitation.html",
            context,
            status=status,
        )


@method_decorator(login_not_required, name="dispatch")
class PasswordSetPage(auth.PasswordResetConfirmView):
    """A colleague sets the password with the link that they were sent."""

    template_name = "accounts/password_set.html"
    success_url = reverse_lazy("login")

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the password; wrong tries of before no longer count."""
        response: HttpResponse = super().form_valid(form)
        forget_tries(key=tries_key("password", form.user.get_username()))
        return response


@login_not_required
def inactive(request: HttpRequest) -> HttpResponse:
    """Say that an account is disabled."""
    return render(request, "accounts/inactive.html", status=410)


def _begin(request: HttpRequest, user: Any) -> None:
    user.backend = BACKEND
    AccountAdapter(request).login(request, user)
