"""Owners are invited to show their own experience: a draft from a script that
another colleague approves. Nobody is given a text to read out.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from immunity.labels import claim_subject
from immunity.models import Claim, ClaimInvitation
from immunity.rules.claim_states import CONFIRMED
from immunity.selectors.owners import FittingOwner, asked_lately, find_owners
from immunity.services.claims import lock_claim
from knowledge.models import Script, ScriptVersion
from knowledge.selectors.filling import fill_version, member_values
from members.services.locking import lock_distinct
from outreach.models import OutreachMessage
from outreach.services.drafts import Route, store_draft

PURPOSE = "experience"
MOST_AT_ONCE = 20
OFFERED_DAYS = 14
SCENE = Script.Scene.RUMOUR
# Slots that hold what we say: a text with one of them is an answer of ours,
# no invitation to show an own experience.
OUR_WORDS = "{evidence}"


@atomic_with_retry
def invite_owners(
    *,
    claim_id: int,
    member_ids: Sequence[int],
    script_version: ScriptVersion | None = None,
    route: Route,
    now: datetime,
    user: Any,
) -> list[ClaimInvitation]:
    """Write a draft to each of these owners that invites them to show their
    own experience, and return the invitations.

    Errors: NotFound; Invalid if there are too many or one does not fit; Conflict if the
    claim is not confirmed, somebody was asked lately or may not be written
    to, or no script may be used.
    """
    claim = lock_claim(claim_id)
    if claim.state != CONFIRMED:
        text = _("Confirm first that it is a rumour, and is still open.")
        raise Conflict("not_confirmed", text)
    if not 0 < len(set(member_ids)) <= MOST_AT_ONCE:
        text = _("Choose 1 to %(most)s owners.") % {"most": MOST_AT_ONCE}
        raise Invalid("how_many", text)
    version = script_version or invitation_version(now)
    # Locked before it is read whom others invite, also to other claims.
    wanted = {member.pk for member in lock_distinct(member_ids)}
    chosen = _chosen(claim, wanted, now)
    made = []
    for owner in chosen:
        made.append(_invite(claim, owner, version, route, now, user))
    return made


def invitation_version(now: datetime) -> ScriptVersion:
    """Return the approved invitation among the scripts about rumours.

    Errors: Conflict if there is none.
    """
    usable = ScriptVersion.objects.usable(business_date(now))
    rows = usable.filter(script__scene=SCENE).exclude(
        text__contains=OUR_WORDS,
    )
    version = rows.order_by("-pk").first()
    if version is None:
        text = _(
            "There is no approved script of the scene “%(scene)s” that "
            "invites owners to show their own experience. Write one without "
            "{evidence} and have it approved.",
        ) % {"scene": SCENE.label}
        raise Conflict("no_script", text)
    return version


def _chosen(
    claim: Claim,
    wanted: Collection[int],
    now: datetime,
) -> list[FittingOwner]:
    """Return the chosen owners with why they fit.

    Errors: Invalid for one who does not fit, Conflict for one not to be asked.
    """
    fitting = {}
    for owner in find_owners(claim, now=now, wanted=wanted).shown:
        fitting[owner.member.pk] = owner
    if set(wanted) - fitting.keys():
        text = _("One of them has no own experience that fits any more.")
        raise Invalid("does_not_fit", text)
    if asked_lately(wanted, claim, now):
        text = _("One of them was asked within the last 30 days.")
        raise Conflict("asked_lately", text)
    for pk in sorted(wanted):
        if fitting[pk].why_not:
            text = _("%(name)s may not be written to: %(why)s.") % {
                "name": fitting[pk].member,
                "why": fitting[pk].why_not,
            }
            raise Conflict("may_not_be_asked", text)
    return [fitting[pk] for pk in sorted(wanted)]


def _invite(
    claim: Claim,
    owner: FittingOwner,
    version: ScriptVersion,
    route: Route,
    now: datetime,
    user: Any,
) -> ClaimInvitation:
    today = business_date(now)
    values = member_values(owner.member, user=user, today=today)
    values["topic"] = claim_subject(claim)
    message = store_draft(
        OutreachMessage(
            member=owner.member,
            purpose=PURPOSE,
            way=route.way,
            channel=route.channel,
            script_version=version,
            text=fill_version(version, values),
            send_before=today + timedelta(days=OFFERED_DAYS),
        ),
        now=now,
        user=user,
    )
    return ClaimInvitation.objects.create(
        claim=claim,
        member=message.member,
        message=message,
        reasons={"model": owner.fit.model, "works": list(owner.fit.works)},
        invited_at=now,
        invited_by=user,
    )
