"""The AISAS funnel, the members behind its numbers, and its stages."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy

from activity.selectors.freshness import freshness_of
from common.security.access import may
from common.ui.pages.lists import ListPage
from common.ui.pages.policies import PolicyFormPage
from reports.filters import StageMemberFilter
from reports.forms import StagesForm
from reports.labels import WAY_LABELS, WAY_QUESTIONS
from reports.models import FunnelPolicy, MemberStages
from reports.rules.stages import Way
from reports.selectors.funnel_page import (
    stage_chart,
    stage_contents,
    stage_lines,
)
from reports.selectors.funnel_policies import moved_kinds, policy_in_force
from reports.selectors.funnels import read_funnel
from reports.services.funnel_policies import save_stages
from reports.tables import StageMemberTable


def funnel_page(request: HttpRequest) -> HttpResponse:
    """Show the funnel of a way, and of it the cohort of a month."""
    way = Way.OWNERS if request.GET.get("way") == Way.OWNERS else Way.BUYERS
    funnel = read_funnel(way)
    context: dict[str, Any] = {
        "title": _("AISAS funnel"),
        "question": WAY_QUESTIONS[way],
        "way": way,
        "ways": list(WAY_LABELS.items()),
        "funnel": funnel,
        "may_change": may(request.user, "reports:funnel_policy", "POST"),
    }
    if funnel is not None:
        cohort = funnel.of_month(_month_of(request.GET.get("month", "")))
        fresh = freshness_of(request, timezone.now())
        context |= {
            "cohort": cohort,
            "lines": stage_lines(way, cohort),
            "chart": stage_chart(funnel),
            "contents": stage_contents(funnel),
            "is_behind": fresh.generation != funnel.run.generation
            or funnel.run.policy_version != policy_in_force().version,
        }
    return render(request, "reports/funnel.html", context)


def _month_of(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


class StageMemberListPage(ListPage):
    queryset = MemberStages.objects.select_related("member")
    filterset_class = StageMemberFilter
    table_class = StageMemberTable
    url_name = "reports:stage_member_list"
    title = gettext_lazy("Members by stage")
    question = gettext_lazy("Who reached which stage, and after how long?")
    noun = npgettext_lazy("beside a number", "member", "members")
    also_url_name = "reports:funnel"
    also_label = gettext_lazy("AISAS funnel")
    empty_hint = gettext_lazy("It is computed after the first night.")


class FunnelPolicyPage(PolicyFormPage):
    title = gettext_lazy("Stages of AISAS")
    template_name = "reports/funnel_policy.html"
    done_text = gettext_lazy(
        "Version %(n)s is in force; the funnel is computed anew by it."
    )

    def make_form(self, data: Any = None) -> StagesForm:
        return StagesForm(data, present=policy_in_force().kinds)

    def version_in_force(self) -> int:
        return policy_in_force().version

    def preview(self, form: StagesForm) -> list[str]:
        return moved_kinds(policy_in_force().kinds, form.kinds())

    def keep(self, form: StagesForm, based_on: int | None) -> FunnelPolicy:
        return save_stages(
            kinds=form.kinds(),
            note=form.cleaned_data["note"],
            based_on=based_on,
            now=timezone.now(),
            user=self.request.user,
        )
