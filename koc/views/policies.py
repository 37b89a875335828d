"""Pages about the tiers of KOC."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from common.calendar import business_today
from common.ui.pages.details import DetailPage
from common.ui.pages.lists import ListPage
from common.ui.pages.policies import PolicyFormPage
from koc.filters import PolicyFilter
from koc.forms import TiersForm
from koc.models import KocPolicy
from koc.rules.tiers import tiers_from
from koc.selectors.policies import (
    ShownChange,
    policy_in_force,
    present_tiers,
    preview_tiers,
)
from koc.services.policies import check_tiers, save_tiers
from koc.tables import TierPolicyTable


class PolicyListPage(ListPage):
    queryset = KocPolicy.objects.select_related("created_by")
    filterset_class = PolicyFilter
    table_class = TierPolicyTable
    url_name = "koc:policy_list"
    create_url_name = "koc:policy_create"
    title = gettext_lazy("Tiers of KOC")
    create_label = gettext_lazy("Change the tiers")
    question = gettext_lazy("Which tiers are there, and what do we promise?")
    empty_hint = gettext_lazy(
        "The shipped tiers are in force until somebody changes them.",
    )


class PolicyDetailPage(DetailPage):
    queryset = KocPolicy.objects.select_related("created_by")
    fields = ("version", "pay_ends", "note", "created_at", "created_by")
    list_url_name = "koc:policy_list"
    template_name = "koc/policy_detail.html"

    def extra_context(self, row: KocPolicy) -> dict[str, Any]:
        return {
            "tiers": tiers_from(row.tiers),
            "in_force": policy_in_force().version == row.version,
        }


class KocPolicyPage(PolicyFormPage):
    title = gettext_lazy("Change the tiers")
    template_name = "koc/policy_form.html"
    done_text = gettext_lazy("Version %(n)s is in force.")

    def make_form(self, data: Any = None) -> TiersForm:
        return TiersForm(
            data,
            present=present_tiers(),
            pay_ends=policy_in_force().pay_ends,
        )

    def version_in_force(self) -> int:
        return policy_in_force().version

    def preview(self, form: TiersForm) -> list[ShownChange]:
        tiers = form.tiers()
        check_tiers(tiers)
        return preview_tiers(tiers, today=business_today(timezone.now()))

    def keep(self, form: TiersForm, based_on: int | None) -> KocPolicy:
        return save_tiers(
            tiers=form.tiers(),
            pay_ends=form.cleaned_data["pay_ends"],
            note=form.cleaned_data["note"],
            based_on=based_on,
            now=timezone.now(),
            user=self.request.user,
        )
