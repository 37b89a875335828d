"""Which thresholds of claims are in force."""

from common.services.policies import in_force
from immunity.models import ClaimPolicy

SUGGEST_AUTHORS, SPREADING_AUTHORS, WINDOW_DAYS = 3, 8, 7


def shipped_policy() -> ClaimPolicy:
    """Return the shipped version, not stored."""
    return ClaimPolicy(
        version=1,
        suggest_authors=SUGGEST_AUTHORS,
        spreading_authors=SPREADING_AUTHORS,
        window_days=WINDOW_DAYS,
    )


def policy_in_force() -> ClaimPolicy:
    """Return the newest version; the shipped one, not stored, if there is none."""
    return in_force(shipped_policy)
