"""Which scripts suit a member."""

from typing import NamedTuple

NEWCOMER = "newcomer"


class Suit(NamedTuple):
    """Whom a script suits; "" for anyone."""

    audience: str = ""
    role: str = ""
    state: str = ""


class MemberFacts(NamedTuple):
    """What is known of a member: whom they count as (owner status, and
    newcomer), the roles that they hold, and their state.
    """

    audiences: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    state: str = ""


def fit_of(suit: Suit, facts: MemberFacts) -> int | None:
    """Return how closely a script suits a member: the number of its wishes
    that they meet, None if they miss one.
    """
    wishes = (
        (suit.audience, facts.audiences),
        (suit.role, facts.roles),
        (suit.state, frozenset({facts.state})),
    )
    fit = 0
    for wish, held in wishes:
        if not wish:
            continue
        if wish not in held:
            return None
        fit += 1
    return fit
