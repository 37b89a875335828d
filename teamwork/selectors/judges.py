"""Who may judge a nomination, and for which role."""

from typing import Any

from common.rules.stand_ins import Coverage
from common.security.access import JUDGES, LEADS, roles_of


def judging_roles(
    user: Any,
    proposed_by: int | None,
    coverage: Coverage,
) -> frozenset[str]:
    """Return the roles for which an account may judge what somebody proposed.

    The proposer may for none. A lead may for a role that nobody but the
    proposer holds today, so that every nomination can be decided.
    """
    if user.pk == proposed_by:
        return frozenset()
    roles = roles_of(user)
    found = (roles | coverage.roles_of(user.pk)) & JUDGES
    if roles & LEADS:
        found |= roles_without_others(proposed_by, coverage)
    return found


def roles_without_others(
    proposed_by: int | None,
    coverage: Coverage,
) -> frozenset[str]:
    """Return the judging roles that nobody but the proposer holds today."""
    found = set()
    for role in JUDGES:
        if not coverage.others_hold(role, proposed_by or 0):
            found.add(role)
    return frozenset(found)


def others_may_judge(role: str, pk: int, coverage: Coverage) -> bool:
    """Tell whether somebody else is there today who may judge for a role what
    this account proposed.
    """
    if coverage.others_hold(role, pk):
        return True
    return any(coverage.others_hold(lead, pk) for lead in LEADS)


def holders_there(role: str, coverage: Coverage) -> list[int]:
    """Return the accounts that hold a role and are there today."""
    found = []
    for pk, account in coverage.accounts.items():
        is_there = coverage.acting.get(pk) == pk
        if is_there and role in account.roles:
            found.append(pk)
    return found
