from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.jobs.queue import request_job_once
from common.models import JobRun
from common.security.access import may
from common.ui.pages.details import DetailPage
from common.ui.pages.lists import ListPage
from common.ui.pages.policies import PolicyFormPage
from lifecycle.filters import PolicyFilter
from lifecycle.forms import ThresholdsForm
from lifecycle.labels import FACTOR_LABELS, THRESHOLD_LABELS
from lifecycle.models import DormancyPolicy
from lifecycle.selectors.backtests import count_disputes, read_backtest
from lifecycle.selectors.policies import policy_in_force, rules_of
from lifecycle.selectors.preview import StatePreview, preview_thresholds
from lifecycle.services.policies import save_policy
from lifecycle.tables import PolicyTable

FIT_JOB = "fit_dormancy"
BACKTEST_JOB = "backtest_dormancy"


class PolicyListPage(ListPage):
    queryset = DormancyPolicy.objects.select_related("created_by")
    filterset_class = PolicyFilter
    table_class = PolicyTable
    url_name = "lifecycle:policy_list"
    create_url_name = "lifecycle:policy_create"
    title = gettext_lazy("Dormancy policy")
    create_label = gettext_lazy("Other thresholds")
    question = gettext_lazy(
        "By what is dormancy decided, and how right is it?",
    )
    empty_hint = gettext_lazy("The first version stands with the first night.")
    template_name = "lifecycle/policy_list.html"

    def _context(self, *args: Any) -> dict[str, Any]:
        jobs = JobRun.objects.filter(kind__in=(FIT_JOB, BACKTEST_JOB))
        backtest, backtest_rows = read_backtest()
        may_change = may(self.request.user, self.create_url_name, "POST")
        return {
            **super()._context(*args),
            "open_jobs": jobs.unfinished()[:3],
            "latest_job": jobs.order_by("-pk").first(),
            "backtest": backtest,
            "backtest_rows": backtest_rows,
            "disputed": count_disputes(),
            "may_change": may_change,
        }


class PolicyDetailPage(DetailPage):
    queryset = DormancyPolicy.objects.select_related("created_by")
    fields = (
        "version",
        "origin",
        "note",
        "created_at",
        "created_by",
        "replays_states",
    )
    list_url_name = "lifecycle:policy_list"
    template_name = "lifecycle/policy_detail.html"

    def extra_context(self, row: DormancyPolicy) -> dict[str, Any]:
        rules = rules_of(row)
        limits = [
            (label, getattr(rules.limits, name))
            for name, label in THRESHOLD_LABELS.items()
        ]
        slopes = zip(FACTOR_LABELS.values(), rules.card.slopes, strict=True)
        return {
            "limits": limits,
            "slopes": list(slopes),
            "in_force": policy_in_force().version == row.version,
            "record": row.record.items(),
        }


class DormancyPolicyPage(PolicyFormPage):
    title = gettext_lazy("Other thresholds")
    template_name = "lifecycle/policy_form.html"

    def make_form(self, data: Any = None) -> ThresholdsForm:
        return ThresholdsForm(data, present=rules_of(policy_in_force()).limits)

    def preview(self, form: ThresholdsForm) -> StatePreview:
        """Return what the entered thresholds would change."""
        return preview_thresholds(form.thresholds())

    def version_in_force(self) -> int:
        return policy_in_force().version

    def keep(
        self,
        form: ThresholdsForm,
        based_on: int | None,
    ) -> DormancyPolicy:
        return save_policy(
            based_on=based_on,
            card=rules_of(policy_in_force()).card,
            limits=form.thresholds(),
            origin=DormancyPolicy.Origin.EDITED,
            note=form.cleaned_data["note"],
            replays_states=True,
            now=timezone.now(),
            user=self.request.user,
        )


@require_POST
def refit_policy(request: HttpRequest) -> HttpResponse:
    """Request a refit on the community's own past."""
    return _request_job(
        request,
        FIT_JOB,
        gettext_lazy("The refit is in the queue; its progress shows here."),
        gettext_lazy(
            "A refit is already in the queue; its progress shows here.",
        ),
    )


@require_POST
def backtest_policy(request: HttpRequest) -> HttpResponse:
    """Request a backtest of the policy on the community's own past."""
    return _request_job(
        request,
        BACKTEST_JOB,
        gettext_lazy("The backtest is in the queue; its progress shows here."),
        gettext_lazy(
            "A backtest is already in the queue; its progress shows here.",
        ),
    )


def _request_job(
    request: HttpRequest,
    kind: str,
    queued: Promise,
    already_queued: Promise,
) -> HttpResponse:
    _job, is_new = request_job_once(
        kind=kind,
        arguments={},
        user=request.user,
        now=timezone.now(),
    )
    if is_new:
        messages.success(request, str(queued))
    else:
        messages.info(request, str(already_queued))
    return redirect("lifecycle:policy_list")
