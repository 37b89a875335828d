from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    NumberFilter,
)

from common.api.filters import NumbersFilter, changed_since_filter
from common.models import StaffAbsence
from common.security.access import ROLE_LABELS
from common.security.names import nameless_accounts
from common.ui.filters import (
    BIGGEST_NUMBER,
    BusinessDayFilter,
    DateFilter,
    SearchFilterSet,
)
from community.models import Post
from koc.models import OwnerScore
from members.filters import IdentityFilter, MemberFilter, NamedFilterSet
from teamwork.models import (
    BulkChange,
    Handover,
    Interaction,
    MemberMerge,
    Nomination,
)


class InteractionFilter(NamedFilterSet):
    promise_state = ChoiceFilter(
        label=_("Promise"),
        choices=[("open", _("Open")), ("kept", _("Kept"))],
        method="by_promise",
    )
    due_until = DateFilter(
        label=_("Due until"),
        field_name="due_on",
        lookup_expr="lte",
    )
    due_since = DateFilter(
        label=_("Due since"),
        field_name="due_on",
        lookup_expr="gte",
    )
    since = BusinessDayFilter(
        label=_("Since"),
        field_name="happened_at",
        lookup_expr="gte",
    )
    until = BusinessDayFilter(
        label=_("Until"),
        field_name="happened_at",
        lookup_expr="lte",
    )

    class Meta:
        model = Interaction
        fields = ("staff", "channel", "mood")
        search = (
            "summary",
            "promise",
            "next_step",
            "outcome",
            "member__nickname",
        )

    def by_promise(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        if value == "kept":
            return queryset.filter(kept_at__isnull=False)
        return queryset.filter(due_on__isnull=False, kept_at__isnull=True)


class InteractionApiFilter(InteractionFilter):
    """Interactions in the API; they can be limited to one member, by number
    or identity.
    """

    id = NumbersFilter()
    identity = IdentityFilter(field_name="member")
    updated_since = changed_since_filter("updated_at")

    member = NumberFilter(
        field_name="member_id",
        min_value=1,
        max_value=BIGGEST_NUMBER,
    )

    class Meta(InteractionFilter.Meta):
        # The rows contain no names, so they cannot be searched by name.
        search = ("summary", "promise", "next_step", "outcome")  # type: ignore[assignment]


class NominationFilter(NamedFilterSet):
    class Meta:
        model = Nomination
        fields = ("state", "proposed_by")
        search = ("member__nickname", "reason")


class HandoverFilter(SearchFilterSet):
    class Meta:
        model = Handover
        fields = ("state", "from_user", "to_user")
        search = ("reason",)


class CandidateFilter(NamedFilterSet):
    least_score = NumberFilter(
        label=_("Real-owner score from"),
        field_name="score",
        lookup_expr="gte",
        min_value=0,
        max_value=100,
    )
    has_healed = BooleanFilter(
        label=_("Solved questions"),
        field_name="healed",
        lookup_expr="gt",
        method="by_healed",
    )
    city = CharFilter(label=_("City"), field_name="member__city")

    class Meta:
        model = OwnerScore
        fields = ()
        search = ("member__nickname",)

    def by_healed(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: bool,
    ) -> QuerySet[Any]:
        if value:
            return queryset.filter(healed__gt=0)
        return queryset.filter(healed=0)


class WorkFilter(NamedFilterSet):
    """Works by what they say, by days and by what their use takes."""

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
    on_brief = BooleanFilter(
        label=_("On the brief list"),
        field_name="brief",
        lookup_expr="isnull",
        exclude=True,
    )
    may_use = ChoiceFilter(
        label=_("May be used"),
        choices=[
            ("yes", _("The author agreed")),
            ("no", _("The author refused")),
            ("unknown", _("Not asked yet")),
        ],
        method="by_may_use",
    )
    author_is = ChoiceFilter(
        label=_("Author"),
        choices=[("koc", _("KOC")), ("other", _("Not KOC yet"))],
        method="by_author",
    )
    pictures = BooleanFilter(
        label=_("With pictures or videos"),
        field_name="media_count",
        lookup_expr="gt",
        method="by_pictures",
    )

    class Meta:
        model = Post
        fields = ("source", "circle")
        search = ("author__nickname",)

    def search(self, queryset: Any, name: str, value: str) -> QuerySet[Any]:
        named = super().search(queryset, name, value)
        found: QuerySet[Any] = named | queryset.saying(value)
        return found

    def by_may_use(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        answers = {"yes": True, "no": False, "unknown": None}
        return queryset.filter(may_use=answers[value])

    def by_author(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        return queryset.filter(is_koc=value == "koc")

    def by_pictures(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: bool,
    ) -> QuerySet[Any]:
        shown = Q(media_count__gt=0)
        return queryset.filter(shown if value else ~shown)


class ContactFilter(MemberFilter):
    """Members by their contacts."""


class MergeFilter(NamedFilterSet):
    is_undone = BooleanFilter(
        label=_("Undone"),
        field_name="undone_at",
        lookup_expr="isnull",
        exclude=True,
    )

    class Meta:
        model = MemberMerge
        fields = ()
        search = ("kept__nickname", "merged__nickname", "reason")


class BulkChangeFilter(SearchFilterSet):
    class Meta:
        model = BulkChange
        fields = ("kind",)
        search = ("subject",)


class AbsenceFilter(SearchFilterSet):
    """Absences by colleague, and those that reach into a time."""

    since = DateFilter(
        label=_("Since"),
        field_name="ends_on",
        lookup_expr="gte",
    )
    until = DateFilter(
        label=_("Until"),
        field_name="starts_on",
        lookup_expr="lte",
    )

    class Meta:
        model = StaffAbsence
        fields = ("user", "stand_in")
        search = ("user__username", "user__first_name", "user__last_name")


class ColleagueFilter(SearchFilterSet):
    """Accounts by role, and those without a name."""

    role = ChoiceFilter(
        label=_("Role in the team"),
        choices=list(ROLE_LABELS.items()),
        field_name="groups__name",
    )
    unnamed = BooleanFilter(label=_("Without a name"), method="by_unnamed")

    class Meta:
        model = get_user_model()
        fields = ("is_active",)
        search = ("username", "first_name", "last_name")

    def by_unnamed(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: bool,
    ) -> QuerySet[Any]:
        if value:
            numbers = nameless_accounts().values("pk")
            return queryset.filter(pk__in=numbers)
        return queryset.exclude(first_name="", last_name="")
