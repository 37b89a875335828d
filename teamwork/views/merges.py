from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.decorators.http import require_POST

from common.api.problems import status_of
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.lists import ListPage
from members.models import Member
from teamwork.filters import MergeFilter
from teamwork.forms import MemberMergeForm, PairForm
from teamwork.models import MemberMerge
from teamwork.selectors.merge_suggestions import (
    compare_members,
    suggest_merges,
)
from teamwork.services.merge_undo import undo_merge
from teamwork.services.merges import (
    mark_not_duplicate,
    merge_members,
)
from teamwork.tables import MergeTable


class MergeListPage(ListPage):
    queryset = MemberMerge.objects.select_related(
        "kept",
        "merged",
        "merged_by",
        "undone_by",
    ).defer("moved", "dropped")
    filterset_class = MergeFilter
    table_class = MergeTable
    url_name = "teamwork:merge_list"
    create_url_name = "teamwork:merge_suggestions"
    title = gettext_lazy("Merged members")
    question = gettext_lazy("Who turned out to be one person?")
    create_label = gettext_lazy("Find two who are one")
    empty_hint = gettext_lazy(
        "Nobody has been merged yet. Look at those who may be one person.",
    )


class MergeSuggestionPage(View):
    """Show which members may be one person; choose two by number."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, PairForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PairForm(request.POST)
        if form.is_valid():
            return redirect(
                "teamwork:merge_compare",
                form.cleaned_data["kept"],
                form.cleaned_data["merged"],
            )
        return self._show(request, form)

    def _show(self, request: HttpRequest, form: PairForm) -> HttpResponse:
        context = {
            "title": _("Find two who are one"),
            "suggestions": suggest_merges(),
            "form": form,
        }
        return render(
            request,
            "teamwork/merge_suggestions.html",
            context,
            status=422 if form.is_bound else 200,
        )


class MergeComparePage(View):
    """Show two members side by side; merge them, or say that they are two people."""

    def get(
        self,
        request: HttpRequest,
        kept_id: int,
        merged_id: int,
    ) -> HttpResponse:
        return self._show(
            request, *_pair(kept_id, merged_id), MemberMergeForm()
        )

    def post(
        self,
        request: HttpRequest,
        kept_id: int,
        merged_id: int,
    ) -> HttpResponse:
        kept, merged = _pair(kept_id, merged_id)
        form = MemberMergeForm(request.POST)
        if not form.is_valid():
            return self._show(request, kept, merged, form, status=422)
        if form.cleaned_data["act"] == "apart":
            return self._keep_apart(request, kept, merged)
        return self._merge(request, kept, merged, form)

    def _keep_apart(
        self,
        request: HttpRequest,
        kept: Member,
        merged: Member,
    ) -> HttpResponse:
        mark_not_duplicate(
            one=kept,
            other=merged,
            user=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Remembered: they are two people."))
        return redirect("teamwork:merge_suggestions")

    def _merge(
        self,
        request: HttpRequest,
        kept: Member,
        merged: Member,
        form: MemberMergeForm,
    ) -> HttpResponse:
        try:
            merge_members(
                kept=kept,
                merged=merged,
                take=form.cleaned_data["take"],
                reason=form.cleaned_data["reason"],
                user=request.user,
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
            status = status_of(error)
            return self._show(request, kept, merged, form, status=status)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self._show(request, kept, merged, form, status=422)
        messages.success(
            request,
            _(
                "Merged. The next night adds up what both did; until then figures are as before.",
            ),
        )
        return redirect(kept)

    def _show(
        self,
        request: HttpRequest,
        kept: Member,
        merged: Member,
        form: MemberMergeForm,
        status: int = 200,
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "title": _("Are they one person?"),
            "kept": kept,
            "merged": merged,
            "form": form,
            **compare_members(kept, merged),
        }
        return render(
            request,
            "teamwork/merge_compare.html",
            context,
            status=status,
        )


def _pair(kept_id: int, merged_id: int) -> tuple[Member, Member]:
    members = Member.objects.unmerged().select_related(
        "primary_contact",
        "backup_contact",
    )
    kept = get_object_or_404(members, pk=kept_id)
    others = members.exclude(pk=kept_id)
    return kept, get_object_or_404(others, pk=merged_id)


def merge_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a merge: who, why, and what moved; it can be undone here."""
    merge = get_object_or_404(
        MemberMerge.objects.select_related(
            "kept",
            "merged",
            "merged_by",
            "undone_by",
        ),
        pk=pk,
    )
    may_undo = may(request.user, "teamwork:merge_undo", "POST")
    context = {
        "title": str(merge),
        "merge": merge,
        "may_undo": not merge.undone_at and may_undo,
    }
    return render(request, "teamwork/merge_detail.html", context)


def _undone(arrived: int) -> str:
    if not arrived:
        return _("Undone: both members are as they were.")
    text = ngettext(
        "Undone. %(count)s row that arrived since under a returned identity went back with it.",
        "Undone. %(count)s rows that arrived since under returned identities went back with them.",
        arrived,
    )
    return text % {"count": arrived}


@require_POST
def undo_this_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge."""
    merge = get_object_or_404(MemberMerge, pk=pk)
    try:
        arrived = undo_merge(
            merge=merge,
            user=request.user,
            now=timezone.now(),
        )
        messages.success(request, _undone(arrived))
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("teamwork:merge_detail", pk)
