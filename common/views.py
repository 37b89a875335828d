"""Views that belong to no app: preferences, saved views, column choices, progress, health."""

import sys
from collections.abc import Mapping

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.http import require_POST

from common.api.problems import missing_service, refusal, unavailable
from common.jobs.queue import cancel_job as cancel
from common.models import ColumnChoice, JobRun, SavedView
from common.security.access import ACCESS, may_see_job
from common.selectors.readiness import NamedCheck, read_readiness
from common.ui.forms import SavedViewForm


def _safe_back(request: HttpRequest) -> str:
    """Return the address to go back to, if it is one of ours, else that of the start page."""
    asked = request.POST.get("next", "")
    # redirect() takes an address without a leading slash for the name of a view.
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(
        asked,
        {request.get_host()},
        require_https=request.is_secure(),
    )
    return asked if is_ours else "/"


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Store the time zone in which this reader sees times."""
    response = redirect(_safe_back(request))
    zone = request.POST.get("time_zone", "")
    if zone in settings.DISPLAY_TIME_ZONES:
        response.set_cookie(
            "kocops_time_zone",
            zone,
            max_age=365 * 86_400,
            samesite="Lax",
            httponly=True,
        )
    return response


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Store the list's filters, sort and columns under a name."""
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        errors: list[str] = []
        for texts in form.errors.values():
            errors += map(str, texts)
        messages.error(request, " ".join(errors))
        return redirect(_safe_back(request))
    given = form.cleaned_data
    SavedView.objects.update_or_create(
        owner_id=request.user.pk,
        page=given["page"],
        name=given["name"],
        defaults={"query": given["query"], "is_shared": given["is_shared"]},
    )
    messages.success(
        request,
        _("View saved: %(name)s") % {"name": given["name"]},
    )
    return redirect(_safe_back(request))


@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of the reader's own views."""
    view = get_object_or_404(SavedView, pk=pk, owner=request.user)
    view.delete()
    messages.success(
        request,
        _("View deleted: %(name)s") % {"name": view.name},
    )
    return redirect(_safe_back(request))


@require_POST
def save_columns(request: HttpRequest) -> HttpResponse:
    """Store which columns of a list this reader wants, in which order."""
    columns = [
        name
        for name in request.POST.getlist("columns")[:60]
        if name.isidentifier() and len(name) <= 60
    ]
    page = request.POST.get("page", "")
    if page in ACCESS:
        ColumnChoice.objects.update_or_create(
            owner_id=request.user.pk,
            page=page,
            defaults={"columns": columns},
        )
    return redirect(_safe_back(request))


def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a job is; the page polls it while it runs."""
    job = get_object_or_404(JobRun, pk=pk)
    if not may_see_job(request.user, job):
        raise Http404
    response = render(request, "components/job_progress.html", {"job": job})
    if not job.is_open and request.GET.get("was_open"):
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancel_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a job to stop; what it has already done stays."""
    if cancel(job_id=pk):
        messages.info(
            request,
            _("The job stops at its next step; what is done stays."),
        )
    return redirect(_safe_back(request))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django refuses before any view: with a problem to
    the API, with a page to a browser.
    """
    if request.path.startswith("/api/"):
        return refusal(
            request,
            400,
            "bad_request",
            _("The request cannot be read."),
        )
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an error of ours outside a view; while the database is away, say
    that instead.
    """
    code = missing_service(sys.exception())
    if code:
        return unavailable(request, code)
    if request.path.startswith("/api/"):
        return refusal(
            request,
            500,
            "server_error",
            _(
                "Something went wrong on our side; it has been written to the log.",
            ),
        )
    return defaults.server_error(request)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process is up, without any check."""
    return JsonResponse({"status": "ok"})


@login_not_required
def readyz(
    request: HttpRequest,
    named: Mapping[str, NamedCheck] | None = None,
) -> JsonResponse:
    """Answer whether everything is ready that pages need, 503 if not, and the
    state of what they can do without.
    """
    is_ready, checks = read_readiness(named or {}, timezone.now())
    return JsonResponse(checks, status=200 if is_ready else 503)
