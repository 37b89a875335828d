from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter, ModelChoiceFilter

from common.api.filters import (
    MomentFilter,
    NumbersFilter,
    changed_since_filter,
)
from common.ui.filters import BusinessDayFilter, NumberFilter, SearchFilterSet
from members.filters import IdentityFilter, NamedFilterSet
from outreach.models import (
    Consultation,
    ContactPolicy,
    ContactRefusal,
    ContactStop,
    Graduation,
    HolidayYear,
    Honour,
    Match,
    MemberChannel,
    Opportunity,
    OutreachMessage,
    Suppression,
)
from outreach.models.choices import RefusalReason


class PolicyFilter(SearchFilterSet):
    class Meta:
        model = ContactPolicy
        fields = ()
        search = ("note",)


class HolidayFilter(SearchFilterSet):
    class Meta:
        model = HolidayYear
        fields = ("year",)
        search = ("days",)


class ChannelFilter(SearchFilterSet):
    class Meta:
        model = MemberChannel
        fields = ("way", "is_open")
        search = ("name",)


class StopFilter(NamedFilterSet):
    """Stops; without a choice, those in force."""

    status = ChoiceFilter(
        label=_("Status"),
        choices=[("all", _("Also those that have ended"))],
        empty_label=_("In force"),
        method="by_status",
    )

    class Meta:
        model = ContactStop
        fields = ()
        search = ("member__nickname", "reason")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Leave out what has ended unless it is asked for."""
        rows: Any = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("status"):
            rows = rows.filter(is_in_force=True)
        found: QuerySet[Any] = rows
        return found

    def by_status(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        return queryset


class RefusalFilter(NamedFilterSet):
    message = NumberFilter(label=_("Message"), field_name="message_id")
    since = BusinessDayFilter(
        label=_("Refused since"),
        field_name="refused_at",
        lookup_expr="gte",
    )

    class Meta:
        model = ContactRefusal
        fields = ("reason", "purpose", "way")
        search = ("member__nickname",)


class OpportunityFilter(SearchFilterSet):
    is_offered = BooleanFilter(label=_("Still offered"))

    class Meta:
        model = Opportunity
        fields = ("kind", "audience")
        search = ("title",)


class MatchFilter(NamedFilterSet):
    opportunity = NumberFilter(
        label=_("Opportunity"), field_name="opportunity_id"
    )
    is_written = BooleanFilter(
        label=_("Has a message"),
        field_name="outreach_message",
        lookup_expr="isnull",
        exclude=True,
    )

    class Meta:
        model = Match
        fields = ("was_dormant",)
        search = ("member__nickname",)


class MessageFilter(NamedFilterSet):
    opportunity = NumberFilter(
        label=_("Opportunity"), field_name="match__opportunity_id"
    )
    author = ModelChoiceFilter(
        label=_("Written by"),
        queryset=get_user_model().objects.order_by("username"),
    )
    is_unclear = BooleanFilter(
        label=_("Uncertain whether it arrived"),
    )
    is_stuck = BooleanFilter(
        label=_("Waits for a closed or paused channel"),
    )
    is_answered = BooleanFilter(
        label=_("Answered"),
        field_name="answered_at",
        lookup_expr="isnull",
        exclude=True,
    )

    class Meta:
        model = OutreachMessage
        fields = ("state", "purpose", "way", "refused_for")
        search = ("member__nickname", "text")


class GraduationFilter(NamedFilterSet):
    """Graduations; without a choice, the open ones."""

    status = ChoiceFilter(
        label=_("Status"),
        choices=[("all", _("Also those that have ended"))],
        empty_label=_("Open"),
        method="by_status",
    )
    is_forgotten = BooleanFilter(
        label=_("Without a ceremony for 30 days"),
    )
    owner = ModelChoiceFilter(
        label=_("Who looks after it"),
        queryset=get_user_model().objects.order_by("username"),
    )

    class Meta:
        model = Graduation
        fields = ("cause", "ending")
        search = ("member__nickname", "quote")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Leave out what has ended unless it is asked for."""
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data
        if chosen.get("status") or chosen.get("ending"):
            return rows
        return rows.filter(ending="")

    def by_status(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        return queryset


class HonourFilter(NamedFilterSet):
    class Meta:
        model = Honour
        fields = ("kind", "is_adviser", "is_mentor")
        search = ("member__nickname",)


class ConsultationFilter(SearchFilterSet):
    class Meta:
        model = Consultation
        fields = ()
        search = ("question", "outcome")


class HonourApiFilter(SearchFilterSet):
    """Badges in the API, also by member and what changed since a moment."""

    id = NumbersFilter()
    member = NumbersFilter(field_name="member_id")
    identity = IdentityFilter(field_name="member")
    updated_since = changed_since_filter("updated_at")

    class Meta:
        model = Honour
        fields = ("kind", "is_adviser", "is_mentor")
        # The rows contain no names, so they cannot be searched by name.
        search = ("kind",)


class SuppressionFilter(SearchFilterSet):
    """The suppression list in the API."""

    member = NumbersFilter(field_name="member_id")
    identity = IdentityFilter(field_name="member")
    changed_since = MomentFilter(
        field_name="changed_at",
        lookup_expr="gte",
        label=_("Changed at this moment or later"),
    )
    reason = ChoiceFilter(label=_("Reason"), choices=RefusalReason.choices)

    class Meta:
        model = Suppression
        fields = ("is_suppressed",)
        search = ("reason",)
