"""Nominations from proposal to decision: each step once, with its reason."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Forbidden, Invalid
from community.models import Post
from members.models import Member
from members.services.locking import lock_unmerged
from teamwork.models import Judgement, Nomination, NominationWork
from teamwork.services.announcing import publish_decision, publish_proposal

MIN_WORKS = 1
MAX_WORKS = 5
COOLING_OFF = timedelta(days=90)


@atomic_with_retry
def nominate(
    *,
    member: Member,
    reason: str,
    works: Sequence[Post],
    now: datetime,
    user: Any,
) -> Nomination:
    """Nominate the member with works of their own; return the nomination.

    Errors: Conflict if the member is no person, is nominated already, or was
    declined less than COOLING_OFF ago; Invalid if the works are not one to
    five posts of theirs.
    """
    member = lock_unmerged([member.pk])[member.pk]
    _check_member(member, now)
    work_ids = [post.pk for post in works]
    own = Post.objects.filter(pk__in=work_ids, author=member).count()
    if not MIN_WORKS <= len(works) <= MAX_WORKS or own < len(works):
        shown = {"least": MIN_WORKS, "most": MAX_WORKS}
        raise Invalid(
            "bad_works",
            _("Choose %(least)s to %(most)s posts of this member.") % shown,
        )
    nomination = Nomination(
        member=member,
        reason=reason,
        proposed_by=user,
        proposed_at=now,
    )
    nomination.full_clean(validate_constraints=False)
    nomination.save()
    NominationWork.objects.bulk_create(
        [NominationWork(nomination=nomination, post=post) for post in works],
    )
    publish_proposal(nomination, now=now)
    return nomination


def _check_member(member: Member, now: datetime) -> None:
    if member.kind != Member.Kind.PERSON:
        raise Conflict("not_a_person", _("Only persons can be nominated."))
    if member.nominations.filter(state=Nomination.State.OPEN).exists():
        raise Conflict(
            "already_nominated",
            _("This member is nominated already."),
        )
    nominations = Nomination.objects.filter(member=member)
    declined = nominations.declined_since(now - COOLING_OFF).first()
    if declined is not None and declined.decided_at is not None:
        until = business_date(declined.decided_at + COOLING_OFF)
        text = _(
            "Declined lately; this member can be nominated again from %(day)s on.",
        )
        raise Conflict("cooling_off", text % {"day": until})


def _lock_open(nomination_id: int) -> Nomination:
    row: Nomination = Nomination.objects.select_for_update().get(
        pk=nomination_id,
    )
    if row.state != Nomination.State.OPEN:
        raise Conflict("decided", _("This nomination is closed already."))
    return row


@atomic_with_retry
def judge_nomination(
    *,
    nomination_id: int,
    by: str,
    scores: dict[str, int],
    comment: str,
    now: datetime,
    user: Any,
) -> Judgement:
    """Store the judgement of planner or analyst, and return it.

    Errors: Conflict if they judged already, proposed it themselves, or it is
    closed.
    """
    nomination = _lock_open(nomination_id)
    if nomination.proposed_by_id == user.pk:
        raise Conflict("own_nomination", _("Whoever proposes does not judge."))
    if nomination.judgements.filter(by=by).exists():
        raise Conflict("judged_already", _("This has been judged already."))
    row = Judgement(
        nomination=nomination,
        by=by,
        comment=comment,
        judged_by=user,
        judged_at=now,
        **scores,
    )
    row.full_clean(validate_constraints=False)
    row.save()
    return row


@atomic_with_retry
def decide_nomination(
    *,
    nomination_id: int,
    accept: bool,
    reason: str,
    now: datetime,
    user: Any,
) -> Nomination:
    """Accept or decline the nomination, with a reason; return it.

    Errors: Conflict before planner and analyst have judged, or if it is
    closed.
    """
    row = _lock_open(nomination_id)
    if row.judgements.count() < len(Judgement.By.choices):
        raise Conflict(
            "not_judged",
            _("Planner and analyst have to judge first."),
        )
    row.state = Nomination.State.DECLINED
    if accept:
        row.state = Nomination.State.ACCEPTED
    row.decision_reason = reason
    row.decided_by = user
    row.decided_at = now
    row.full_clean(validate_constraints=False)
    row.save(
        update_fields=["state", "decision_reason", "decided_by", "decided_at"],
    )
    publish_decision(row, now=now)
    return row


@atomic_with_retry
def withdraw_nomination(*, nomination_id: int, user: Any) -> Nomination:
    """Withdraw the nomination on behalf of its proposer; return it.

    Errors: Forbidden if another proposed it, Conflict if it is closed.
    """
    row = _lock_open(nomination_id)
    if row.proposed_by_id != user.pk:
        raise Forbidden(
            "not_yours",
            _("Only whoever proposed can take it back."),
        )
    row.state = Nomination.State.WITHDRAWN
    row.save(update_fields=["state"])
    return row


def mark_proposer_informed(
    *,
    nomination: Nomination,
    user: Any,
    now: datetime,
) -> None:
    """Record that the proposer has seen the decision."""
    unseen = Nomination.objects.filter(
        pk=nomination.pk,
        proposed_by=user,
        decided_at__isnull=False,
    )
    unseen.filter(proposer_informed_at__isnull=True).update(
        proposer_informed_at=now,
    )
