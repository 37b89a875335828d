"""From a proposal to a decision: every step once, with its reason, and the proposer hears of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import ReaderError
from community.models import Post
from members.models import Member
from teamwork.models import Judgement, Nomination, NominationWork

LEAST_WORKS, MOST_WORKS = 1, 5
COOLING_OFF = timedelta(days=90)


@transaction.atomic
def nominate(*, member: Member, reason: str, works: Sequence[Post], now: datetime, user: Any) -> Nomination:
    """The member is proposed, with works of his own.

    Errors: ReaderError if he is no person, is proposed already, was declined less than COOLING_OFF ago, or the works
    are not one to five posts of his.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    _check_member(member, now)
    if not LEAST_WORKS <= len(works) <= MOST_WORKS or any(post.author_id != member.pk for post in works):
        shown = {"least": LEAST_WORKS, "most": MOST_WORKS}
        raise ReaderError("bad_works", _("Choose %(least)s to %(most)s posts of this member.") % shown)
    nomination = Nomination(member=member, reason=reason, proposed_by=user, proposed_at=now)
    nomination.full_clean(validate_constraints=False)
    nomination.save()
    NominationWork.objects.bulk_create([NominationWork(nomination=nomination, post=post) for post in works])
    return nomination


def _check_member(member: Member, now: datetime) -> None:
    if member.kind != Member.Kind.PERSON:
        raise ReaderError("not_a_person", _("Only persons can be nominated."), status=409)
    if member.nominations.filter(state=Nomination.State.OPEN).exists():
        raise ReaderError("already_nominated", _("This member is nominated already."), status=409)
    declined = Nomination.objects.filter(member=member).declined_since(now - COOLING_OFF).first()
    if declined is not None:
        until = timezone.localtime(declined.decided_at + COOLING_OFF).date()
        text = _("Declined lately; this member can be nominated again from %(day)s on.")
        raise ReaderError("cooling_off", text % {"day": until}, status=409)


def _lock_open(nomination_id: int) -> Nomination:
    row: Nomination = Nomination.objects.select_for_update().get(pk=nomination_id)
    if row.state != Nomination.State.OPEN:
        raise ReaderError("decided", _("This nomination is closed already."), status=409)
    return row


@transaction.atomic
def judge_nomination(*, nomination_id: int, by: str, scores: dict[str, int], comment: str, now: datetime,
                     user: Any) -> Judgement:  # fmt: skip
    """Planner or analyst have judged. Errors: ReaderError if they had already, or proposed it themselves, or it is
    closed.
    """
    nomination = _lock_open(nomination_id)
    if nomination.proposed_by_id == user.pk:
        raise ReaderError("own_nomination", _("Whoever proposes does not judge."), status=409)
    if nomination.judgements.filter(by=by).exists():
        raise ReaderError("judged_already", _("This has been judged already."), status=409)
    row = Judgement(nomination=nomination, by=by, comment=comment, judged_by=user, judged_at=now, **scores)
    row.full_clean(validate_constraints=False)
    row.save()
    return row


@transaction.atomic
def decide_nomination(*, nomination_id: int, accept: bool, reason: str, now: datetime, user: Any) -> Nomination:
    """The lead has decided, with a reason. Errors: ReaderError before planner and analyst have judged, or if closed."""
    row = _lock_open(nomination_id)
    if row.judgements.count() < len(Judgement.By.choices):
        raise ReaderError("not_judged", _("Planner and analyst have to judge first."), status=409)
    row.state = Nomination.State.ACCEPTED if accept else Nomination.State.DECLINED
    row.decision_reason, row.decided_by, row.decided_at = reason, user, now
    row.full_clean(validate_constraints=False)
    row.save()
    return row


@transaction.atomic
def withdraw_nomination(*, nomination_id: int, user: Any) -> Nomination:
    """The proposer takes it back. Errors: ReaderError if it is another's, or closed."""
    row = _lock_open(nomination_id)
    if row.proposed_by_id != user.pk:
        raise ReaderError("not_yours", _("Only whoever proposed can take it back."), status=403)
    row.state = Nomination.State.WITHDRAWN
    row.save()
    return row


def note_told(*, nomination: Nomination, user: Any, now: datetime) -> None:
    """The proposer has seen the decision."""
    unseen = Nomination.objects.filter(pk=nomination.pk, proposed_by=user, decided_at__isnull=False)
    unseen.filter(told_at__isnull=True).update(told_at=now)
