"""How many primary roles change if all volumes are ten times as large, or a month of the record is missing.

`KOCOPS_VAR_DIR=… python -m benchmarks.robustness` after a night over a community, e.g. the demo. No strength looks
at other members, so that doubling the community changes none by construction.
"""

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
    import django  # noqa: PLC0415

    django.setup()
    print("\n".join(_measure()))


def _measure() -> list[str]:
    from activity.services.nights import published  # noqa: PLC0415
    from roles.rules.deeds import join_deeds  # noqa: PLC0415
    from roles.rules.strength import NO_ROLE, Deeds, primary_roles  # noqa: PLC0415
    from roles.services.deeds import measure_deeds, read_deeds  # noqa: PLC0415
    from roles.services.policies import policy_in_force, rules_of  # noqa: PLC0415

    night = published()
    if night is None or night.business_date is None:
        raise SystemExit("no night is published")
    rules = rules_of(policy_in_force())
    deeds = read_deeds(first_member=0, last_member=2**62, day=night.business_date, weights=rules.weights)

    def primaries(changed: Deeds) -> dict[int, int]:
        made = measure_deeds(changed, rules)
        primary = primary_roles(made.strength, made.strength > rules.limits.threshold, rules.limits)
        called = primary != NO_ROLE
        return dict(zip(made.member[called].tolist(), primary[called].tolist(), strict=True))

    base = primaries(deeds)
    changes = {
        "all volumes ten times as large": join_deeds([deeds] * 10),
        "without the second last month": deeds.where((deeds.days_ago < 30) | (deeds.days_ago >= 60)),
        "without the last month": deeds.where(deeds.days_ago >= 30),
        "a single day only, the best one": deeds.where(_best_day(deeds)),
    }
    lines = [f"{len(base)} primary roles of {len(np.unique(deeds.member)):,} members with deeds"]
    for name, changed in changes.items():
        after = primaries(changed)
        differ = sum(base.get(member) != after.get(member) for member in {*base, *after})
        gained = len(set(after) - set(base))
        lines.append(f"{name}: {differ} differ ({differ / len(base):.1%}), of them {gained} new; {len(after)} remain")
    return lines


def _best_day(deeds: Any) -> NDArray[np.bool_]:
    """Return which deeds fell on the day on which their member did most in their role."""
    from roles.rules.deeds import FEATURE_ROLES  # noqa: PLC0415

    day = np.stack((deeds.member, FEATURE_ROLES[deeds.feature], deeds.days_ago))
    _days, of_day, count = np.unique(day, axis=1, return_inverse=True, return_counts=True)
    _seats, seat = np.unique(day[:2], axis=1, return_inverse=True)
    order = np.lexsort((of_day, -count[of_day], seat))
    first = np.unique(seat[order], return_index=True)[1]
    return np.asarray(of_day == of_day[order[first]][seat])


if __name__ == "__main__":
    main()
