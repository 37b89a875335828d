from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
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
from common.pages.details import DetailPage
from common.pages.lists import ListPage
from common.pages.policies import PolicyFormPage
from community.models import Circle
from members.models import Member
from roles.filters import GearFilter, NewcomerFilter, PolicyFilter, RoleFilter
from roles.forms import OverrideForm, RulesForm, SuggestionForm
from roles.models import RolePolicy, RoleSuggestionAnswer
from roles.querysets import circles_with_gears, members_with_roles, newcomers
from roles.services.balance import read_balance
from roles.services.hosts import read_hosts, with_likeness
from roles.services.journey import read_journey_page
from roles.services.overrides import override_role, withdraw_overrides
from roles.services.policies import policy_in_force, rules_of, save_policy
from roles.services.preview import Preview, preview_rules
from roles.services.suggestions import answer_suggestion, read_suggestions
from roles.services.wording import FEATURE_LABELS, LIMIT_LABELS
from roles.tables import GearTable, NewcomerTable, PolicyTable, RoleTable

NEWCOMER_DAYS, JOURNEY_DAYS, SHOWN_ANSWERS = 30, 365, 20


class RoleBoardPage(ListPage):
    filterset_class, table_class = RoleFilter, RoleTable
    url_name, template_name = "roles:role_board", "roles/role_board.html"
    title, question = gettext_lazy("Roles"), gettext_lazy("Who have they become?")
    empty_hint = gettext_lazy("Roles appear with the night, for members who did something for others.")

    def get_queryset(self) -> QuerySet[Any]:
        generation = freshness_of(self.request, timezone.now()).generation
        return members_with_roles(Member.objects.living(), generation).select_related("primary_contact")


class GearPage(ListPage):
    filterset_class, table_class = GearFilter, GearTable
    url_name = "roles:gear_list"
    template_name = "roles/gear_list.html"
    title, question = gettext_lazy("Gears"), gettext_lazy("Do the gears mesh, and which is missing?")
    empty_hint = gettext_lazy("A circle is a city chapter, a model club, a chat group or a board. Make the first one.")

    def get_queryset(self) -> QuerySet[Any]:
        generation = freshness_of(self.request, timezone.now()).generation
        return circles_with_gears(Circle.objects.all(), generation).order_by("-member_count", "pk")


def gear_map(request: HttpRequest) -> HttpResponse:
    """Show which gear is missing in which city and model series."""
    now = timezone.now()
    balance = read_balance(generation=freshness_of(request, now).generation, today=timezone.localdate())
    return render(request, "roles/gear_map.html", {"title": _("Gears by city and model"), **balance})


class NewcomerPage(ListPage):
    filterset_class, table_class = NewcomerFilter, NewcomerTable
    url_name = "roles:newcomer_list"
    template_name = "roles/newcomer_list.html"
    title, question = gettext_lazy("Newcomers"), gettext_lazy("Who came, and has anybody answered?")
    empty_hint = gettext_lazy("Whoever joined within 30 days stands here.")

    def get_queryset(self) -> QuerySet[Any]:
        since = timezone.localdate() - timedelta(days=NEWCOMER_DAYS)
        return with_likeness(newcomers(Member.objects.living(), since=since).select_related("primary_contact"))

    def ready_table(self, table: NewcomerTable) -> None:
        now = timezone.now()
        table.pool = read_hosts(generation=freshness_of(self.request, now).generation, now=now)


def journey_page(request: HttpRequest) -> HttpResponse:
    """Show how newcomers find their way in, and who hands them on."""
    since = timezone.localdate() - timedelta(days=JOURNEY_DAYS)
    generation = freshness_of(request, timezone.now()).generation
    context = {"title": _("Newcomer journey"), **read_journey_page(since=since, generation=generation)}
    return render(request, "roles/journey.html", context)


class OverridePage(View):
    """Staff decide about a role of a member."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        return self._show(request, get_object_or_404(Member, pk=member_id), OverrideForm())

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member, form = get_object_or_404(Member, pk=member_id), OverrideForm(request.POST)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        try:
            override_role(
                member=member, now=timezone.now(), today=timezone.localdate(), user=request.user, **form.cleaned_data
            )
        except ReaderError as error:
            form.add_error(None, str(error.message))
            return self._show(request, member, form, status=error.status)
        messages.success(request, _("Decided: the next night goes by it."))
        return redirect(member)

    def _show(self, request: HttpRequest, member: Member, form: OverrideForm, status: int = 200) -> HttpResponse:
        title = _("Decide about a role of %(name)s") % {"name": member.nickname}
        return render(request, "generic/form.html", {"title": title, "form": form, "row": member}, status=status)


@require_POST
def withdraw_override(request: HttpRequest, member_id: int) -> HttpResponse:
    """The roles speak for themselves again."""
    member = get_object_or_404(Member, pk=member_id)
    if withdraw_overrides(member=member, now=timezone.now()):
        messages.success(request, _("Withdrawn: the next night decides."))
    return redirect(member)


def suggestion_page(request: HttpRequest) -> HttpResponse:
    """Show who is close to a role, and what staff said lately."""
    generation = freshness_of(request, timezone.now()).generation
    answers = RoleSuggestionAnswer.objects.select_related("member", "answered_by")[:SHOWN_ANSWERS]
    context = {
        "title": _("Close to a role"),
        "suggestions": read_suggestions(generation=generation, today=timezone.localdate()),
        "answers": answers,
        "may_answer": may(request.user, "roles:suggestion_answer", "POST"),
    }
    return render(request, "roles/suggestion_board.html", context)


@require_POST
def answer_this_suggestion(request: HttpRequest, member_id: int) -> HttpResponse:
    """Accept, put off or reject a suggestion."""
    member, form = get_object_or_404(Member.objects.living(), pk=member_id), SuggestionForm(request.POST)
    now = timezone.now()
    try:
        if not form.is_valid():
            raise ReaderError("bad_answer", " ".join(text for texts in form.errors.values() for text in texts))
        asked = {"generation": freshness_of(request, now).generation, "now": now, "today": timezone.localdate()}
        answered = answer_suggestion(member=member, user=request.user, **asked, **form.cleaned_data)
        messages.success(request, str(answered))
    except ReaderError as error:
        messages.error(request, str(error.message))
    return redirect("roles:suggestion_board")


class PolicyListPage(ListPage):
    queryset = RolePolicy.objects.select_related("created_by")
    filterset_class, table_class = PolicyFilter, PolicyTable
    url_name, create_url_name = "roles:policy_list", "roles:policy_create"
    title, create_label = gettext_lazy("Role policy"), gettext_lazy("Other limits or weights")
    question = gettext_lazy("By what are roles decided?")
    empty_hint = gettext_lazy("The shipped policy is stored with the first night.")


class PolicyDetailPage(DetailPage):
    queryset = RolePolicy.objects.select_related("created_by")
    fields = ("version", "note", "created_at", "created_by")
    list_url_name = "roles:policy_list"
    template_name = "roles/policy_detail.html"

    def extra_context(self, row: RolePolicy) -> dict[str, Any]:
        rules = rules_of(row)
        return {
            "limits": [(label, getattr(rules.limits, name)) for name, label in LIMIT_LABELS.items()],
            "weights": [(label, rules.weights[feature]) for feature, label in FEATURE_LABELS.items()],
            "in_force": policy_in_force().version == row.version,
        }


class RolePolicyPage(PolicyFormPage):
    title, template_name = gettext_lazy("Other limits or weights"), "roles/policy_form.html"

    def make_form(self, data: Any = None) -> RulesForm:
        return RulesForm(data, present=rules_of(policy_in_force()))

    def preview(self, form: RulesForm) -> Preview:
        return preview_rules(form.rules())

    def keep(self, form: RulesForm) -> RolePolicy:
        limits, weights, _version = form.rules()
        note = form.cleaned_data["note"]
        return save_policy(limits=limits, weights=weights, note=note, now=timezone.now(), user=self.request.user)
