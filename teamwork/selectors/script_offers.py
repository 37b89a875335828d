"""Scripts that are offered while an interaction is logged."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge.models import ScriptVersion
from knowledge.selectors.filling import (
    Preview,
    member_values,
    preview_version,
)
from knowledge.selectors.fitting import member_facts, offer_scripts
from lifecycle.models import DormancyState
from members.models import Member

QUIET_STATES = ("cooling", "dormant")


def state_name(member: Member, generation: int) -> str:
    """Return a member's state of dormancy by name, "" if it is not known."""
    states = DormancyState.objects.of_generation(generation)
    row = states.filter(member=member).first()
    if row is None or row.state == DormancyState.State.UNKNOWN:
        return ""
    return DormancyState.State(row.state).name.lower()


def is_quiet(member: Member, generation: int) -> bool:
    """Tell whether a member is cooling or dormant."""
    return state_name(member, generation) in QUIET_STATES


def read_offers(
    member: Member,
    *,
    user: Any,
    generation: int,
    today: date,
    words: str = "",
) -> list[Preview]:
    """Return scripts that suit a member, filled as far as their values are
    known, those that suit best first.
    """
    facts = member_facts(
        member,
        state=state_name(member, generation),
        today=today,
    )
    known = member_values(member, user=user, today=today)
    previews = []
    for offer in offer_scripts(facts, today=today, words=words):
        previews.append(preview_version(offer.version, known, {}))
    return previews


def read_preview(
    member: Member,
    version: ScriptVersion,
    entered: Mapping[str, str],
    *,
    user: Any,
    today: date,
) -> Preview:
    """Return a script filled for a member with what was entered as well."""
    known = member_values(member, user=user, today=today)
    return preview_version(version, known, entered)
