"""The rules of contact: limits, quiet hours, and what each purpose asks for."""

from collections.abc import Mapping
from datetime import time
from typing import Any, NamedTuple

SECONDS_A_DAY = 86_400
MOST_CONTACTS, MOST_DAYS = 1_000, 3_650


class Limit(NamedTuple):
    """At most so many contacts in so many days; 0 contacts means never."""

    most: int
    days: int

    @property
    def seconds(self) -> int:
        """The length of the window."""
        return self.days * SECONDS_A_DAY


class PurposeRule(NamedTuple):
    """What the gate asks for a purpose.

    needs_consent: the member has agreed; without it only a withdrawal counts ·
    waits_for_help: no complaint and no question of theirs is open ·
    spares_dormant: they are not dormant · is_capped: the limit over all staff
    and channels · keeps_hours: quiet hours and holidays.
    """

    needs_consent: bool
    waits_for_help: bool
    spares_dormant: bool
    is_capped: bool
    keeps_hours: bool


FLAGS = PurposeRule._fields
PURPOSES = (
    "routine",
    "opportunity",
    "notice",
    "farewell",
    "advice",
    "experience",
    "talk",
)
# fmt: off
SHIPPED_PURPOSES = {
    "routine":     PurposeRule(True,  True,  True,  True,  True),
    "opportunity": PurposeRule(True,  True,  False, True,  True),
    "notice":      PurposeRule(False, False, False, True,  True),
    "farewell":    PurposeRule(False, True,  False, False, True),
    "advice":      PurposeRule(True,  True,  False, True,  True),
    "experience":  PurposeRule(True,  True,  True,  True,  True),
    "talk":        PurposeRule(False, False, False, True,  False),
}
# fmt: on


class Policy(NamedTuple):
    """A version of the rules of contact.

    quotas: what each channel allows for one member; a channel without an
    entry has none.
    """

    dormant_cap: Limit
    other_cap: Limit
    quotas: Mapping[str, Limit]
    quiet_from: time
    quiet_until: time
    purposes: Mapping[str, PurposeRule]

    def quota_of(self, channel: str) -> Limit | None:
        """Return what a channel allows for one member, None for no limit."""
        return self.quotas.get(channel)


SHIPPED = Policy(
    dormant_cap=Limit(1, 90),
    other_cap=Limit(4, 30),
    quotas={"wecom": Limit(4, 30)},
    quiet_from=time(21),
    quiet_until=time(9),
    purposes=SHIPPED_PURPOSES,
)


def as_stored(policy: Policy) -> dict[str, Any]:
    """Return a policy as plain JSON."""
    purposes = {}
    for name, rule in policy.purposes.items():
        purposes[name] = rule._asdict()
    return {
        "dormant_cap": list(policy.dormant_cap),
        "other_cap": list(policy.other_cap),
        "quotas": {name: list(one) for name, one in policy.quotas.items()},
        "quiet_from": policy.quiet_from.isoformat("minutes"),
        "quiet_until": policy.quiet_until.isoformat("minutes"),
        "purposes": purposes,
    }


def policy_from(stored: Mapping[str, Any]) -> Policy:
    """Return a stored policy; a purpose that it does not know is as shipped."""
    purposes = dict(SHIPPED_PURPOSES)
    for name, flags in stored["purposes"].items():
        purposes[name] = PurposeRule(**flags)
    quotas = {name: Limit(*one) for name, one in stored["quotas"].items()}
    return Policy(
        dormant_cap=Limit(*stored["dormant_cap"]),
        other_cap=Limit(*stored["other_cap"]),
        quotas=quotas,
        quiet_from=time.fromisoformat(stored["quiet_from"]),
        quiet_until=time.fromisoformat(stored["quiet_until"]),
        purposes=purposes,
    )
