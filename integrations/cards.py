"""What outgoing messages show on dashboards."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.models import OutboxMessage
from common.selectors.outbox import stuck_messages
from common.ui.dashboards import CardContent, CardSpec, Cell, Listing, Scope

MESSAGES = "integrations:message_list"


def _messages(_scope: Scope) -> CardContent:
    address = reverse(MESSAGES)
    stuck = stuck_messages().count()
    waiting = OutboxMessage.objects.filter(state="waiting").count()
    rows = [
        [
            Cell(_("Go no further by themselves")),
            Cell(stuck, f"{address}?stuck=true", is_count=True),
        ],
        [
            Cell(_("Waiting to be sent")),
            Cell(waiting, f"{address}?state=waiting", is_count=True),
        ],
    ]
    return CardContent(listing=Listing([_("Messages"), _("Number")], rows))


CARDS = (
    CardSpec(
        name="messages",
        title=gettext_lazy("Do messages arrive?"),
        reads=gettext_lazy("Outgoing messages that wait or are stuck"),
        page=MESSAGES,
        read=_messages,
    ),
)
