"""How many primary roles change if all volumes are ten times as large, or a month of the record is missing.

`KOCOPS_VAR_DIR=… python -m benchmarks.robustness` after a night over a community, e.g. the demo. No strength looks
at other members, so that doubling the community changes none by construction.
"""

import os
from collections.abc import Callable
from typing import Any


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
    import django  # noqa: PLC0415

    django.setup()
    print("\n".join(_measure()))


def _measure() -> list[str]:
    from activity.services.nights import published  # noqa: PLC0415
    from roles.rules.strength import THRESHOLD, Deed, Role, primary_role  # noqa: PLC0415
    from roles.services.deeds import Done, read_deeds  # noqa: PLC0415
    from roles.services.night import measure_done  # noqa: PLC0415

    night = published()
    if night is None or night.business_date is None:
        raise SystemExit("no night is published")
    done = read_deeds(first_member=0, last_member=2**62, day=night.business_date)

    def primaries(change: Callable[[list[Deed]], list[Deed]]) -> dict[int, Any]:
        found = {}
        for member, one in done.items():
            changed = Done({role: change(deeds) for role, deeds in one.deeds.items()}, one.public)
            strengths = {role: made.strength for role, made in measure_done(changed).items()}
            role = primary_role(strengths, {role: value >= THRESHOLD for role, value in strengths.items()})
            if role is not None:
                found[member] = Role(role)
        return found

    base = primaries(lambda deeds: deeds)
    changes: dict[str, Callable[[list[Deed]], list[Deed]]] = {
        "all volumes ten times as large": lambda deeds: deeds * 10,
        "without the second last month": lambda deeds: [one for one in deeds if not 30 <= one.days_ago < 60],
        "without the last month": lambda deeds: [one for one in deeds if one.days_ago >= 30],
        "a single day only, the best one": _best_day,
    }
    lines = [f"{len(base)} primary roles of {len(done):,} members with deeds"]
    for name, change in changes.items():
        after = primaries(change)
        differ = sum(base.get(member) != after.get(member) for member in {*base, *after})
        gained = len(set(after) - set(base))
        lines.append(f"{name}: {differ} differ ({differ / len(base):.1%}), of them {gained} new; {len(after)} remain")
    return lines


def _best_day(deeds: list[Any]) -> list[Any]:
    days: dict[int, list[Any]] = {}
    for deed in deeds:
        days.setdefault(deed.days_ago, []).append(deed)
    return max(days.values(), key=len, default=[])


if __name__ == "__main__":
    main()
