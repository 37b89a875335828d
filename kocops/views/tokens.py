"""The tokens with which machines use the API: issued, listed and ended."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from common.api.problems import status_of
from common.errors import DomainError
from common.models import ApiToken
from common.security.access import SCOPES
from common.services.tokens import end_token, issue_token
from kocops.forms import TokenForm


class TokenListPage(View):
    """Which machines use the API, and what each may do; a new token is shown
    once, on the answer to the form.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, TokenForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TokenForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        try:
            row, token = issue_token(**form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, form, status=status_of(error))
        return self._show(request, TokenForm(), issued=row, token=token)

    def _show(
        self,
        request: HttpRequest,
        form: TokenForm,
        *,
        issued: ApiToken | None = None,
        token: str = "",
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "title": _("API tokens"),
            "question": _("Which systems use the API, and what may they do?"),
            "form": form,
            "issued": issued,
            "token": token,
            "tokens": _tokens(),
        }
        return render(request, "accounts/tokens.html", context, status=status)


@require_POST
def end_this_token(request: HttpRequest, key: str) -> HttpResponse:
    """End a token at once."""
    try:
        row = end_token(key=key, now=timezone.now())
    except ApiToken.DoesNotExist as error:
        raise Http404 from error
    text = _("%(name)s: the token has ended. A new one can be issued.")
    messages.success(request, text % {"name": row.name or row.user})
    return redirect("tokens")


def _tokens() -> list[dict[str, Any]]:
    """Return all tokens, those that hold first, the newest first."""
    now = timezone.now()
    shown = []
    for row in ApiToken.objects.select_related("user").order_by("-created"):
        scopes = [
            {"name": one, "label": SCOPES.get(one, one)} for one in row.scopes
        ]
        has_ended = row.expiry is not None and row.expiry <= now
        shown.append({"row": row, "scopes": scopes, "has_ended": has_ended})
    return sorted(shown, key=lambda one: bool(one["has_ended"]))
