"""What roles show on the page of a circle: who holds which role, who hands
newcomers on, and who waits for a welcome.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.rules.newcomers import NEWCOMER_DAYS
from common.calendar import business_today
from community.models import Circle
from community.panels import CircleReading
from members.models import Member
from roles.labels import ROLE_SIGNS
from roles.models import RoleName, RoleScore
from roles.querysets import circles_with_gears, members_with_journeys
from roles.rules.balance import Gear
from roles.rules.columns import HOLDS_FIELDS, STRENGTH_FIELDS
from roles.rules.strength import Role
from roles.selectors.balance import gears_of, read_rates
from roles.selectors.hosts import read_hosts, with_likeness
from roles.selectors.nearest import Candidates, read_candidates
from roles.selectors.newcomer_flow import read_figures, read_flow_picture
from roles.selectors.newcomers import newcomers
from roles.selectors.policies import rules_of_generation

PERIOD_DAYS = 90
SHOWN_HOLDERS = 6
SHOWN_NEWCOMERS = 5


def circle_roles_panel(circle: Circle, at: CircleReading) -> dict[str, Any]:
    """Return the gears of a circle with names, its hand-overs, and newcomers
    who wait.
    """
    members = circle.memberships.filter(ended_on__isnull=True)
    inside = Member.objects.filter(pk__in=members.values("member_id"))
    gears = _gears(circle, inside, at)
    waiting = _waiting(circle, inside, at)
    return {
        "circle": circle,
        "gears": gears,
        "days": PERIOD_DAYS,
        "waiting_days": NEWCOMER_DAYS,
        **_passing(circle, inside, at),
        **waiting,
        "next_act": _next_act(waiting, gears),
    }


def _next_act(
    waiting: dict[str, Any],
    gears: list[dict[str, Any]],
) -> dict[str, str]:
    """Return what to do first for a circle: newcomers, then the gear that is
    missing.
    """
    missing = [str(gear["label"]) for gear in gears if gear["is_missing"]]
    lacks = ""
    if missing:
        lacks = _("Missing here: %(roles)s.") % {
            "roles": _(", ").join(missing),
        }
    count = waiting["waiting_count"]
    if count:
        why = ngettext(
            "First welcome %(count)s newcomer of the last %(days)s days "
            "whom nobody has welcomed.",
            "First welcome %(count)s newcomers of the last %(days)s days "
            "whom nobody has welcomed.",
            count,
        ) % {"count": count, "days": NEWCOMER_DAYS}
        return {
            "why": why,
            "sub": lacks,
            "href": waiting["waiting_href"],
            "label": _("Welcome them"),
        }
    if missing:
        return {
            "why": lacks,
            "sub": _("Look who is close to the role."),
            "href": "#gears",
            "label": _("Who could fill it"),
        }
    why = _("Nothing is waiting here.")
    sub = _("Every newcomer was welcomed, and no gear is missing.")
    return {"why": why, "sub": sub, "href": "", "label": ""}


def _gears(circle: Circle, inside: Any, at: CircleReading) -> list[Any]:
    """Return each role with its holders, the strongest first, and how many the
    circle would have.
    """
    rates = read_rates(
        generation=at.generation,
        today=business_today(at.now),
    )
    counted = circles_with_gears(
        Circle.objects.filter(pk=circle.pk),
        at.generation,
        rates,
    ).get()
    judged = gears_of(counted)
    candidates = _candidates(judged, inside, at)
    gears = []
    for role, name in STRENGTH_FIELDS.items():
        held = RoleScore.objects.of_generation(at.generation).filter(
            member__in=inside,
            **{HOLDS_FIELDS[role]: True},
        )
        ordered = held.select_related("member").order_by(f"-{name}")
        gears.append(
            {
                "name": name,
                "label": RoleName(role).label,
                "sign": ROLE_SIGNS[role],
                "count": getattr(counted, f"{name}_count"),
                "expected": judged[role].shown_expected,
                "is_missing": judged[role].is_missing,
                "is_short": judged[role].is_short,
                "candidates": candidates.get(role),
                "elsewhere": f"{reverse('roles:role_board')}?role={name}",
                "holders": [
                    (score.member, getattr(score, name))
                    for score in ordered[:SHOWN_HOLDERS]
                ],
                "href": f"{reverse('roles:role_board')}"
                f"?role={name}&circle={circle.pk}",
            },
        )
    return gears


def _candidates(
    gears: Mapping[Role, Gear],
    inside: Any,
    at: CircleReading,
) -> dict[Role, Candidates]:
    """Return who could fill each role that is missing or short."""
    limits = rules_of_generation(at.generation).limits
    found = {}
    for role, gear in gears.items():
        if not (gear.is_missing or gear.is_short):
            continue
        found[role] = read_candidates(
            role,
            inside,
            generation=at.generation,
            limits=limits,
        )
    return found


def _passing(circle: Circle, inside: Any, at: CircleReading) -> dict[str, Any]:
    """Return the picture of the newcomers of the last PERIOD_DAYS, and the
    figures of the period before.
    """
    through = at.known_through or business_today(at.now)
    since = through - timedelta(days=PERIOD_DAYS)
    before = since - timedelta(days=PERIOD_DAYS)
    rows = members_with_journeys(inside, at.generation)
    scope = {"circle": str(circle.pk), "joined_since": since.isoformat()}
    earlier = rows.filter(
        journey_joined_on__gte=before,
        journey_joined_on__lt=since,
    )
    return {
        "picture": read_flow_picture(
            rows.filter(journey_joined_on__gte=since),
            generation=at.generation,
            scope=scope,
        ),
        "figures_before": read_figures(earlier, scope),
    }


def _waiting(circle: Circle, inside: Any, at: CircleReading) -> dict[str, Any]:
    """Return the newcomers of the circle whom nobody has welcomed, and how
    many they are.
    """
    since = business_today(at.now) - timedelta(days=NEWCOMER_DAYS)
    rows = newcomers(inside.filter(merged_into__isnull=True), since=since)
    waiting = rows.filter(welcomed_at__isnull=True)
    shown = list(with_likeness(waiting)[:SHOWN_NEWCOMERS])
    pool = read_hosts(generation=at.generation, now=at.now)
    return {
        "waiting": [(one, pool.hosts_of(one)[:1]) for one in shown],
        "waiting_count": waiting.count(),
        "waiting_href": f"{reverse('roles:newcomer_list')}"
        f"?waiting=true&circle={circle.pk}",
    }
