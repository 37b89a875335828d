"""Members who are close to a role: suggested to staff, whose answer is remembered."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import ReaderError
from members.models import Member
from roles.models import RoleName, RoleOverride, RoleStanding, RoleSuggestionAnswer
from roles.rules.strength import Limits, Role
from roles.services.overrides import override_role
from roles.services.policies import rules_of_generation

CONFIDENT, SHOWN = 0.5, 50
Answer = RoleSuggestionAnswer.Answer
QUIET_DAYS = {Answer.ACCEPTED: 180, Answer.IGNORED: 30, Answer.REJECTED: 180}


class Suggestion(NamedTuple):
    """That a member is close to a role, with strength 0–100 and confidence 0–1."""

    member: Member
    role: int
    label: str
    strength: float
    confidence: float


def read_suggestions(*, generation: int, today: date) -> list[Suggestion]:
    """Return who is close to a role that he does not hold, strongest first, without those staff have answered for."""
    quiet = set(RoleSuggestionAnswer.objects.filter(quiet_until__gt=today).values_list("member_id", "role"))
    decided = set(RoleOverride.objects.holding_on(today).values_list("member_id", "role"))
    limits = rules_of_generation(generation).limits
    close = [one for role in Role for one in _close_to(role, generation, limits)]
    found = [one for one in close if (one.member.pk, one.role) not in quiet | decided]
    return sorted(found, key=lambda one: (-one.strength, one.member.pk))[:SHOWN]


def _close_to(role: Role, generation: int, limits: Limits) -> Iterator[Suggestion]:
    name = role.name.lower()
    near = {
        f"{name}__gte": limits.threshold * limits.low_water,
        f"{name}__lte": limits.threshold,
        f"{name}_confidence__gte": CONFIDENT,
        f"holds_{name}": False,
    }
    rows = RoleStanding.objects.of_generation(generation).filter(**near, member__merged_into__isnull=True)
    for row in rows.select_related("member"):
        strength, confidence = getattr(row, name), getattr(row, f"{name}_confidence")
        yield Suggestion(row.member, int(role), str(RoleName(role).label), strength, confidence)


@transaction.atomic
def answer_suggestion(
    *, member: Member, role: int, answer: str, generation: int, now: datetime, today: date, user: Any
) -> RoleSuggestionAnswer:
    """The answer is remembered; accepted, the member holds the role from the next night on, until the answer's day.

    Errors: ReaderError if it is not suggested (any longer).
    """
    Member.objects.select_for_update().get(pk=member.pk)
    open_ones = read_suggestions(generation=generation, today=today)
    one = next((each for each in open_ones if (each.member.pk, each.role) == (member.pk, role)), None)
    if one is None:
        raise ReaderError("not_suggested", _("This is not suggested any longer."), status=409)
    until = today + timedelta(days=QUIET_DAYS[Answer(answer)])
    if answer == Answer.ACCEPTED:
        reason = _("Suggestion accepted at strength %(strength)s") % {"strength": round(one.strength)}
        override_role(member=member, role=role, holds=True, reason=reason, until=until, now=now, today=today, user=user)
    return RoleSuggestionAnswer.objects.create(
        member=member, role=role, answer=answer, strength=one.strength, quiet_until=until, answered_at=now,
        answered_by=user,
    )  # fmt: skip
