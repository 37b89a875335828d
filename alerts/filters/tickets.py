from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from alerts.models import EngineeringTicket
from common.api.filters import NumbersFilter
from common.ui.filters import NumberFilter, SearchFilterSet


class TicketApiFilter(SearchFilterSet):
    """Engineering tickets in the API: by issue, system and ticket number."""

    id = NumbersFilter()
    issue_id = NumberFilter(label=_("Issue"), field_name="issue")
    number = CharFilter(label=_("Ticket number"), max_length=60)

    class Meta:
        model = EngineeringTicket
        fields = ("system", "state")
        search = ("system", "number")
