"""The team: who has how much open, a colleague's desk, and giving away."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from common.errors import DomainError, Invalid
from common.security.access import staff_accounts
from common.ui.forms import error_text
from common.ui.undo import say_done
from teamwork.forms.desk import ReassignForm
from teamwork.models import Reassignment
from teamwork.selectors.desk_items import desk_context
from teamwork.selectors.team import read_own_sections, read_team
from teamwork.services.reassigning import (
    GIVINGS,
    reassign_items,
    undo_reassignment,
)


def team_page(request: HttpRequest) -> HttpResponse:
    """Show who has how much open, and what is late."""
    viewer = desk_context(request, timezone.now())
    rows = read_team(viewer)
    context = {
        "title": _("Open work"),
        "rows": rows,
        "open": sum(row.open for row in rows),
        "late": sum(row.late for row in rows),
        "away": [row for row in rows if row.absence],
    }
    return render(request, "teamwork/team.html", context)


def team_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what belongs to a colleague and waits; it can be given away."""
    colleague = get_object_or_404(get_user_model(), pk=pk)
    viewer = desk_context(request, timezone.now())
    sections = read_own_sections(viewer, colleague.pk)
    name = viewer.coverage.name_of(colleague.pk)
    context = {
        "title": _("Desk of %(name)s") % {"name": name},
        "colleague": colleague,
        "name": name,
        "sections": sections,
        "open": sum(one.count for one in sections),
        "givable": list(GIVINGS),
        "colleagues": staff_accounts().exclude(pk=colleague.pk),
    }
    return render(request, "teamwork/team_desk.html", context)


@require_POST
def reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the chosen items of a colleague to another."""
    colleague = get_object_or_404(get_user_model(), pk=pk)
    form = ReassignForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid("bad_choice", error_text(form))
        to_user = form.cleaned_data["colleague"]
        row = reassign_items(
            items=form.chosen,
            to_user=to_user,
            user=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        text = ngettext(
            "%(n)s item is with %(name)s now.",
            "%(n)s items are with %(name)s now.",
            len(row.items),
        )
        shown = {"n": len(row.items), "name": to_user}
        undo = reverse("teamwork:reassign_undo", args=[row.pk])
        say_done(request, text % shown, undo)
    return redirect("teamwork:team_desk", pk=colleague.pk)


@require_POST
def undo_reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give items back to whom they belonged."""
    row = get_object_or_404(Reassignment, pk=pk)
    try:
        restored = undo_reassignment(
            reassignment_id=row.pk,
            user=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        text = ngettext(
            "%(n)s item was given back.",
            "%(n)s items were given back.",
            restored,
        )
        messages.success(request, text % {"n": restored})
    return redirect("teamwork:team")
