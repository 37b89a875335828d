"""The guide to the API: token, first call, pages, sending rows, errors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.security.access import SCOPES, may


def api_guide(request: HttpRequest) -> HttpResponse:
    """Show how another system reads and sends data, with examples to copy."""
    context = {
        "title": _("API"),
        "question": _("How does another system read and send data?"),
        "root": request.build_absolute_uri("/api/v1/"),
        "scopes": list(SCOPES.items()),
        "language": get_language(),
        "may_issue": may(request.user, "tokens", "POST"),
    }
    return render(request, "api_guide.html", context)
