"""Which steps the state of a message allows."""

from django.utils.translation import gettext as _

from common.errors import Conflict
from outreach.models import OutreachMessage
from outreach.rules.messages import can_step


def check_step(row: OutreachMessage, step: str) -> None:
    """Errors: Conflict if the state of a message does not allow a step."""
    if not can_step(step, row.state):
        raise wrong_state(row)


def wrong_state(row: OutreachMessage) -> Conflict:
    """Return the error for a message that is in another state by now."""
    text = _(
        "This message is in the state “%(state)s” by now, so nothing was "
        "changed. Look at it again.",
    ) % {"state": row.get_state_display()}
    return Conflict("message_state", text)
