from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from common.access import may
from common.errors import ReaderError
from common.pages.lists import ListPage
from members.models import Member
from teamwork.filters import MergeFilter
from teamwork.forms import MergeForm, PairForm
from teamwork.models import MemberMerge
from teamwork.services.merge_suggestions import compare_members, suggest_merges, tell_apart
from teamwork.services.merges import merge_members, undo_merge
from teamwork.tables import MergeTable


class MergeListPage(ListPage):
    queryset = MemberMerge.objects.select_related("kept", "merged", "merged_by", "undone_by").defer("moved", "dropped")
    filterset_class, table_class = MergeFilter, MergeTable
    url_name, create_url_name = "teamwork:merge_list", "teamwork:merge_suggestions"
    title, question = gettext_lazy("Merged members"), gettext_lazy("Who turned out to be one person?")
    create_label = gettext_lazy("Find two who are one")
    empty_hint = gettext_lazy("Nobody has been merged yet. Look at those who may be one person.")


class MergeSuggestionPage(View):
    """Show who may be one person; choose two members by number."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, PairForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PairForm(request.POST)
        if form.is_valid():
            return redirect("teamwork:merge_compare", form.cleaned_data["kept"], form.cleaned_data["merged"])
        return self._show(request, form)

    def _show(self, request: HttpRequest, form: PairForm) -> HttpResponse:
        context = {"title": _("Find two who are one"), "suggestions": suggest_merges(), "form": form}
        return render(request, "teamwork/merge_suggestions.html", context, status=422 if form.is_bound else 200)


class MergeComparePage(View):
    """Show two members side by side; merge them, or say that they are two people."""

    def get(self, request: HttpRequest, kept_id: int, merged_id: int) -> HttpResponse:
        return self._show(request, *_pair(kept_id, merged_id), MergeForm())

    def post(self, request: HttpRequest, kept_id: int, merged_id: int) -> HttpResponse:
        kept, merged = _pair(kept_id, merged_id)
        form = MergeForm(request.POST)
        if not form.is_valid():
            return self._show(request, kept, merged, form, status=422)
        if form.cleaned_data["act"] == "apart":
            tell_apart(one=kept, other=merged, user=request.user, now=timezone.now())
            messages.success(request, _("Remembered: they are two people."))
            return redirect("teamwork:merge_suggestions")
        try:
            merge_members(
                kept=kept,
                merged=merged,
                take=form.cleaned_data["take"],
                reason=form.cleaned_data["reason"],
                user=request.user,
                now=timezone.now(),
            )
        except ReaderError as error:
            form.add_error(None, str(error.message))
            return self._show(request, kept, merged, form, status=error.status)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self._show(request, kept, merged, form, status=422)
        messages.success(request, _("Merged. The next night adds up what both did; until then figures are as before."))
        return redirect(kept)

    def _show(
        self, request: HttpRequest, kept: Member, merged: Member, form: MergeForm, status: int = 200
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "title": _("Are they one person?"),
            "kept": kept,
            "merged": merged,
            "form": form,
            **compare_members(kept, merged),
        }
        return render(request, "teamwork/merge_compare.html", context, status=status)


def _pair(kept_id: int, merged_id: int) -> tuple[Member, Member]:
    members = Member.objects.living().select_related("primary_contact", "backup_contact")
    return get_object_or_404(members, pk=kept_id), get_object_or_404(members.exclude(pk=kept_id), pk=merged_id)


def merge_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a merge: who, why, and what moved; from here it is undone."""
    merge = get_object_or_404(MemberMerge.objects.select_related("kept", "merged", "merged_by", "undone_by"), pk=pk)
    context = {
        "title": str(merge),
        "merge": merge,
        "may_undo": not merge.undone_at and may(request.user, "teamwork:merge_undo", "POST"),
    }
    return render(request, "teamwork/merge_detail.html", context)


@require_POST
def undo_this_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two members of one again, as they were."""
    merge = get_object_or_404(MemberMerge, pk=pk)
    try:
        undo_merge(merge=merge, user=request.user, now=timezone.now())
        messages.success(request, _("Undone: both members are as they were."))
    except ReaderError as error:
        messages.error(request, str(error.message))
    return redirect("teamwork:merge_detail", pk)
