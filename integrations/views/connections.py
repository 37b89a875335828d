from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.security.access import may
from common.ui.pages.lists import ListPage
from integrations.filters import ConnectionFilter
from integrations.forms import ConnectionForm, ThreadsForm
from integrations.models import Connection
from integrations.platforms import PLATFORMS, Platform
from integrations.rules.rows import PullFault
from integrations.selectors.connection_page import fault_text, read_page
from integrations.services import connections as services
from integrations.services.running import try_platform
from integrations.tables import ConnectionTable


class ConnectionListPage(ListPage):
    queryset = Connection.objects.with_waiting()
    filterset_class = ConnectionFilter
    table_class = ConnectionTable
    url_name = "integrations:connection_list"
    create_url_name = "integrations:connection_create"
    title = gettext_lazy("Connections")
    question = gettext_lazy("Do all platforms send what they should?")
    create_label = gettext_lazy("New connection")
    empty_hint = gettext_lazy(
        "Connect the platform where your owners talk: a forum, WeCom, or the "
        "tracking of your app. Choose it, and the page says step by step what to do.",
    )


def connection_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a connection: its state, what to do, and the log of its runs."""
    row = get_object_or_404(Connection.objects.select_related("source"), pk=pk)
    return _show(request, row)


def _show(
    request: HttpRequest,
    connection: Connection,
    *,
    secret: str = "",
    threads_form: ThreadsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    platform = services.find_platform(connection.platform)
    hook_url = ""
    if platform.receive is not None:
        path = reverse("integrations:hook", args=[connection.key])
        hook_url = request.build_absolute_uri(path)
    context = {
        "title": connection.name,
        "connection": connection,
        "platform": platform,
        "is_fetched": platform.pull is not None,
        "secret": secret,
        "hook_url": hook_url,
        "may_edit": may(request.user, "integrations:connection_edit", "POST"),
        "threads_form": threads_form
        or ThreadsForm(instance=connection.source),
        **read_page(connection, timezone.now()),
    }
    page = "integrations/connection_detail.html"
    return render(request, page, context, status=status)


class ConnectionFormPage(View):
    """Choose a platform and connect it, or change a connection."""

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = get_object_or_404(Connection, pk=pk) if pk else None
        name = row.platform if row else request.GET.get("platform", "")
        if not name:
            context = {
                "title": _("New connection"),
                "platforms": PLATFORMS.values(),
            }
            return render(
                request, "integrations/connection_choice.html", context
            )
        platform = services.find_platform(name)
        form = ConnectionForm(platform=platform, connection=row)
        return self._show(request, form, platform, row)

    def post(
        self, request: HttpRequest, pk: int | None = None
    ) -> HttpResponse:
        row = get_object_or_404(Connection, pk=pk) if pk else None
        name = row.platform if row else request.GET.get("platform", "")
        platform = services.find_platform(name)
        form = ConnectionForm(request.POST, platform=platform, connection=row)
        if form.is_valid():
            try:
                return self._save(request, form, platform, row)
            except DomainError as error:
                form.add_error(error.where.get("field"), str(error.message))
            except ValidationError as error:
                form.add_error(None, error)
        return self._show(request, form, platform, row, status=422)

    def _save(
        self,
        request: HttpRequest,
        form: ConnectionForm,
        platform: Platform,
        row: Connection | None,
    ) -> HttpResponse:
        given: dict[str, Any] = {
            "name": form.cleaned_data["name"],
            "base_url": form.cleaned_data.get("base_url", ""),
            "values": form.values(),
            "now": timezone.now(),
        }
        if row is not None:
            saved = services.change_connection(connection=row, **given)
            messages.success(request, _("Saved: %(name)s") % {"name": saved})
            return redirect(saved)
        saved, secret = services.create_connection(
            platform=platform,
            user=request.user,
            **given,
        )
        messages.success(request, _("Saved: %(name)s") % {"name": saved})
        # The secret is shown this once, so the page itself is the answer.
        return _show(request, saved, secret=secret)

    def _show(
        self,
        request: HttpRequest,
        form: ConnectionForm,
        platform: Platform,
        row: Connection | None,
        *,
        status: int = 200,
    ) -> HttpResponse:
        title = _("Edit %(name)s") if row else _("Connect %(name)s")
        context = {
            "title": title % {"name": row or platform.label},
            "form": form,
            "platform": platform,
            "row": row,
        }
        template = "integrations/connection_form.html"
        return render(request, template, context, status=status)


@require_POST
def test_connection(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the platform for something small, and say what it answers."""
    connection = get_object_or_404(Connection, pk=pk)
    platform = services.find_platform(connection.platform)
    if platform.try_connection is None:
        messages.info(request, _("Nothing is fetched from this platform."))
        return redirect(connection)
    try:
        try_platform(connection, timezone.now())
    except PullFault as fault:
        text = fault_text(fault.code)
        messages.error(request, f"{text} {fault.detail}".strip())
    else:
        messages.success(
            request, _("The platform answers, and accepts the key.")
        )
    return redirect(connection)


@require_POST
def run_connection(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a worker run the connection at once."""
    connection = get_object_or_404(Connection, pk=pk)
    services.run_now(connection=connection, now=timezone.now())
    messages.success(request, _("It runs within a minute."))
    return redirect(connection)


@require_POST
def pause_connection(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause a connection, or resume it."""
    connection = get_object_or_404(Connection, pk=pk)
    if connection.is_paused:
        services.resume(connection=connection, now=timezone.now())
        messages.success(request, _("It goes on where it stopped."))
    else:
        services.pause(connection=connection)
        messages.success(
            request,
            _("Paused: nothing is fetched, and what is sent waits."),
        )
    return redirect(connection)


@require_POST
def choose_connection_threads(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether posts without a thread are messages of a chat or topics."""
    rows = Connection.objects.select_related("source")
    connection = get_object_or_404(rows, pk=pk)
    form = ThreadsForm(request.POST, instance=connection.source)
    if not form.is_valid():
        return _show(request, connection, threads_form=form, status=422)
    source = services.choose_threads(
        connection=connection,
        threads=form.cleaned_data["threads"],
    )
    text = _("Saved: %(choice)s.") % {"choice": source.get_threads_display()}
    messages.success(request, text)
    return redirect(connection)


@require_POST
def rotate_connection(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a connection a new secret and show it once."""
    connection = get_object_or_404(Connection, pk=pk)
    secret = services.rotate_secret(connection=connection)
    return _show(request, connection, secret=secret)


@require_POST
def reset_connection(request: HttpRequest, pk: int) -> HttpResponse:
    """Read everything anew, once it is confirmed."""
    connection = get_object_or_404(Connection, pk=pk)
    if request.POST.get("confirm") != "yes":
        messages.error(request, _("Tick the box to read everything anew."))
        return redirect(connection)
    services.reset_cursors(connection=connection, now=timezone.now())
    messages.success(
        request,
        _("Everything is read anew; what is stored is counted as known."),
    )
    return redirect(connection)
