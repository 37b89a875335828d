"""How many primary roles change if all volumes are ten times as large, or a
month of the record is missing.

`KOCOPS_VAR_DIR=… python -m benchmarks.robustness` after a night over a
community, e.g. the demo. No strength looks at other members, so that doubling
the community changes none by construction.
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
    from activity.selectors.nights import published  # noqa: PLC0415
    from roles.rules.contributions import join_contributions  # noqa: PLC0415
    from roles.rules.holding import NO_ROLE, primary_roles  # noqa: PLC0415
    from roles.rules.strength import Contributions  # noqa: PLC0415
    from roles.selectors.contributions import (  # noqa: PLC0415
        measure_contributions,
        read_contributions,
    )
    from roles.selectors.policies import policy_in_force, rules_of  # noqa: PLC0415

    night = published()
    if night is None or night.business_date is None:
        raise SystemExit("no night is published")
    rules = rules_of(policy_in_force())
    contributions = read_contributions(
        first_member=0,
        last_member=2**62,
        day=night.business_date,
        weights=rules.weights,
        echo_sources=rules.echo_sources,
    )

    def primaries(changed: Contributions) -> dict[int, int]:
        made = measure_contributions(changed, rules)
        primary = primary_roles(
            made.strength,
            made.strength > rules.limits.threshold,
            rules.limits,
        )
        called = primary != NO_ROLE
        return dict(
            zip(
                made.member[called].tolist(),
                primary[called].tolist(),
                strict=True,
            ),
        )

    base = primaries(contributions)
    changes = {
        "all volumes ten times as large": join_contributions(
            [contributions] * 10,
        ),
        "without the second last month": contributions.where(
            (contributions.days_ago < 30) | (contributions.days_ago >= 60),
        ),
        "without the last month": contributions.where(
            contributions.days_ago >= 30,
        ),
        "a single day only, the best one": contributions.where(
            _best_day(contributions),
        ),
    }
    lines = [
        f"{len(base)} primary roles of {len(np.unique(contributions.member)):,} members with deeds",
    ]
    for name, changed in changes.items():
        after = primaries(changed)
        differ = sum(
            base.get(member) != after.get(member) for member in {*base, *after}
        )
        gained = len(set(after) - set(base))
        lines.append(
            f"{name}: {differ} differ ({differ / len(base):.1%}), of them "
            f"{gained} new; {len(after)} remain",
        )
    return lines


def _best_day(contributions: Any) -> NDArray[np.bool_]:
    """Return which deeds fell on the day on which their member did most in their role."""
    from roles.rules.contributions import CONTRIBUTION_ROLES  # noqa: PLC0415

    day = np.stack(
        (
            contributions.member,
            CONTRIBUTION_ROLES[contributions.feature],
            contributions.days_ago,
        ),
    )
    _days, of_day, count = np.unique(
        day,
        axis=1,
        return_inverse=True,
        return_counts=True,
    )
    _seats, seat = np.unique(day[:2], axis=1, return_inverse=True)
    order = np.lexsort((of_day, -count[of_day], seat))
    first = np.unique(seat[order], return_index=True)[1]
    return np.asarray(of_day == of_day[order[first]][seat])


if __name__ == "__main__":
    main()
