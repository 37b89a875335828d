"""The KOC roster of the demo team, and the days that its charts mark."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Greatest

from common.calendar import business_date
from common.security.access import COMMUNICATOR, LEAD
from insights.models import Annotation
from koc.models import KocSpell
from koc.services.roster import Terms, begin_koc, end_koc
from members.models import Member
from roles.models import RoleScore
from roles.rules.columns import STRENGTH_FIELDS

ROSTER_SIZE = 30
# Every third KOC of the roster is core, the last ones are honorary.
TIERS = ("core", "rising", "rising")
HONORARY = 4
ENTERED_AGO = timedelta(days=30)
ONE_DAY = timedelta(days=1)
ANNOTATIONS = (
    (39, "车机 3.2.0 推送"),
    (74, "秋季车主露营"),
)


def plant_roster(
    users: Mapping[str, Any],
    *,
    generation: int,
    now: datetime,
) -> None:
    """Make members with strong roles KOC, as if the team had entered them a
    month ago: one review is due, and one of them has sold the car since.
    """
    strongest = list(_strongest(generation))
    for number, member in enumerate(strongest):
        tier = TIERS[number % len(TIERS)]
        if number >= len(strongest) - HONORARY:
            tier = "honorary"
        _begin(member, tier, number, users, now)
    if strongest:
        _say_thanks(strongest[-1], users, now)
    for days, text in ANNOTATIONS:
        day = business_date(now) - days * ONE_DAY
        Annotation.objects.create(day=day, text=text, created_at=now)


def _strongest(generation: int) -> Iterable[Member]:
    """Return the members with the strongest roles whom nobody has nominated."""
    scores = RoleScore.objects.of_generation(generation).filter(
        member__kind=Member.Kind.PERSON,
        member__nominations__isnull=True,
        member__primary_contact__isnull=False,
    )
    strength = Greatest(*STRENGTH_FIELDS.values())
    best = scores.order_by(-strength, "member_id").select_related("member")
    return [score.member for score in best[:ROSTER_SIZE]]


def _begin(
    member: Member,
    tier: str,
    number: int,
    users: Mapping[str, Any],
    now: datetime,
) -> None:
    today = business_date(now)
    review_on = today + (number * 7 % 83 - 2) * ONE_DAY
    contact = users[COMMUNICATOR if number % 5 < 4 else LEAD]
    begin_koc(
        member=member,
        terms=Terms(tier, contact, review_on),
        origin=KocSpell.Origin.DECISION,
        reason="老朋友了，一直在帮大家",
        since=today - (45 + number * 29) * ONE_DAY,
        now=now - ENTERED_AGO,
        user=users[LEAD],
    )


def _say_thanks(
    member: Member,
    users: Mapping[str, Any],
    now: datetime,
) -> None:
    spell = KocSpell.objects.open().get(member=member)
    end_koc(
        spell_id=spell.pk,
        end_reason=KocSpell.EndReason.SOLD,
        note="换了别的品牌，仍愿意来聚会",
        thanks="手写感谢卡和纪念徽章",
        now=now - 3 * ONE_DAY,
        user=users[LEAD],
    )
