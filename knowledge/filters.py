from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import BooleanFilter, ChoiceFilter, ModelChoiceFilter

from common.api.filters import NumbersFilter, changed_since_filter
from common.ui.filters import BusinessDayFilter, SearchFilterSet
from knowledge.labels import OUTCOME_LABELS, SHOWN_STATES
from knowledge.models import FaqEntry, Script, ScriptUse
from members.filters import NamedFilterSet


class WordsFilterSet(SearchFilterSet):
    """Finds rows by words, pinyin and initials."""

    def search(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        found: QuerySet[Any] = queryset.saying(value)  # type: ignore[attr-defined]
        return found


class ScriptFilter(WordsFilterSet):
    """Scripts as `with_versions()` reads them."""

    state = ChoiceFilter(label=_("State"), choices=list(SHOWN_STATES.items()))
    in_work = ChoiceFilter(
        label=_("Version in work"),
        choices=list(SHOWN_STATES.items())[:2],
    )
    is_expiring = BooleanFilter(label=_("Expires soon or has expired"))
    owner = ModelChoiceFilter(
        label=pgettext_lazy("of a script", "Owner"),
        queryset=get_user_model().objects.order_by("username"),
    )

    class Meta:
        model = Script
        fields = ("scene", "audience", "role", "for_state")
        search = ()


class ScriptApiFilter(WordsFilterSet):
    """Scripts that may be used, in the API."""

    id = NumbersFilter()
    updated_since = changed_since_filter("updated_at")

    class Meta:
        model = Script
        fields = ("scene", "audience", "role", "for_state")
        search = ()


class UseFilter(NamedFilterSet):
    """Uses as `with_outcome()` reads them."""

    script = ModelChoiceFilter(
        label=_("Script"),
        field_name="version__script",
        queryset=Script.objects.all(),
    )
    outcome = ChoiceFilter(
        label=_("What followed"),
        choices=list(OUTCOME_LABELS.items()),
    )
    used_by = ModelChoiceFilter(
        label=_("Used by"),
        queryset=get_user_model().objects.order_by("username"),
    )
    since = BusinessDayFilter(
        label=_("Since"),
        field_name="used_at",
        lookup_expr="gte",
    )

    class Meta:
        model = ScriptUse
        fields = ("version", "place")
        search = ("member__nickname",)


class FaqFilter(WordsFilterSet):
    """Frequent questions as `with_consent()` reads them."""

    consent = ChoiceFilter(
        label=_("Consent of the author"),
        choices=[
            ("agreed", _("Agrees")),
            ("refused", _("Does not agree")),
            ("unasked", _("Not asked yet")),
        ],
        method="by_consent",
    )
    is_published = BooleanFilter(
        label=_("Published"),
        field_name="published_at",
        lookup_expr="isnull",
        exclude=True,
    )

    class Meta:
        model = FaqEntry
        fields = ("owner",)
        search = ()

    def by_consent(
        self,
        queryset: QuerySet[Any],
        name: str,
        value: str,
    ) -> QuerySet[Any]:
        said = {"agreed": True, "refused": False}
        if value in said:
            return queryset.filter(consent=said[value])
        return queryset.filter(consent__isnull=True)


class FaqApiFilter(WordsFilterSet):
    """Public answers in the API."""

    id = NumbersFilter()
    updated_since = changed_since_filter("updated_at")

    class Meta:
        model = FaqEntry
        fields = ()
        search = ()
