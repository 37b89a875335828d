"""Pages of the rules by which raised issues get their owner."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alerts.filters.owner_rules import OwnerRuleFilter
from alerts.forms import OwnerRuleForm
from alerts.models import OwnerRule
from alerts.services.owner_rules import delete_owner_rule
from alerts.tables import OwnerRuleTable
from common.ui.pages.details import FormPage
from common.ui.pages.lists import ListPage


class OwnerRuleListPage(ListPage):
    queryset = OwnerRule.objects.select_related("owner", "circle")
    filterset_class = OwnerRuleFilter
    table_class = OwnerRuleTable
    url_name = "alerts:owner_rule_list"
    create_url_name = "alerts:owner_rule_create"
    title = gettext_lazy("Rules for owners")
    question = gettext_lazy("Who becomes responsible when an alert is raised?")
    create_label = gettext_lazy("New rule")
    empty_hint = gettext_lazy(
        "Without a rule the lead with the fewest open issues becomes "
        "responsible. With one it is the colleague who knows the part.",
    )


class OwnerRuleFormPage(FormPage):
    queryset = OwnerRule.objects.all()
    form_class = OwnerRuleForm
    create_title = gettext_lazy("New rule for owners")
    template_name = "alerts/owner_rule_form.html"


@require_POST
def remove_owner_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a rule."""
    rule = get_object_or_404(OwnerRule, pk=pk)
    delete_owner_rule(rule_id=rule.pk)
    text = _("Removed: %(name)s. Issues that it gave an owner keep it.")
    messages.success(request, text % {"name": rule})
    return redirect("alerts:owner_rule_list")
