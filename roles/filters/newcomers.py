"""Filters of newcomers, of their journeys, and of introductions."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, Filter

from common.ui.filters import DateFilter
from members.filters import NamedFilterSet
from members.models import Member
from roles.filters.roles import InCircleFilter
from roles.labels import STEP_LABELS, STEP_NAMES
from roles.models import Introduction


class NewcomerFilter(NamedFilterSet):
    waiting = BooleanFilter(
        label=_("Nobody has welcomed them yet"),
        method="by_waiting",
    )
    circle = InCircleFilter()

    class Meta:
        model = Member
        fields = ("city", "owner_status")
        search = ("nickname",)

    def by_waiting(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: bool,
    ) -> QuerySet[Any]:
        return queryset.filter(welcomed_at__isnull=value)


class WhoField(forms.CharField):
    """Who did something for a newcomer: the number of a member, `none`,
    `unasked`, `somebody`, or `others` with the numbers that are named apart.
    """

    written = re.compile(
        r"(?:\d{1,18}|none|unasked|somebody|others(?:-\d{1,18}){0,20})",
        re.ASCII,
    )

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and not self.written.fullmatch(text):
            raise ValidationError(_("Follow a link of the picture instead."))
        return text


class WhoFilter(Filter):
    """Newcomers by who did something for them first."""

    field_class = WhoField

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        field = self.field_name
        if value == "none" and field == "journey_answered_by":
            return qs.filter(**{field: 0}, journey_asked_days__gte=0)
        if value == "unasked":
            return qs.filter(**{field: 0}, journey_asked_days__lt=0)
        if value in ("none", "somebody"):
            is_none = {field: 0}
            if value == "none":
                return qs.filter(**is_none)
            return qs.exclude(**is_none)
        if value.startswith("others"):
            named = [int(one) for one in value.split("-")[1:]]
            return qs.exclude(**{f"{field}__in": [0, *named]})
        return qs.filter(**{field: int(value)})


class JourneyFilter(NamedFilterSet):
    """Newcomers of members_with_journeys(), for picture and list alike."""

    circle = InCircleFilter()
    model_series = CharFilter(
        label=_("Drives now"),
        method="by_model_series",
        max_length=40,
    )
    joined_since = DateFilter(
        label=_("Joined since"),
        field_name="journey_joined_on",
        lookup_expr="gte",
    )
    joined_until = DateFilter(
        label=_("Joined until"),
        field_name="journey_joined_on",
        lookup_expr="lte",
    )
    reached = ChoiceFilter(
        label=_("Got as far as"),
        choices=[
            (name, STEP_LABELS[step]) for step, name in STEP_NAMES.items()
        ],
        method="by_step",
    )
    attracted = WhoFilter("journey_attracted_by", label=_("Attracted by"))
    welcomed = WhoFilter("journey_welcomed_by", label=_("Welcomed by"))
    answered = WhoFilter("journey_answered_by", label=_("Answered by"))

    class Meta:
        model = Member
        fields = ("city",)
        search = ("nickname",)

    def by_model_series(
        self,
        queryset: Any,
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        drivers = Member.objects.driving(value).order_by()
        rows: QuerySet[Any] = queryset.filter(pk__in=drivers.values("pk"))
        return rows

    def by_step(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        return queryset.filter(**{f"journey_{value}_days__gte": 0})


class IntroductionFilter(NamedFilterSet):
    met = BooleanFilter(
        label=_("They have written to each other"),
        method="by_meeting",
    )

    class Meta:
        model = Introduction
        fields = ("made_by",)
        search = ("newcomer__nickname", "host__nickname")

    def by_meeting(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: bool,
    ) -> QuerySet[Any]:
        return queryset.filter(met_at__isnull=not value)
