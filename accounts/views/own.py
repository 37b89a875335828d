"""My account: password, second factor, sessions."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from accounts.forms import NewPasswordForm
from accounts.selectors.second_factor import (
    factors_of,
    must_have_second_factor,
)
from accounts.selectors.sessions import read_sessions
from accounts.services.sessions import end_session, end_sessions


def own_account(request: HttpRequest) -> HttpResponse:
    """Show how the account is protected, and where it is logged in."""
    user: Any = request.user
    codes = Authenticator.objects.filter(
        user=user,
        type=Authenticator.Type.RECOVERY_CODES,
    ).first()
    context = {
        "title": _("My account"),
        "question": _("How do I log in, and where am I logged in?"),
        "account": user,
        "factors": factors_of(user),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "must_have": must_have_second_factor(user),
        "sessions": read_sessions(
            user,
            now=timezone.now(),
            here=request.session.session_key or "",
        ),
    }
    return render(request, "accounts/own.html", context)


class OwnPasswordPage(View):
    """Set one's own password; all other sessions end."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, NewPasswordForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewPasswordForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        user: Any = request.user
        user.set_password(form.cleaned_data["password"])
        user.save(update_fields=["password"])
        update_session_auth_hash(request, user)
        record_authentication(request, user, "password", reauthenticated=True)
        end_sessions(
            account=user, except_key=request.session.session_key or ""
        )
        messages.success(
            request,
            _("The password is set. Everywhere else you are logged out."),
        )
        return redirect("own_account")

    def _show(
        self,
        request: HttpRequest,
        form: NewPasswordForm,
        status: int = 200,
    ) -> HttpResponse:
        context = {"title": _("Set a new password"), "form": form}
        return render(request, "generic/form.html", context, status=status)


@require_POST
def end_own_session(request: HttpRequest, key: str) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    if key == "others":
        here = request.session.session_key or ""
        end_sessions(account=request.user, except_key=here)
        messages.success(request, _("Everywhere else you are logged out."))
        return redirect("own_account")
    keys = read_sessions(request.user, now=timezone.now(), here="")
    for session in keys:
        if session.handle == key:
            end_session(account=request.user, key=session.key)
            messages.success(request, _("The session has ended."))
            return redirect("own_account")
    raise Http404
