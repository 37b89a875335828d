"""Scripts that may be used and suit a member."""

from datetime import date, timedelta
from typing import NamedTuple

from activity.rules.newcomers import NEWCOMER_DAYS
from knowledge.models import Script, ScriptVersion
from knowledge.rules.fitting import NEWCOMER, MemberFacts, Suit, fit_of
from members.models import Member
from roles.models import RoleSpell
from roles.rules.strength import Role

MAX_OFFERED = 12


class Offer(NamedTuple):
    """A version that may be used, and how closely it suits the member."""

    version: ScriptVersion
    fit: int


def member_facts(
    member: Member,
    *,
    state: str,
    today: date,
) -> MemberFacts:
    """Return what decides which scripts suit a member; `state` is their state
    of dormancy by name, "" if it is not known.
    """
    audiences = {str(member.owner_status)}
    since = today - timedelta(days=NEWCOMER_DAYS)
    if member.joined_on is not None and member.joined_on >= since:
        audiences.add(NEWCOMER)
    spells = RoleSpell.objects.open().filter(member=member)
    held = set()
    for role in spells.values_list("role", flat=True):
        held.add(Role(role).name.lower())
    return MemberFacts(frozenset(audiences), frozenset(held), state)


def offer_scripts(
    facts: MemberFacts,
    *,
    today: date,
    scene: str = "",
    words: str = "",
) -> list[Offer]:
    """Return versions that may be used, those that suit best first, at most
    MAX_OFFERED.

    What is looked for by its words is offered even if it does not suit.
    """
    scripts = Script.objects.saying(words)
    if scene:
        scripts = scripts.filter(scene=scene)
    versions = ScriptVersion.objects.usable(today).filter(
        script__in=scripts.values("pk"),
    )
    offers = []
    ordered = versions.select_related("script")
    for version in ordered.order_by("script__scene", "script__title"):
        script = version.script
        suit = Suit(script.audience, script.role, script.for_state)
        fit = fit_of(suit, facts)
        if fit is None and not words.strip():
            continue
        offers.append(Offer(version, -1 if fit is None else fit))
    offers.sort(key=lambda offer: -offer.fit)
    return offers[:MAX_OFFERED]
