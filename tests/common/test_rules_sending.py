"""What follows from the answer to a message."""

import pytest

from common.rules.sending import Outcome, outcome_of


@pytest.mark.parametrize(
    ("status", "fault", "keyed", "keyless"),
    [
        (204, "", Outcome.SENT, Outcome.SENT),
        (None, "", Outcome.SENT, Outcome.SENT),
        (200, "too_slow", Outcome.RETRY, Outcome.UNCERTAIN),
        (None, "too_slow", Outcome.RETRY, Outcome.UNCERTAIN),
        (None, "interrupted", Outcome.RETRY, Outcome.UNCERTAIN),
        (502, "", Outcome.RETRY, Outcome.UNCERTAIN),
        (504, "", Outcome.RETRY, Outcome.UNCERTAIN),
        (500, "", Outcome.RETRY, Outcome.RETRY),
        (429, "", Outcome.RETRY, Outcome.RETRY),
        (302, "redirect", Outcome.RETRY, Outcome.RETRY),
        (200, "refused", Outcome.RETRY, Outcome.RETRY),
        (None, "unreachable", Outcome.RETRY, Outcome.RETRY),
        (None, "private_address", Outcome.RETRY, Outcome.RETRY),
        (410, "", Outcome.GONE, Outcome.GONE),
        (550, "rejected", Outcome.REJECTED, Outcome.REJECTED),
        (200, "rejected", Outcome.REJECTED, Outcome.REJECTED),
    ],
)
def test_only_what_surely_did_not_arrive_is_sent_again_without_a_key(
    status: int | None,
    fault: str,
    keyed: Outcome,
    keyless: Outcome,
) -> None:
    assert outcome_of(status, fault, has_key=True) is keyed
    assert outcome_of(status, fault, has_key=False) is keyless
