"""The page that shows the schema, for people."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework import exceptions
from rest_framework.request import Request


class DocumentationPage(SpectacularSwaggerSplitView):  # type: ignore[misc]
    """The documentation of the API; a browser that is not logged in is sent to
    the login first.
    """

    def handle_exception(self, error: Exception) -> Any:
        is_unknown = isinstance(
            error,
            exceptions.NotAuthenticated | exceptions.AuthenticationFailed,
        )
        if is_unknown and _is_browser(self.request):
            return redirect_to_login(self.request.get_full_path())
        return super().handle_exception(error)


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("Accept", "")
