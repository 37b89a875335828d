from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from django_filters import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    ModelChoiceFilter,
)

from common.api.filters import NumbersFilter, changed_since_filter
from common.ui.filters import (
    BusinessDayFilter,
    NumberFilter,
    SearchFilterSet,
)
from community.models import Circle
from immunity.labels import MOOD_TOPIC_LABELS
from immunity.models import (
    CaseCheck,
    Claim,
    ClaimPolicy,
    ClaimPost,
    CrisisCase,
    PostMood,
)
from members.selectors.suggestions import known_cities, known_model_series

TOPIC_CHOICES = [
    (topic.name.lower(), label) for topic, label in MOOD_TOPIC_LABELS.items()
]
_TOPICS = {topic.name.lower(): topic for topic in MOOD_TOPIC_LABELS}


class ClaimFilter(SearchFilterSet):
    is_open = BooleanFilter(label=_("Waits for a decision or an answer"))
    returns = BooleanFilter(
        label=_("Comes again"),
        field_name="returns_of",
        lookup_expr="isnull",
        exclude=True,
    )
    owner = ModelChoiceFilter(
        label=_("Responsible"),
        queryset=get_user_model().objects.order_by("username"),
    )
    since = BusinessDayFilter(
        label=_("Found since"),
        field_name="opened_at",
        lookup_expr="gte",
    )

    class Meta:
        model = Claim
        fields = ("state",)
        search = ("text", "subject", "answer")


class ClaimApiFilter(SearchFilterSet):
    """Claims in the API, also by what changed since a moment."""

    id = NumbersFilter()
    updated_since = changed_since_filter("updated_at")

    class Meta:
        model = Claim
        fields = ("state",)
        search = ("text", "subject")


class ClaimPostApiFilter(SearchFilterSet):
    """Posts about claims in the API."""

    id = NumbersFilter()
    claim = NumbersFilter(field_name="claim_id")

    class Meta:
        model = ClaimPost
        fields = ("stance",)
        search = ("said",)


class PolicyFilter(SearchFilterSet):
    class Meta:
        model = ClaimPolicy
        fields = ()
        search = ("note",)


class CaseFilter(SearchFilterSet):
    has_due_checks = BooleanFilter(label=_("Has checks that are due"))
    issue = NumberFilter(label=_("Issue"), field_name="issue_id")

    class Meta:
        model = CrisisCase
        fields = ()
        search = ("issue__name", "cause", "scope", "what_helped")


class CaseApiFilter(SearchFilterSet):
    """Case files in the API, also by what changed since a moment."""

    id = NumbersFilter()
    issue = NumbersFilter(field_name="issue_id")
    updated_since = changed_since_filter("updated_at")

    class Meta:
        model = CrisisCase
        fields = ()
        search = ("cause", "scope", "what_helped")


class CaseCheckApiFilter(SearchFilterSet):
    """Checks after crises in the API."""

    id = NumbersFilter()
    case = NumbersFilter(field_name="case_id")
    is_done = BooleanFilter(
        label=_("Done"),
        field_name="done_at",
        lookup_expr="isnull",
        exclude=True,
    )

    class Meta:
        model = CaseCheck
        fields = ("outcome",)
        search = ("question", "finding")


class MoodScopeFilter(SearchFilterSet):
    """Whose posts, and about what: what a share is of."""

    # A share is of posts about something, not of posts with a word.
    q = None
    model_series = CharFilter(
        label=_("Author drives now"),
        method="by_model_series",
        max_length=40,
    )
    city = CharFilter(
        label=_("Author's city"),
        field_name="post__author__city",
        max_length=30,
    )
    circle = ModelChoiceFilter(
        label=_("Circle"),
        field_name="post__circle",
        queryset=Circle.objects.all(),
    )
    topic = ChoiceFilter(
        label=_("Topic"),
        choices=TOPIC_CHOICES,
        method="by_topic",
    )
    suggestions = {
        "city": known_cities,
        "model_series": known_model_series,
    }

    class Meta:
        model = PostMood
        fields = ()
        search = ()

    def by_model_series(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.by_drivers(value)

    def by_topic(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.about(_TOPICS[value])


class MoodFilter(MoodScopeFilter):
    """Posts by their mood."""

    since = BusinessDayFilter(
        label=_("Since"),
        field_name="posted_at",
        lookup_expr="gte",
    )
    until = BusinessDayFilter(
        label=_("Until"),
        field_name="posted_at",
        lookup_expr="lte",
    )

    class Meta:
        model = PostMood
        fields = ("mood",)
        search = ()
