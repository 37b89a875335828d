from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from activity.services.freshness import freshness_of
from common.access import may
from common.errors import ReaderError
from common.models import JobRun
from common.pages.details import DetailPage
from common.pages.lists import ListPage
from common.pages.policies import PolicyFormPage
from common.services.jobs import request_job
from lifecycle.filters import DisputeFilter, DormancyFilter, PolicyFilter
from lifecycle.forms import DisputeForm, ThresholdsForm
from lifecycle.models import DormancyBacktest, DormancyDispute, DormancyPolicy, DormancyState
from lifecycle.querysets import members_on_board
from lifecycle.services.board import read_board
from lifecycle.services.disputes import dispute_state, withdraw_dispute
from lifecycle.services.policies import policy_in_force, rules_of, save_policy
from lifecycle.services.preview import Preview, preview_thresholds
from lifecycle.services.wording import FACTOR_LABELS, FIGURE_LABELS, THRESHOLD_LABELS
from lifecycle.tables import DisputeTable, DormancyTable, PolicyTable
from members.models import Member

JOB_KINDS = ("fit_dormancy", "backtest_dormancy")


class DormancyBoardPage(ListPage):
    filterset_class, table_class = DormancyFilter, DormancyTable
    url_name = "lifecycle:dormancy_board"
    title, question = gettext_lazy("Dormancy"), gettext_lazy("Who is cooling down?")
    empty_hint = gettext_lazy("States appear with the night, for members known for at least eight weeks.")
    template_name = "lifecycle/dormancy_board.html"

    def get_queryset(self) -> QuerySet[Any]:
        generation = freshness_of(self.request, timezone.now()).generation
        rows = members_on_board(Member.objects.living(), generation=generation, today=timezone.localdate())
        return rows.select_related("primary_contact")

    def _context(self, *args: Any) -> dict[str, Any]:
        board = {} if self.is_part() else read_board(freshness_of(self.request, timezone.now()).generation)
        return {**super()._context(*args), **board}


class PolicyListPage(ListPage):
    queryset = DormancyPolicy.objects.select_related("created_by")
    filterset_class, table_class = PolicyFilter, PolicyTable
    url_name, create_url_name = "lifecycle:policy_list", "lifecycle:policy_create"
    title, create_label = gettext_lazy("Dormancy policy"), gettext_lazy("Other thresholds")
    question = gettext_lazy("By what is dormancy decided, and how right is it?")
    empty_hint = gettext_lazy("The first version stands with the first night.")
    template_name = "lifecycle/policy_list.html"

    def _context(self, *args: Any) -> dict[str, Any]:
        backtest = DormancyBacktest.objects.first()
        disputed = DormancyDispute.objects.order_by().values("policy_version").annotate(count=Count("pk"))
        return {
            **super()._context(*args),
            "open_jobs": JobRun.objects.unfinished().filter(kind__in=JOB_KINDS)[:3],
            "latest_job": JobRun.objects.filter(kind__in=JOB_KINDS).order_by("-pk").first(),
            "backtest": backtest,
            "backtest_rows": _backtest_rows(backtest) if backtest else [],
            "disputed": list(disputed.order_by("policy_version")),
            "may_change": may(self.request.user, "lifecycle:policy_create", "POST"),
        }


def _backtest_rows(backtest: DormancyBacktest) -> list[dict[str, Any]]:
    judged = [backtest.figures.get(name) or {} for name in ("score", "refitted", "monthly")]
    return [
        {"label": label, "is_count": name == "rows", "values": [figures.get(name) for figures in judged]}
        for name, label in FIGURE_LABELS.items()
    ]


class PolicyDetailPage(DetailPage):
    queryset = DormancyPolicy.objects.select_related("created_by")
    fields = ("version", "origin", "note", "created_at", "created_by", "replays_states")
    list_url_name = "lifecycle:policy_list"
    template_name = "lifecycle/policy_detail.html"

    def extra_context(self, row: DormancyPolicy) -> dict[str, Any]:
        rules = rules_of(row)
        limits = [(label, getattr(rules.limits, name)) for name, label in THRESHOLD_LABELS.items()]
        slopes = list(zip(FACTOR_LABELS.values(), rules.card.slopes, strict=True))
        in_force = policy_in_force().version == row.version
        return {"limits": limits, "slopes": slopes, "in_force": in_force, "record": row.record.items()}


class DormancyPolicyPage(PolicyFormPage):
    title, template_name = gettext_lazy("Other thresholds"), "lifecycle/policy_form.html"

    def make_form(self, data: Any = None) -> ThresholdsForm:
        return ThresholdsForm(data, present=rules_of(policy_in_force()).limits)

    def preview(self, form: ThresholdsForm) -> Preview:
        return preview_thresholds(form.thresholds())

    def keep(self, form: ThresholdsForm) -> DormancyPolicy:
        return save_policy(
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
    """Ask for a refit on the community's own past."""
    request_job(kind="fit_dormancy", arguments={}, user=request.user, now=timezone.now())
    messages.success(request, _("The refit is in the queue; its progress shows here."))
    return redirect("lifecycle:policy_list")


@require_POST
def backtest_policy(request: HttpRequest) -> HttpResponse:
    """Ask how right the policy was on the community's own past."""
    request_job(kind="backtest_dormancy", arguments={}, user=request.user, now=timezone.now())
    messages.success(request, _("The backtest is in the queue; its progress shows here."))
    return redirect("lifecycle:policy_list")


class DisputeListPage(ListPage):
    filterset_class, table_class = DisputeFilter, DisputeTable
    url_name = "lifecycle:dispute_list"
    title, question = gettext_lazy("Disputed states"), gettext_lazy("Where do people know better than the score?")
    empty_hint = gettext_lazy("A state is disputed on the member's page, with a reason and a day until which it holds.")

    def get_queryset(self) -> QuerySet[Any]:
        return DormancyDispute.objects.with_holding(timezone.localdate()).select_related("member", "created_by")


class DisputePage(View):
    """Say that a member's state is not what it looks like."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        return self._show(request, get_object_or_404(Member, pk=member_id), DisputeForm())

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member, form = get_object_or_404(Member, pk=member_id), DisputeForm(request.POST)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        now = timezone.now()
        generation = freshness_of(request, now).generation
        state = DormancyState.objects.of_generation(generation).filter(member=member).first()
        given, today = form.cleaned_data, timezone.localdate()
        try:
            dispute_state(member=member, state=state, now=now, today=today, user=request.user, **given)
        except ReaderError as error:
            form.add_error(None, str(error.message))
            return self._show(request, member, form, status=error.status)
        messages.success(request, _("Disputed until %(day)s.") % {"day": given["until"]})
        return redirect(member)

    def _show(self, request: HttpRequest, member: Member, form: DisputeForm, status: int = 200) -> HttpResponse:
        title = _("Dispute the state of %(name)s") % {"name": member}
        return render(request, "generic/form.html", {"title": title, "form": form, "row": member}, status=status)


@require_POST
def withdraw_dispute_page(request: HttpRequest, member_id: int) -> HttpResponse:
    """The state speaks for itself again."""
    member = get_object_or_404(Member, pk=member_id)
    if withdraw_dispute(member=member, now=timezone.now()):
        messages.success(request, _("The dispute is withdrawn."))
    return redirect(member)
