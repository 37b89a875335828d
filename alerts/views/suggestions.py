"""Pages about what members suggest."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.decorators.http import require_POST

from alerts.filters.suggestions import SuggestionFilter
from alerts.forms.suggestions import (
    EntriesForm,
    SuggestionForm,
    SuggestionMergeForm,
    SuggestionStateForm,
)
from alerts.labels import facet_label
from alerts.models import Suggestion, SuggestionChange
from alerts.selectors.suggestions import (
    count_suggestion_states,
    next_step,
    read_suggestion,
    read_suggestion_board,
)
from alerts.services.suggestion_merges import merge_suggestions, undo_merge
from alerts.services.suggestions import (
    change_suggestion,
    edit_suggestion,
    mark_informed,
    split_suggestion,
)
from alerts.tables.suggestions import SuggestionTable
from common.api.problems import status_of
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.lists import ListPage
from common.ui.undo import say_done

MAY = "alerts:suggestion_detail"


def counted_suggestions() -> QuerySet[Any]:
    """Return the suggestions that were not merged away, with their counts."""
    rows: QuerySet[Any] = Suggestion.objects.unmerged().with_counts()
    return rows.select_related("owner").order_by("-member_count", "-pk")


class SuggestionListPage(ListPage):
    filterset_class = SuggestionFilter
    table_class = SuggestionTable
    url_name = "alerts:suggestion_list"
    title = gettext_lazy("Suggestions")
    question = gettext_lazy("What do members wish for, and do they know?")
    empty_hint = gettext_lazy(
        "Suggestions are read out of posts as they come in; those stored "
        "before are read bit by bit, or at once by manage.py read_suggestions.",
    )
    template_name = "alerts/suggestion_list.html"

    def get_queryset(self) -> QuerySet[Any]:
        return counted_suggestions()

    def _context(self, *args: Any) -> dict[str, Any]:
        context = super()._context(*args)
        if not self.is_part():
            context |= read_suggestion_board(timezone.now())
        filters = {}
        for name, _label, _value in context["filterset"].active_filters():
            filters[name] = self.request.GET[name]
        return {**context, "tabs": count_suggestion_states(filters)}


class SuggestionPage(View):
    """A suggestion with its members, and the form that gives it a state."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        suggestion = get_object_or_404(Suggestion, pk=pk)
        if suggestion.merged_into_id:
            return redirect(
                "alerts:suggestion_detail",
                pk=suggestion.merged_into_id,
            )
        return show_suggestion(request, pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        suggestion = get_object_or_404(counted_suggestions(), pk=pk)
        form = SuggestionStateForm(request.POST, suggestion=suggestion)
        if not form.is_valid():
            return show_suggestion(request, pk, form, status=422)
        return _do(
            request,
            pk,
            form,
            lambda: change_suggestion(
                suggestion_id=pk,
                user=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            ),
        )


@require_POST
def edit_this_suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a suggestion, and set who is responsible and what is promised."""
    get_object_or_404(counted_suggestions(), pk=pk)
    form = SuggestionForm(request.POST)
    if not form.is_valid():
        return show_suggestion(request, pk, form, status=422)
    return _do(
        request,
        pk,
        form,
        lambda: edit_suggestion(
            suggestion_id=pk,
            user=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        ),
    )


@require_POST
def merge_suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge another suggestion into this one."""
    get_object_or_404(counted_suggestions(), pk=pk)
    form = SuggestionMergeForm(request.POST)
    if not form.is_valid():
        return show_suggestion(request, pk, form, status=422)
    try:
        change = merge_suggestions(
            suggestion_id=pk,
            other_id=form.cleaned_data["other"],
            user=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        form.add_error(None, str(error.message))
        return show_suggestion(request, pk, form, status=status_of(error))
    say_done(
        request,
        _("Merged: %(name)s") % {"name": change.merged},
        reverse("alerts:suggestion_undo", args=[change.pk]),
    )
    return redirect("alerts:suggestion_detail", pk=pk)


@require_POST
def undo_suggestion_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a suggestion that was merged away one of its own again."""
    change = get_object_or_404(SuggestionChange, pk=pk)
    try:
        suggestion = undo_merge(
            change_id=change.pk,
            user=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("alerts:suggestion_detail", pk=change.suggestion_id)
    messages.success(request, _("Undone: they are two suggestions again."))
    return redirect(suggestion)


@require_POST
def split_posts(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the chosen posts a suggestion of their own."""
    form = _entries_form(request, pk)
    if not form.is_valid():
        return show_suggestion(request, pk, form, status=422)
    return _do(
        request,
        pk,
        form,
        lambda: split_suggestion(
            suggestion_id=pk,
            entry_ids=form.numbers(),
            user=request.user,
            now=timezone.now(),
        ),
    )


@require_POST
def inform_members(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the members of the chosen posts know what became of it."""
    form = _entries_form(request, pk)
    if not form.is_valid():
        return show_suggestion(request, pk, form, status=422)
    try:
        count = mark_informed(
            suggestion_id=pk,
            entry_ids=form.numbers(),
            user=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        form.add_error(None, str(error.message))
        return show_suggestion(request, pk, form, status=status_of(error))
    text = ngettext(
        "Noted: %(count)s member was informed.",
        "Noted: %(count)s members were informed.",
        count,
    )
    messages.success(request, text % {"count": count})
    return redirect("alerts:suggestion_detail", pk=pk)


def _entries_form(request: HttpRequest, pk: int) -> EntriesForm:
    suggestion = get_object_or_404(counted_suggestions(), pk=pk)
    numbers = suggestion.posts.values_list("pk", flat=True)
    return EntriesForm(request.POST, entry_ids=numbers)


def _do(
    request: HttpRequest,
    pk: int,
    form: Any,
    act: Callable[[], Suggestion],
) -> HttpResponse:
    """Perform what a valid form asks for, and show its suggestion."""
    try:
        suggestion = act()
    except DomainError as error:
        form.add_error(None, str(error.message))
        return show_suggestion(request, pk, form, status=status_of(error))
    messages.success(request, _("Saved: %(name)s") % {"name": suggestion})
    return redirect(suggestion)


def show_suggestion(
    request: HttpRequest,
    pk: int,
    form: Any = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Show a suggestion; of a form that was refused, what is wrong with it."""
    suggestion = get_object_or_404(counted_suggestions(), pk=pk)
    state_form: Any = SuggestionStateForm(suggestion=suggestion)
    edit_form: Any = SuggestionForm(
        initial={
            "name": suggestion.name,
            "owner": suggestion.owner_id,
            "promised_days": suggestion.promised_days,
        },
    )
    if isinstance(form, SuggestionStateForm):
        entered = {**request.POST.dict(), "from_state": suggestion.state}
        state_form = SuggestionStateForm(entered, suggestion=suggestion)
    if isinstance(form, SuggestionForm):
        edit_form = form
    context = {
        "title": suggestion.name,
        "suggestion": suggestion,
        "topic": facet_label(suggestion.topic) if suggestion.topic else "",
        "refused": form,
        "state_form": state_form,
        "edit_form": edit_form,
        "next_step": next_step(suggestion),
        "may_change": may(request.user, MAY, "POST"),
        **read_suggestion(suggestion, timezone.now()),
    }
    return render(
        request,
        "alerts/suggestion_detail.html",
        context,
        status=status,
    )
