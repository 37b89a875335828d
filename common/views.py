"""Doors without a business word: preferences, saved views, column choices, progress, health."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.http import require_POST
from redis.exceptions import RedisError

from common.access import ACCESS
from common.forms import SavedViewForm
from common.models import ColumnChoice, JobRun, SavedView
from common.problems import refusal
from common.services.jobs import cancel_job as cancel


def _safe_back(request: HttpRequest) -> str:
    """Return the address to go back to, if it is one of ours."""
    asked = request.POST.get("next", "")
    # Without a slash in front, redirect() would take it for the name of a view.
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(
        asked, {request.get_host()}, require_https=request.is_secure()
    )
    return asked if ours else "/"


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the time zone in which this reader sees times."""
    response = redirect(_safe_back(request))
    zone = request.POST.get("time_zone", "")
    if zone in settings.DISPLAY_TIME_ZONES:
        response.set_cookie("kocops_time_zone", zone, max_age=365 * 86_400, samesite="Lax", httponly=True)
    return response


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list's filters, sort and columns under a name."""
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
        return redirect(_safe_back(request))
    given = form.cleaned_data
    SavedView.objects.update_or_create(
        owner=request.user,
        page=given["page"],
        name=given["name"],
        defaults={"query": given["query"], "is_shared": given["is_shared"]},
    )
    messages.success(request, _("View saved: %(name)s") % {"name": given["name"]})
    return redirect(_safe_back(request))


@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of the reader's own views."""
    view = get_object_or_404(SavedView, pk=pk, owner=request.user)
    view.delete()
    messages.success(request, _("View deleted: %(name)s") % {"name": view.name})
    return redirect(_safe_back(request))


@require_POST
def save_columns(request: HttpRequest) -> HttpResponse:
    """Keep which columns of a list this reader wants, in which order."""
    columns = [name for name in request.POST.getlist("columns")[:60] if name.isidentifier() and len(name) <= 60]
    page = request.POST.get("page", "")
    if page in ACCESS:
        ColumnChoice.objects.update_or_create(owner=request.user, page=page, defaults={"columns": columns})
    return redirect(_safe_back(request))


def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a job is; the page asks again while it runs."""
    job = get_object_or_404(JobRun, pk=pk)
    response = render(request, "components/job_progress.html", {"job": job})
    if not job.is_open and request.GET.get("was_open"):
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancel_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a job to stop; what it has already done stays."""
    if cancel(job_id=pk):
        messages.info(request, _("The job stops at its next step; what is done stays."))
    return redirect(_safe_back(request))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refuses before any view: a problem to the API, the page 400 to a browser."""
    if request.path.startswith("/api/"):
        return refusal(request, 400, "bad_request", _("The request cannot be read."))
    return defaults.bad_request(request, exception)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process is up; asks nothing else."""
    return JsonResponse({"status": "ok"})


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer whether database, its migrations and the cache are ready, 503 if not."""
    checks: dict[str, Any] = {"time": timezone.now().isoformat(), "database": "ok", "cache": "ok"}
    try:
        executor = MigrationExecutor(connection)
        checks["migrations_pending"] = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        checks["database"] = type(error).__name__
    try:
        cache.get("readyz")
    except RedisError as error:
        checks["cache"] = type(error).__name__
    ready = checks["database"] == checks["cache"] == "ok" and not checks["migrations_pending"]
    return JsonResponse(checks, status=200 if ready else 503)
