"""Pages about the role policy."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from common.ui.pages.details import DetailPage
from common.ui.pages.lists import ListPage
from common.ui.pages.policies import PolicyFormPage
from roles.filters import PolicyFilter
from roles.forms import RulesForm
from roles.labels import CONTRIBUTION_LABELS, LIMIT_LABELS
from roles.models import RolePolicy
from roles.selectors.policies import policy_in_force, rules_of
from roles.selectors.preview import RolePreview, preview_rules
from roles.services.policies import save_policy
from roles.tables import PolicyTable


class PolicyListPage(ListPage):
    queryset = RolePolicy.objects.select_related("created_by")
    filterset_class = PolicyFilter
    table_class = PolicyTable
    url_name = "roles:policy_list"
    create_url_name = "roles:policy_create"
    title = gettext_lazy("Role policy")
    create_label = gettext_lazy("Other limits or weights")
    question = gettext_lazy("By what are roles decided?")
    empty_hint = gettext_lazy(
        "The shipped policy is stored with the first night.",
    )


class PolicyDetailPage(DetailPage):
    queryset = RolePolicy.objects.select_related("created_by")
    fields = ("version", "note", "created_at", "created_by")
    list_url_name = "roles:policy_list"
    template_name = "roles/policy_detail.html"

    def extra_context(self, row: RolePolicy) -> dict[str, Any]:
        rules = rules_of(row)
        limits = []
        for name, label in LIMIT_LABELS.items():
            limits.append((label, getattr(rules.limits, name)))
        weights = []
        for contribution_type, label in CONTRIBUTION_LABELS.items():
            weights.append((label, rules.weights[contribution_type]))
        return {
            "limits": limits,
            "weights": weights,
            "in_force": policy_in_force().version == row.version,
        }


class RolePolicyPage(PolicyFormPage):
    title = gettext_lazy("Other limits or weights")
    template_name = "roles/policy_form.html"

    def make_form(self, data: Any = None) -> RulesForm:
        return RulesForm(data, present=rules_of(policy_in_force()))

    def version_in_force(self) -> int:
        return policy_in_force().version

    def preview(self, form: RulesForm) -> RolePreview:
        """Return what the entered rules would change."""
        return preview_rules(form.rules())

    def keep(self, form: RulesForm, based_on: int | None) -> RolePolicy:
        rules = form.rules()
        return save_policy(
            limits=rules.limits,
            weights=rules.weights,
            note=form.cleaned_data["note"],
            based_on=based_on,
            now=timezone.now(),
            user=self.request.user,
        )
