"""Which scripts suit a member."""

import pytest

from knowledge.rules.fitting import MemberFacts, Suit, fit_of

OWNER = MemberFacts(
    frozenset({"owner", "newcomer"}),
    frozenset({"geek"}),
    "cooling",
)


@pytest.mark.parametrize(
    ("suit", "fit"),
    [
        (Suit(), 0),
        (Suit(audience="owner"), 1),
        (Suit(audience="newcomer", role="geek", state="cooling"), 3),
        (Suit(audience="former"), None),
        (Suit(audience="owner", role="social"), None),
        (Suit(state="dormant"), None),
    ],
)
def test_every_wish_has_to_be_met(suit: Suit, fit: int | None) -> None:
    assert fit_of(suit, OWNER) == fit


def test_an_unknown_state_meets_no_wish() -> None:
    assert fit_of(Suit(state="active"), MemberFacts()) is None
