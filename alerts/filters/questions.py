from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter

from alerts.filters import PostWordsFilterSet
from alerts.labels import FACET_LABELS
from alerts.rules.lexicon import COMPONENTS
from alerts.selectors.healing import questions_about
from alerts.selectors.lexicon import entry_choices
from alerts.selectors.question_states import (
    QUESTION_STATE_LABELS,
    QUESTION_STATES,
)
from common.api.filters import NumbersFilter, changed_since_filter
from common.security.access import colleagues
from common.ui.filters import BusinessDayFilter, NumberFilter
from community.models import Circle, Question
from community.querysets import NO_QUESTION
from members.filters import IdentityFilter


class TopicFilter(ChoiceFilter):
    """Rows about a part or service, one of the brand's own as well."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Part or service"),
            choices=[(name, FACET_LABELS[name]) for name in COMPONENTS],
            **kwargs,
        )

    @property
    def field(self) -> Any:
        """Return the form's field with the entries that the brand has added; a
        filter of no filterset, as the schema describes it, has the shipped ones.
        """
        if hasattr(self, "parent"):
            self.extra["choices"] = entry_choices("components")
        return super().field


class QuestionFilter(PostWordsFilterSet):
    q = CharFilter(label=_("Original words"), method="search", max_length=100)
    status = ChoiceFilter(
        label=_("Status"),
        choices=list(QUESTION_STATE_LABELS.items()),
        method="by_status",
    )
    asked_since = BusinessDayFilter(
        label=_("Asked since"),
        field_name="post__posted_at",
        lookup_expr="gte",
    )
    asked_until = BusinessDayFilter(
        label=_("Asked until"),
        field_name="post__posted_at",
        lookup_expr="lte",
    )
    helper_id = NumberFilter(label=_("First helper's number"))
    circle = ModelChoiceFilter(
        label=_("Circle"),
        field_name="post__circle",
        queryset=Circle.objects.order_by("name"),
    )
    taken_by = ModelChoiceFilter(
        label=_("Taken by"),
        field_name="care__taken_by",
        queryset=lambda _request: colleagues(),
    )
    # The last one: it reads the questions that the others have left.
    topic = TopicFilter(method="by_topic")

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

    def by_topic(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        return queryset.filter(pk__in=questions_about(queryset, value))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows found; what is no question only if asked for."""
        found: QuerySet[Any] = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("status") == "not_question":
            return found
        return found.exclude(NO_QUESTION)


class QuestionApiFilter(QuestionFilter):
    """Questions in the API: also by number and by who asked."""

    id = NumbersFilter()
    identity = IdentityFilter(field_name="post__author")
    updated_since = changed_since_filter("updated_at")
    # Its rows name neither.
    circle = None
    taken_by = None
