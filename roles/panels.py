"""What roles show on the member page: strengths, why, the works that show it, spells, decisions of staff."""

from datetime import date
from typing import Any

from activity.services.freshness import Freshness
from community.models import Post
from members.models import Member
from roles.models import RoleName, RoleOverride, RoleSpell, RoleStanding
from roles.rules.strength import THRESHOLD, WINDOW_DAYS, Deed, Role, Strength
from roles.services.deeds import read_deeds
from roles.services.night import measure_done
from roles.services.wording import FEATURE_LABELS

SHOWN_WORKS = 5


def roles_panel(member: Member, *, freshness: Freshness, today: date) -> dict[str, Any]:
    """Return the member's roles of the published generation with the evidence and the works that show it."""
    standing = RoleStanding.objects.of_generation(freshness.generation).filter(member=member).first()
    overrides = RoleOverride.objects.holding_on(today).filter(member=member).select_related("created_by")
    panel: dict[str, Any] = {
        "standing": standing,
        "overrides": list(overrides),
        "spells": list(RoleSpell.objects.known_on(freshness.business_date or today).filter(member=member)),
        "threshold": THRESHOLD,
        "window_days": WINDOW_DAYS,
    }
    if standing is None or freshness.business_date is None:
        return panel
    done = read_deeds(first_member=member.pk, last_member=member.pk, day=freshness.business_date).get(member.pk)
    if done is None:
        return panel
    works = _works(done.deeds)
    measured = {role: made for role, made in measure_done(done).items() if made.units}
    return {**panel, "roles": [_role(role, made, works[role]) for role, made in measured.items()]}


def _works(deeds: dict[Role, list[Deed]]) -> dict[Role, list[Post]]:
    best = {
        role: sorted(deeds.get(role, []), key=lambda deed: (-deed.weight, deed.days_ago, deed.post)) for role in Role
    }
    ids = {role: list(dict.fromkeys(deed.post for deed in told))[:SHOWN_WORKS] for role, told in best.items()}
    posts = Post.objects.in_bulk([pk for told in ids.values() for pk in told])
    return {role: [posts[pk] for pk in told] for role, told in ids.items()}


def _role(role: Role, made: Strength, works: list[Post]) -> dict[str, Any]:
    total = sum(made.units.values()) or 1.0
    return {
        "label": RoleName(role).label,
        "strength": round(made.strength),
        "confidence": round(100 * made.confidence),
        "is_held": made.strength >= THRESHOLD,
        "people": made.people,
        "days": made.days,
        "features": [
            {"label": FEATURE_LABELS[name], "percent": round(100 * units / total)}
            for name, units in sorted(made.units.items(), key=lambda pair: -pair[1])
        ],
        "works": works,
    }
