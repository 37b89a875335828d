"""Scripts: list, page, and what each is called and whom it suits."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, npgettext_lazy

from common.calendar import business_today
from common.security.access import may
from common.ui.pages.details import FormPage, edit_of
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, TabReader, mine
from knowledge.filters import ScriptFilter
from knowledge.forms import (
    ApprovalForm,
    NewScriptForm,
    ReasonForm,
    ScriptForm,
)
from knowledge.models import Script
from knowledge.rules.expiry import WARNING_DAYS
from knowledge.rules.outcomes import OUTCOME_DAYS
from knowledge.selectors.scripts import (
    is_expiring,
    latest_uses,
    open_version,
    outcome_counts,
    scripts_with_status,
    shown_versions,
)
from knowledge.selectors.starter import starter_scripts
from knowledge.services.approval import writers_of
from knowledge.services.scripts import create_script, edit_script
from knowledge.tables import ScriptTable


def _of_scene(scene: str, _reader: TabReader) -> Mapping[str, str]:
    return {"scene": scene}


def _waiting(_reader: TabReader) -> Mapping[str, str]:
    return {"in_work": "submitted"}


def _expiring(_reader: TabReader) -> Mapping[str, str]:
    return {"is_expiring": "true"}


SCENE_TABS = tuple(
    QuickTab(label, partial(_of_scene, str(value)))
    for value, label in Script.Scene.choices
)


class ScriptListPage(ListPage):
    filterset_class = ScriptFilter
    table_class = ScriptTable
    url_name = "knowledge:script_list"
    title = gettext_lazy("Scripts")
    question = gettext_lazy("What do we say, and who has approved it?")
    noun = npgettext_lazy("beside a number", "script", "scripts")
    tabs = (
        *SCENE_TABS,
        QuickTab(gettext_lazy("Waiting for approval"), _waiting),
        QuickTab(gettext_lazy("Expiring"), _expiring),
        QuickTab(gettext_lazy("Mine"), mine("owner")),
    )
    presets = ("state", "audience", "for_state")
    create_url_name = "knowledge:script_create"
    create_label = gettext_lazy("New script")
    empty_hint = gettext_lazy(
        "Load the example scripts as drafts, import your own, or write the "
        "first one.",
    )
    also_url_name = "knowledge:script_import"
    also_label = gettext_lazy("Import scripts")
    template_name = "knowledge/script_list.html"

    def get_queryset(self) -> QuerySet[Any]:
        today = business_today(timezone.now())
        return scripts_with_status(today).order_by("scene", "title")

    def extra_context(self) -> dict[str, Any]:
        return {
            "has_next_act": not Script.objects.exists(),
            "starter_count": len(starter_scripts()),
        }


def script_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a script with its versions, uses and what followed."""
    return show_script(request, find_script(pk))


def find_script(pk: int) -> Script:
    """Return a script for its page. Errors: Http404."""
    rows = Script.objects.select_related("owner")
    script: Script = get_object_or_404(rows, pk=pk)
    return script


def show_script(
    request: HttpRequest,
    script: Script,
    *,
    approval_form: ApprovalForm | None = None,
    return_form: ReasonForm | None = None,
    retire_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a script; of a form that was refused, what is wrong with it."""
    today = business_today(timezone.now())
    versions = shown_versions(script, today)
    in_work = open_version(versions)
    approved = None
    for one in versions:
        if one.version.state == "approved":
            approved = one
    context = {
        "title": str(script),
        "script": script,
        "versions": versions,
        "in_work": in_work,
        "approved": approved,
        "is_expiring": is_expiring(script, today),
        "is_own": in_work is not None
        and request.user.pk in writers_of(in_work),
        "may_write": may(request.user, "knowledge:version_edit", "POST"),
        "may_decide": may(request.user, "knowledge:version_approve", "POST"),
        "approval_form": approval_form or ApprovalForm(today=today),
        "return_form": return_form or ReasonForm(auto_id="return_%s"),
        "retire_form": retire_form or ReasonForm(auto_id="retire_%s"),
        "outcomes": outcome_counts(script, today),
        "outcome_days": OUTCOME_DAYS,
        "warning_days": WARNING_DAYS,
        "uses": latest_uses(script, today),
    }
    return render(
        request,
        "knowledge/script_detail.html",
        context,
        status=status,
    )


class ScriptFormPage(FormPage):
    """Write a new script, or change what one is called and whom it suits."""

    queryset = Script.objects.all()
    form_class = ScriptForm
    create_title = gettext_lazy("New script")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask for the text of a new script as well."""
        if "pk" not in kwargs:
            self.form_class = NewScriptForm
        return super().dispatch(request, *args, **kwargs)

    def get_row(self, pk: int | None) -> Any:
        """Return the row that is edited, None for a new one; 0 is none.
        Errors: Http404.
        """
        if pk is None:
            return None
        return get_object_or_404(self.queryset.all(), pk=pk)

    def initial_of(self, row: Any) -> dict[str, Any]:
        if row is not None:
            return {}
        scene = self.request.GET.get("scene", "")
        known = scene in Script.Scene.values
        return {
            "owner": self.request.user.pk,
            "scene": scene if known else Script.Scene.WELCOME,
        }

    def perform(self, request: HttpRequest, form: ModelForm) -> Script:
        now = timezone.now()
        if form.instance.pk is None:
            return create_script(
                now=now,
                user=request.user,
                **form.cleaned_data,
            )
        return edit_script(
            script_id=form.instance.pk,
            now=now,
            **edit_of(form),
        )
