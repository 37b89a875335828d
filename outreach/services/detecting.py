"""Find core members who part with us, and graduates who bought again."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from common.calendar import business_date
from common.errors import Conflict
from common.rules.characters import unreadable_characters
from community.models import Post
from koc.models import KocSpell
from koc.rules.farewells import farewell_sentence, speaks_only_of_a_car
from members.models import Member, VehicleOwnership
from outreach.models import Graduation
from outreach.services.graduations import (
    QUOTE_LENGTH,
    Sign,
    open_graduation,
    record_repurchase,
)

logger = logging.getLogger(__name__)
# Posts that arrive late are read with the days before.
READ_DAYS = 3
# Who graduated or stayed lately is not asked again for the same sign.
QUIET_DAYS = 365
# A status that ended for these reasons ends with a graduation.
PARTING = (KocSpell.EndReason.SOLD, KocSpell.EndReason.LEFT)


def detect_graduations(*, now: datetime) -> int:
    """Open a graduation for each core member whose car has gone or who takes
    leave in a post; link cars that graduates have bought since. Return how
    many were opened.
    """
    opened = 0
    spells = _core_spells(now)
    for member_id, sign in _signs(set(spells), now).items():
        opened += _open(spells[member_id], sign, now)
    link_repurchases(now=now)
    return opened


def _open(spell: KocSpell, sign: Sign, now: datetime) -> bool:
    """Open the graduation of one member; tell whether that was possible. One
    member's failure does not keep it from the others.
    """
    try:
        open_graduation(
            member_id=spell.member_id,
            sign=sign,
            owner=spell.contact or spell.member.primary_contact,
            now=now,
            user=None,
        )
    except (Conflict, ValidationError) as error:
        # A colleague opened it in the meantime, or its words are not stored.
        number = spell.member_id
        logger.warning("no graduation opened for #%s: %s", number, error)
        return False
    return True


def _signs(members: set[int], now: datetime) -> dict[int, Sign]:
    """Return the sign of each of these members who parts; a farewell goes before
    the end of a car. A sign after which they stayed lately is none.
    """
    stayed = set(
        _lately(now)
        .filter(ending=Graduation.Ending.STAYED)
        .values_list("member_id", "cause"),
    )
    found = {}
    for member_id in _without_car(members):
        found[member_id] = Sign(Graduation.Cause.CAR_ENDED)
    kept = {}
    for signs in (found, _farewells(members, now)):
        for member_id, sign in signs.items():
            if (member_id, sign.cause) not in stayed:
                kept[member_id] = sign
    return kept


def _lately(now: datetime) -> Any:
    """Return the graduations that keep members from being asked again."""
    since = now - timedelta(days=QUIET_DAYS)
    return Graduation.objects.filter(opened_at__gte=since)


def _core_spells(now: datetime) -> dict[int, KocSpell]:
    """Return the KOC status of core members who had no graduation lately: those
    that hold, and those that ended because of a parting.
    """
    lately = _lately(now).exclude(ending=Graduation.Ending.STAYED)
    ended = Q(
        ended_on__gte=business_date(now) - timedelta(days=READ_DAYS),
        end_reason__in=PARTING,
    )
    rows = KocSpell.objects.filter(
        Q(ended_on__isnull=True) | ended,
        member__merged_into__isnull=True,
        member__kind=Member.Kind.PERSON,
    ).exclude(member__in=lately.values("member_id"))
    found = {}
    for row in rows.select_related("member__primary_contact", "contact"):
        found[row.member_id] = row
    return found


def _without_car(members: set[int]) -> set[int]:
    """Return which of these members had a car of ours and have none now."""
    cars = VehicleOwnership.objects.filter(member=OuterRef("pk"))
    is_former = Q(owner_status=Member.OwnerStatus.FORMER)
    rows = Member.objects.filter(pk__in=members - _with_car(members))
    gone = rows.filter(is_former | Q(Exists(cars)))
    return set(gone.values_list("pk", flat=True))


def _with_car(members: set[int]) -> set[int]:
    """Return which of these members have a car of ours now."""
    cars = VehicleOwnership.objects.filter(
        member__in=members,
        ended_on__isnull=True,
    )
    return set(cars.values_list("member_id", flat=True))


def _farewells(members: set[int], now: datetime) -> dict[int, Sign]:
    """Return the farewell of each of these members in posts of the last days.

    Who has a car of ours still may have sold another one.
    """
    with_car = _with_car(members)
    posts = Post.objects.filter(
        author__in=members,
        posted_at__gte=now - timedelta(days=READ_DAYS),
        is_deleted=False,
    )
    found: dict[int, Sign] = {}
    for post in posts.order_by("pk").iterator():
        sentence = farewell_sentence(post.whole_text)
        has_car = post.author_id in with_car
        if not sentence or (has_car and speaks_only_of_a_car(sentence)):
            continue
        cause = Graduation.Cause.FAREWELL
        found[post.author_id] = Sign(cause, post, _readable(sentence))
    return found


def _readable(words: str) -> str:
    """Return the words as they are quoted: a space for what nobody would see."""
    words = words[:QUOTE_LENGTH]
    unseen = dict.fromkeys(map(ord, unreadable_characters(words)), " ")
    return " ".join(words.translate(unseen).split())


def link_repurchases(*, now: datetime) -> int:
    """Link graduations to cars that the member has owned since; return how many."""
    rows = Graduation.objects.filter(
        repurchased_on__isnull=True,
        ending__in=("", Graduation.Ending.HELD),
    )
    linked = 0
    today = business_date(now)
    for row in rows.order_by("pk"):
        car = _bought_since(row)
        if car is not None and car.started_on <= today:
            record_repurchase(
                graduation_id=row.pk,
                on=car.started_on,
                vehicle=car,
                now=now,
            )
            linked += 1
    return linked


def _bought_since(row: Graduation) -> Any:
    cars = VehicleOwnership.objects.current().filter(
        member=row.member_id,
        started_on__gt=business_date(row.opened_at),
    )
    return cars.order_by("started_on", "pk").first()
