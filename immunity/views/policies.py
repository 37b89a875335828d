"""Pages of the thresholds of claims."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from common.ui.pages.details import DetailPage
from common.ui.pages.lists import ListPage
from common.ui.pages.policies import PolicyFormPage
from immunity.filters import PolicyFilter
from immunity.forms import PolicyForm
from immunity.models import ClaimPolicy
from immunity.selectors.claim_board import preview_thresholds
from immunity.selectors.policies import policy_in_force
from immunity.services.policies import save_policy
from immunity.tables import PolicyTable


class PolicyListPage(ListPage):
    queryset = ClaimPolicy.objects.select_related("created_by")
    filterset_class = PolicyFilter
    table_class = PolicyTable
    url_name = "immunity:policy_list"
    create_url_name = "immunity:policy_create"
    title = gettext_lazy("Thresholds of claims")
    create_label = gettext_lazy("Change the thresholds")
    question = gettext_lazy("From how many people on is it a rumour?")
    empty_hint = gettext_lazy(
        "The shipped thresholds are in force until somebody changes them.",
    )
    also_url_name = "immunity:claim_list"
    also_label = gettext_lazy("Rumours")


class PolicyDetailPage(DetailPage):
    queryset = ClaimPolicy.objects.select_related("created_by")
    fields = (
        "version",
        "suggest_authors",
        "spreading_authors",
        "window_days",
        "note",
        "created_at",
        "created_by",
    )
    list_url_name = "immunity:policy_list"


class PolicyPage(PolicyFormPage):
    title = gettext_lazy("Change the thresholds")
    template_name = "immunity/policy_form.html"
    done_text = gettext_lazy("Version %(n)s is in force.")

    def make_form(self, data: Any = None) -> Any:
        present = policy_in_force()
        initial = {
            "suggest_authors": present.suggest_authors,
            "spreading_authors": present.spreading_authors,
            "window_days": present.window_days,
            "note": "",
        }
        return PolicyForm(data, initial=initial)

    def version_in_force(self) -> int:
        return policy_in_force().version

    def preview(self, form: PolicyForm) -> Any:
        return preview_thresholds(form.cleaned_data, now=timezone.now())

    def keep(self, form: PolicyForm, based_on: int | None) -> ClaimPolicy:
        return save_policy(
            **form.cleaned_data,
            based_on=based_on,
            now=timezone.now(),
            user=self.request.user,
        )
