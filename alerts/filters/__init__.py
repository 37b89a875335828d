from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter

from alerts.filters.issues import (
    FacetFilter,
    IssueApiFilter,
    IssueFilter,
    IssuePageFilter,
    facet_filters,
)
from alerts.models import Alert, IssueReport, OwnerNotice
from common.api.filters import NumbersFilter, changed_since_filter
from common.ui.filters import DateFilter, NumberFilter
from community.models import Post, Question
from members.filters import IdentityFilter, NamedFilterSet

__all__ = [
    "AlertApiFilter",
    "AlertFilter",
    "FacetFilter",
    "IssueApiFilter",
    "IssueFilter",
    "IssuePageFilter",
    "NoticeFilter",
    "QuestionApiFilter",
    "QuestionFilter",
    "facet_filters",
]


class PostWordsFilterSet(NamedFilterSet):
    """Finds rows that have a post by its words, and by the fields of
    `Meta.search`.
    """

    def search(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        found = queryset.filter(post__in=Post.objects.saying(value))
        if self.Meta.search:  # type: ignore[attr-defined]
            found |= super().search(queryset, name, value)
        return found


class NoticeFilter(PostWordsFilterSet):
    q = CharFilter(label=_("Original words"), method="search", max_length=100)
    notice_kind = ChoiceFilter(
        label=_("What to tell"),
        choices=OwnerNotice.Kind.choices,
    )
    number = NumberFilter(label=_("Issue number"), field_name="issue__number")

    class Meta:
        model = IssueReport
        fields = ("model_series",)
        search = ("post__author__nickname",)


_UNANSWERED = Q(answered_at__isnull=True, solved_at__isnull=True)
_FRESH = Q(post__is_history=False)
# What each state of a question is among those with `with_state()` and
# `with_overdue()`.
QUESTION_STATES: dict[str, Q] = {
    "waiting": _UNANSWERED & _FRESH,
    "overdue": Q(is_overdue=True),
    "reopened": Q(state=Question.State.REOPENED),
    "answered": Q(answered_at__isnull=False),
    "solved": Q(solved_how=Question.SolvedHow.THANKED),
    "silent": Q(state=Question.State.SILENT),
    "by_asker": Q(solved_how=Question.SolvedHow.BY_ASKER),
    "escalated": _UNANSWERED & Q(care__escalated_at__isnull=False),
    "history": Q(post__is_history=True),
}


class QuestionFilter(PostWordsFilterSet):
    q = CharFilter(label=_("Original words"), method="search", max_length=100)
    status = ChoiceFilter(
        label=_("Status"),
        choices=[
            ("waiting", _("Waiting")),
            ("overdue", _("Waiting too long")),
            ("reopened", _("Open again")),
            ("answered", _("Answered")),
            ("solved", _("Solved with thanks")),
            ("silent", _("Healed by silence")),
            ("by_asker", _("Solved by the asker")),
            ("escalated", _("Escalated")),
            ("history", _("History")),
        ],
        method="by_status",
    )
    asked_since = DateFilter(
        label=_("Asked since"),
        field_name="post__posted_at__date",
        lookup_expr="gte",
    )
    helper_id = NumberFilter(label=_("First helper's number"))

    class Meta:
        model = Question
        fields = ("upset",)
        search = ()

    def by_status(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        return queryset.filter(QUESTION_STATES[value])


class AlertFilter(PostWordsFilterSet):
    since = DateFilter(
        label=_("Since"),
        field_name="raised_at__date",
        lookup_expr="gte",
    )

    is_historic = BooleanFilter(
        label=_("Historic"),
        help_text="Historic alerts are no news: listed only if asked for.",
    )

    class Meta:
        model = Alert
        fields = ("issue", "cause")
        search = ()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("is_historic") is None:
            return found.filter(is_historic=False)
        return found


class QuestionApiFilter(QuestionFilter):
    """Questions in the API: also by number and by who asked."""

    id = NumbersFilter()
    identity = IdentityFilter(field_name="post__author")


class AlertApiFilter(AlertFilter):
    """Alerts in the API: also by number, and since a moment; an alert never
    changes once it is raised.
    """

    id = NumbersFilter()
    updated_since = changed_since_filter("raised_at")
