"""Filters of webhooks."""

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from common.api.filters import NumbersFilter
from common.models import OutboxReceiver
from common.ui.filters import SearchFilterSet
from insights.models import WebhookEndpoint


class WebhookFilter(SearchFilterSet):
    pause = ChoiceFilter(
        label=_("state"),
        choices=OutboxReceiver.Pause.choices,
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("pause",)
        search = ("name", "url")


class WebhookApiFilter(WebhookFilter):
    """Webhooks in the API: also by number."""

    id = NumbersFilter()
