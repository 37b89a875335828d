from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter

from alerts.models import Alert, Issue, OwnerNotice, Placement
from alerts.rules.lexicon import COMPONENTS, SYMPTOMS
from alerts.services.board import OPEN_STATES
from alerts.services.wording import FACET_LABELS
from common.filters import DateFilter, NumberFilter, SearchFilterSet
from community.models import Post, Question


class IssueFilter(SearchFilterSet):
    q = CharFilter(label=_("Original words"), method="search", max_length=100)
    component = ChoiceFilter(
        label=_("Part"), choices=[(name, FACET_LABELS[name]) for name in COMPONENTS], method="by_component"
    )
    symptom = ChoiceFilter(
        label=_("Symptom"), choices=[(name, FACET_LABELS[name]) for name in SYMPTOMS], method="by_symptom"
    )
    voices_min = NumberFilter(label=_("Owners, at least"), field_name="voice_count", lookup_expr="gte")
    alerted = BooleanFilter(label=_("Raised an alert"), method="by_alerted")
    first_since = DateFilter(label=_("First voice since"), field_name="opened_at__date", lookup_expr="gte")
    model_series = CharFilter(label=_("Model series"), method="by_model", max_length=40)
    open = BooleanFilter(label=_("Still open"), method="by_open")

    class Meta:
        model = Issue
        fields = ("state", "owner")
        search = ()

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        said = Post.objects.saying(value)
        return queryset.filter(pk__in=Placement.objects.standing().filter(post__in=said).values("issue_id"))

    def by_component(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(components__icontains=f'"{value}"')

    def by_symptom(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(symptoms__icontains=f'"{value}"')

    def by_model(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(pk__in=Placement.objects.standing().filter(model_series=value).values("issue_id"))

    def by_open(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return queryset.filter(state__in=OPEN_STATES) if value else queryset.exclude(state__in=OPEN_STATES)

    def by_alerted(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return queryset.filter(alerted_at__isnull=not value)


class PostWordsFilterSet(SearchFilterSet):
    """Rows that have a post are found by its words, besides the fields of `Meta.search`."""

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        said = queryset.filter(post__in=Post.objects.saying(value))
        return said | super().search(queryset, name, value) if self.Meta.search else said  # type: ignore[attr-defined]


class NoticeFilter(PostWordsFilterSet):
    q = CharFilter(label=_("Original words"), method="search", max_length=100)
    notice_kind = ChoiceFilter(label=_("What to tell"), choices=OwnerNotice.Kind.choices)
    number = NumberFilter(label=_("Issue number"), field_name="issue__number")

    class Meta:
        model = Placement
        fields = ("model_series",)
        search = ("post__author__nickname",)


class QuestionFilter(PostWordsFilterSet):
    q = CharFilter(label=_("Original words"), method="search", max_length=100)
    status = ChoiceFilter(
        label=_("Status"),
        choices=[
            ("waiting", _("Waiting")), ("overdue", _("Waiting too long")), ("answered", _("Answered")),
            ("solved", _("Solved")), ("escalated", _("Escalated")),
        ],
        method="by_status",
    )  # fmt: skip
    asked_since = DateFilter(label=_("Asked since"), field_name="post__posted_at__date", lookup_expr="gte")
    helper_id = NumberFilter(label=_("First helper's number"))

    class Meta:
        model = Question
        fields = ("upset",)
        search = ()

    def by_status(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "overdue":
            return queryset.filter(is_overdue=True)
        if value == "escalated":
            return queryset.filter(answered_at__isnull=True, care__escalated_at__isnull=False)
        field, is_null = {"waiting": ("answered_at", True), "answered": ("answered_at", False)}.get(
            value, ("solved_at", False)
        )
        return queryset.filter(**{f"{field}__isnull": is_null})


class AlertFilter(PostWordsFilterSet):
    since = DateFilter(label=_("Since"), field_name="raised_at__date", lookup_expr="gte")

    class Meta:
        model = Alert
        fields = ("issue", "cause")
        search = ()
