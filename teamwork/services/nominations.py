"""Nominations from proposal to decision: each step once, with its reason."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Forbidden, Invalid
from common.security.access import colleagues
from community.models import Post
from koc.models import KocSpell
from koc.services.roster import Terms, begin_koc, default_terms
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
    terms: Terms | None = None,
) -> Nomination:
    """Accept or decline the nomination, with a reason; return it. Accepted,
    its member is KOC from today on, or is renewed, under these terms (if none
    are given, the proposed ones).

    Errors: Conflict before planner and analyst have judged, or if it is
    closed; Invalid for terms that cannot be.
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
        row.koc_spell = _admit(row, terms, reason, now, user)
    row.decision_reason = reason
    row.decided_by = user
    row.decided_at = now
    row.full_clean(validate_constraints=False)
    row.save(
        update_fields=[
            "state",
            "decision_reason",
            "decided_by",
            "decided_at",
            "koc_spell",
        ],
    )
    publish_decision(row, now=now)
    return row


def _admit(
    nomination: Nomination,
    terms: Terms | None,
    reason: str,
    now: datetime,
    user: Any,
) -> KocSpell:
    """Make the nominated member a KOC; return the status."""
    change = begin_koc(
        member=nomination.member,
        terms=terms or proposed_terms(nomination, today=business_date(now)),
        origin=KocSpell.Origin.NOMINATION,
        reason=reason,
        now=now,
        user=user,
    )
    return change.spell


def proposed_terms(nomination: Nomination, *, today: date) -> Terms:
    """Return the terms that an approval proposes: those that the member has,
    else the first tier and their contact, who may be the proposer.
    """
    proposer = nomination.proposed_by
    may_care = proposer is not None and (
        colleagues().filter(pk=proposer.pk).exists()
    )
    return default_terms(
        nomination.member,
        today=today,
        contact=proposer if may_care else None,
    )


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


@atomic_with_retry
def reopen_nomination(*, nomination_id: int, user: Any) -> Nomination:
    """Open a nomination that its proposer took back; return it.

    Errors: Forbidden if another proposed it; Conflict if it was not taken
    back, or the member was nominated again.
    """
    row: Nomination = Nomination.objects.select_for_update().get(
        pk=nomination_id,
    )
    if row.proposed_by_id != user.pk:
        raise Forbidden(
            "not_yours",
            _("Only the proposer can take it back."),
        )
    if row.state != Nomination.State.WITHDRAWN:
        raise Conflict("decided", _("This nomination was not taken back."))
    member = lock_unmerged([row.member_id])[row.member_id]
    if member.nominations.filter(state=Nomination.State.OPEN).exists():
        raise Conflict(
            "already_nominated",
            _("This member is nominated already."),
        )
    row.state = Nomination.State.OPEN
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
