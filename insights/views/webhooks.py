from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from common.access import may
from common.errors import ReaderError
from common.pages.lists import ListPage
from insights.filters import WebhookFilter
from insights.forms import WebhookForm
from insights.models import WebhookEndpoint, WebhookMessage
from insights.services.webhook_delivery import read_log
from insights.services.webhooks import (
    pause_endpoint,
    ping_endpoint,
    resume_endpoint,
    rotate_secret,
    save_endpoint,
    send_again,
)
from insights.tables import WebhookTable


class WebhookListPage(ListPage):
    queryset = WebhookEndpoint.objects.with_waiting()
    filterset_class, table_class = WebhookFilter, WebhookTable
    url_name, create_url_name = "insights:webhook_list", "insights:webhook_create"
    title, question = gettext_lazy("Webhooks"), gettext_lazy("Which systems are told of joins and leaves?")
    create_label = gettext_lazy("New webhook")
    empty_hint = gettext_lazy("Name an address of another system: it is told who joins and leaves your segments.")


def webhook_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a webhook: where it goes, what waits, and the log of its messages."""
    return _show_webhook(request, get_object_or_404(WebhookEndpoint, pk=pk))


def _show_webhook(request: HttpRequest, endpoint: WebhookEndpoint, *, secret: str = "") -> HttpResponse:
    context = {
        "title": endpoint.name,
        "endpoint": endpoint,
        "secret": secret,
        "may_edit": may(request.user, "insights:webhook_edit", "POST"),
        **read_log(endpoint),
    }
    return render(request, "insights/webhook_detail.html", context)


class WebhookFormPage(View):
    """Make a webhook, whose secret is then shown once, or change where it goes."""

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = get_object_or_404(WebhookEndpoint, pk=pk) if pk else None
        return self._show(request, WebhookForm(instance=row), row)

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = get_object_or_404(WebhookEndpoint, pk=pk) if pk else None
        form = WebhookForm(request.POST, instance=row)
        if form.is_valid():
            segments = form.cleaned_data["segments"]
            try:
                saved = save_endpoint(endpoint=form.instance, segments=segments, now=timezone.now(), user=request.user)
            except ReaderError as error:
                form.add_error("url", str(error.message))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Saved: %(name)s") % {"name": saved})
                return redirect(saved) if row else _show_webhook(request, saved, secret=saved.secret)
        return self._show(request, form, row)

    def _show(self, request: HttpRequest, form: WebhookForm, row: WebhookEndpoint | None) -> HttpResponse:
        title = _("Edit %(name)s") % {"name": row} if row else _("New webhook")
        context: dict[str, Any] = {"title": title, "form": form, "row": row}
        return render(request, "generic/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def rotate_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a webhook a new secret and show it once."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    secret = rotate_secret(endpoint=endpoint, now=timezone.now())
    endpoint.refresh_from_db()
    return _show_webhook(request, endpoint, secret=secret)


@require_POST
def pause_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a webhook, or let it go on."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    act = resume_endpoint if endpoint.pause else pause_endpoint
    act(endpoint=endpoint)
    messages.success(request, _("It goes on where it stopped.") if endpoint.pause else _("Paused; what happens waits."))
    return redirect(endpoint)


@require_POST
def ping_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message that says nothing, to see whether it arrives."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    ping_endpoint(endpoint=endpoint, now=timezone.now())
    messages.success(request, _("A test message waits; it goes out within a minute."))
    return redirect(endpoint)


@require_POST
def resend_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one message once more."""
    message = get_object_or_404(WebhookMessage.objects.select_related("endpoint"), pk=pk)
    send_again(message=message)
    messages.success(request, _("The message waits to be sent again; it goes out within a minute."))
    return redirect(message.endpoint)
