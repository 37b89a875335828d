"""Pages of nights, and the button that runs one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from activity.filters import NightFilter
from activity.models import NightlyRun
from activity.tables import NightTable
from common.jobs.queue import request_job_once
from common.models import JobRun
from common.ui.pages.details import DetailPage
from common.ui.pages.lists import ListPage

SHOWN_JOBS = 5


class NightListPage(ListPage):
    queryset = NightlyRun.objects.all()
    filterset_class = NightFilter
    table_class = NightTable
    url_name = "activity:night_list"
    title = gettext_lazy("Nights")
    question = gettext_lazy("Is everything recomputed?")
    empty_hint = gettext_lazy(
        "No night has run yet. Run the first one with the button above or manage.py run_nightly.",
    )
    template_name = "activity/night_list.html"

    def extra_context(self) -> dict[str, Any]:
        jobs = JobRun.objects.unfinished().filter(kind="run_missed_nights")
        return {"open_jobs": jobs[:SHOWN_JOBS]}


class NightDetailPage(DetailPage):
    queryset = NightlyRun.objects.all()
    fields = (
        "business_date", "state", "mode", "base_date", "started_at", "finished_at", "attempts",
        "events_read", "member_count", "events_through", "generation", "set_aside_at",
    )  # fmt: skip
    list_url_name = "activity:night_list"
    template_name = "activity/night_detail.html"

    def extra_context(self, row: NightlyRun) -> dict[str, Any]:
        return {"shards": row.planned_shards().defer("gathered")}


@require_POST
def run_nightly(request: HttpRequest) -> HttpResponse:
    """Ask for the missing nights, or for the last one again with what came since."""
    _job, is_new = request_job_once(
        kind="run_missed_nights",
        arguments={"again": True},
        user=request.user,
        now=timezone.now(),
    )
    if is_new:
        messages.success(
            request,
            _("The night is in the queue; its progress shows here."),
        )
    else:
        messages.info(request, _("A night is already being run."))
    return redirect("activity:night_list")
