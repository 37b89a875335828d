from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.models import OutboxMessage
from common.security.access import may
from common.security.outgoing import address_fault
from common.selectors.outbox import receiver_state, with_sending
from common.services.outbox import check_changed, send_again
from common.ui.forms import read_opened
from common.ui.pages.details import FormPage
from common.ui.pages.lists import ListPage
from insights.filters import WebhookFilter
from insights.forms import WebhookForm
from insights.models import WEBHOOK, WebhookEndpoint
from insights.selectors.webhook_log import read_log
from insights.services.webhooks import (
    pause_endpoint,
    ping_endpoint,
    resume_endpoint,
    rotate_secret,
    save_endpoint,
)
from insights.tables import WebhookTable

FOUND = HTTPStatus.FOUND


class WebhookListPage(ListPage):
    queryset = with_sending(WebhookEndpoint.objects.all(), WEBHOOK)
    filterset_class = WebhookFilter
    table_class = WebhookTable
    url_name = "insights:webhook_list"
    create_url_name = "insights:webhook_create"
    title = gettext_lazy("Webhooks")
    question = gettext_lazy("Which systems are notified of joins and leaves?")
    create_label = gettext_lazy("New webhook")
    empty_hint = gettext_lazy(
        "Name an address of another system: it is told who joins and leaves your segments.",
    )


def webhook_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a webhook: where it goes, what waits, and the log of its messages."""
    return _show_webhook(request, get_object_or_404(WebhookEndpoint, pk=pk))


def _show_webhook(
    request: HttpRequest,
    endpoint: WebhookEndpoint,
    *,
    secret: str = "",
) -> HttpResponse:
    context = {
        "title": endpoint.name,
        "endpoint": endpoint,
        "secret": secret,
        "may_edit": may(request.user, "insights:webhook_edit", "POST"),
        **read_log(endpoint),
    }
    return render(request, "insights/webhook_detail.html", context)


class WebhookFormPage(FormPage):
    """Create a webhook, whose secret is then shown once, or change it."""

    queryset = WebhookEndpoint.objects.all()
    form_class = WebhookForm
    create_title = gettext_lazy("New webhook")

    def post(
        self,
        request: HttpRequest,
        pk: int | None = None,
    ) -> HttpResponse:
        response = super().post(request, pk)
        if response.status_code != FOUND:
            return response
        if address_fault(self.saved.url) == "unknown_host":
            text = _(
                "Nobody knows the host of this address at the moment. Check how it is spelt.",
            )
            messages.warning(request, text)
        # The secret is shown this once, so the page itself is the answer.
        return (
            response
            if pk
            else _show_webhook(request, self.saved, secret=self.saved.secret)
        )

    def perform(self, request: HttpRequest, form: Any) -> WebhookEndpoint:
        self.saved = save_endpoint(
            endpoint=form.instance,
            segments=form.cleaned_data["segments"],
            event_kinds=form.cleaned_data["event_kinds"],
            opened=read_opened(form),
            now=timezone.now(),
            user=request.user,
        )
        return self.saved


@require_POST
def rotate_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a webhook a new secret and show it once."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    secret = rotate_secret(endpoint=endpoint, now=timezone.now())
    endpoint.refresh_from_db()
    return _show_webhook(request, endpoint, secret=secret)


@require_POST
def pause_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause a webhook, or resume it."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    if receiver_state(WEBHOOK, pk).pause:
        resume_endpoint(endpoint=endpoint)
        messages.success(request, _("It goes on where it stopped."))
    else:
        pause_endpoint(endpoint=endpoint)
        messages.success(request, _("Paused; what happens waits."))
    return redirect(endpoint)


@require_POST
def ping_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test message."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    ping_endpoint(endpoint=endpoint, now=timezone.now())
    messages.success(
        request,
        _("A test message waits; it goes out within a minute."),
    )
    return redirect(endpoint)


@require_POST
def resend_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one message once more."""
    message = get_object_or_404(OutboxMessage, pk=pk, receiver_type=WEBHOOK)
    endpoint = get_object_or_404(WebhookEndpoint, pk=message.receiver_id)
    changed = send_again(message_ids=[pk], user=request.user)
    check_changed(changed, message)
    messages.success(
        request,
        _("The message waits to be sent again; it goes out within a minute."),
    )
    return redirect(endpoint)
