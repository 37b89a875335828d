from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ModelChoiceFilter

from common.api.filters import NumbersFilter, changed_since_filter
from common.ui.filters import (
    BusinessDayFilter,
    NumberFilter,
    SearchFilterSet,
)
from immunity.models import (
    CaseCheck,
    Claim,
    ClaimPolicy,
    ClaimPost,
    CrisisCase,
)


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
