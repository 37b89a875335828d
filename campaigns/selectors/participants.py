"""Who takes part in campaigns."""

from campaigns.models import Participant
from campaigns.rules.participation import Facts


def facts_of(row: Participant) -> Facts:
    """Return what is known of a participant."""
    return Facts(row.signed_up_on, row.attended_on, row.cancelled_on, row.note)
