from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from common.api.problems import status_of
from common.db.edits import EditConflict
from common.errors import DomainError
from common.models import OutboxReceiver
from common.security.access import may
from common.selectors.outbox import receiver_state, with_sending
from common.ui.forms import both_versions, opened_inputs, read_opened
from common.ui.pages.lists import ListPage
from integrations.filters import ChannelFilter
from integrations.forms import ChannelForm
from integrations.labels import CHANNEL_STEPS, channel_fault
from integrations.models import Channel
from integrations.selectors.channel_page import read_channel_page
from integrations.services import channels as services
from integrations.services.channel_sending import RECEIVER_TYPE
from integrations.services.mail_sending import is_configured
from integrations.tables import ChannelTable


class ChannelListPage(ListPage):
    queryset = with_sending(Channel.objects.with_last(), RECEIVER_TYPE)
    filterset_class = ChannelFilter
    table_class = ChannelTable
    url_name = "integrations:channel_list"
    create_url_name = "integrations:channel_create"
    title = gettext_lazy("Channels")
    question = gettext_lazy("Do messages reach the colleagues?")
    create_label = gettext_lazy("New channel")
    empty_hint = gettext_lazy(
        "Add the group robot of Feishu, DingTalk or WeCom, or e-mail: alerts and reminders then "
        "reach your colleagues where they work. The page says step by step what to do.",
    )


def channel_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a channel: whether it works, and its latest messages."""
    rows = with_sending(Channel.objects.with_last(), RECEIVER_TYPE)
    channel = get_object_or_404(rows, pk=pk)
    context = {
        "title": channel.name,
        "channel": channel,
        "steps": CHANNEL_STEPS[channel.kind],
        "pause_label": OutboxReceiver.Pause(channel.pause).label
        if channel.pause
        else "",
        "error": channel_fault(
            channel.kind,
            channel.last_fault or "",
            channel.last_answer or "",
        ),
        "may_edit": may(request.user, "integrations:channel_edit", "POST"),
        **_mail_context(channel.kind),
        **read_channel_page(channel),
    }
    if request.htmx:  # type: ignore[attr-defined]
        name = "integrations/_channel_messages.html"
        return render(request, name, context)
    return render(request, "integrations/channel_detail.html", context)


def _mail_context(kind: str) -> dict[str, Any]:
    """Return whether mail can be sent, and through which server."""
    is_mail = kind == Channel.Kind.EMAIL
    return {
        "lacks_mail": is_mail and not is_configured(),
        "mail_host": settings.MAIL_SERVER["host"] if is_mail else "",
        "mail_from": settings.MAIL_SERVER["from"] if is_mail else "",
    }


class ChannelFormPage(View):
    """Choose a kind of channel and add it, or change a channel."""

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = get_object_or_404(Channel, pk=pk) if pk else None
        name = row.kind if row else request.GET.get("kind", "")
        if not name:
            return self._choose(request)
        kind = services.find_kind(name)
        form = ChannelForm(kind=kind, channel=row)
        return self._show(request, form, row, opened=form.initial)

    def post(
        self, request: HttpRequest, pk: int | None = None
    ) -> HttpResponse:
        row = get_object_or_404(Channel, pk=pk) if pk else None
        kind = services.find_kind(
            row.kind if row else request.GET.get("kind", ""),
        )
        form = ChannelForm(request.POST, kind=kind, channel=row)
        status = 422
        if form.is_valid():
            try:
                return self._save(request, form, row)
            except EditConflict as conflict:
                return self._show_conflict(request, form, conflict)
            except DomainError as error:
                form.add_error(error.where.get("field"), str(error.message))
                found = status_of(error)
                status = 422 if found == 400 else found
        opened = read_opened(form)
        return self._show(request, form, row, opened=opened, status=status)

    def _choose(self, request: HttpRequest) -> HttpResponse:
        context = {"title": _("New channel"), "kinds": Channel.Kind.choices}
        return render(request, "integrations/channel_choice.html", context)

    def _save(
        self,
        request: HttpRequest,
        form: ChannelForm,
        row: Channel | None,
    ) -> HttpResponse:
        if row is None:
            saved = services.create_channel(
                kind=form.kind,
                now=timezone.now(),
                user=request.user,
                **form.values(),
            )
        else:
            saved = services.change_channel(
                channel=row,
                opened=form.opened(),
                **form.values(),
            )
        messages.success(request, _("Saved: %(name)s") % {"name": saved})
        return redirect(saved)

    def _show_conflict(
        self,
        request: HttpRequest,
        form: ChannelForm,
        conflict: EditConflict,
    ) -> HttpResponse:
        fresh = ChannelForm(kind=form.kind, channel=conflict.row)
        opened = dict(fresh.initial)
        for name in conflict.current:
            fresh.initial[name] = form.cleaned_data[name]
        return self._show(
            request,
            fresh,
            conflict.row,
            opened=opened,
            conflicts=both_versions(form, form.as_texts(conflict.current)),
            status=status_of(conflict),
        )

    def _show(
        self,
        request: HttpRequest,
        form: ChannelForm,
        row: Channel | None,
        *,
        opened: Any,
        conflicts: Any = (),
        status: int = 200,
    ) -> HttpResponse:
        title = _("Edit %(name)s") if row else _("Add: %(name)s")
        context = {
            "title": title % {"name": row or form.kind.label},
            "form": form,
            "row": row,
            "steps": CHANNEL_STEPS[form.kind],
            "opened_inputs": opened_inputs(form, opened) if row else "",
            "conflicts": conflicts,
            **_mail_context(form.kind),
        }
        template = "integrations/channel_form.html"
        return render(request, template, context, status=status)


@require_POST
def test_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test message through the outbox."""
    channel = get_object_or_404(Channel, pk=pk)
    services.send_test(
        channel=channel,
        page=request.build_absolute_uri(channel.get_absolute_url()),
        recipient=request.user.email,  # type: ignore[union-attr]
        now=timezone.now(),
    )
    text = _("A test message is on its way. What came of it shows below.")
    messages.info(request, text)
    return redirect(channel)


@require_POST
def pause_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause a channel, or resume it."""
    channel = get_object_or_404(Channel, pk=pk)
    is_paused = not receiver_state(RECEIVER_TYPE, channel.pk).pause
    services.set_pause(channel=channel, is_paused=is_paused)
    if is_paused:
        text = _("Paused: messages wait, and are sent when it goes on.")
        messages.success(request, text)
    else:
        messages.success(request, _("It goes on where it stopped."))
    return redirect(channel)
