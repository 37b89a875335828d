"""Claims entered by staff, and what staff decide about claims."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.selectors.lexicon import current_lexicon
from common.db.edits import apply_edit
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from community.rules.text import normalise
from immunity.models import Claim, ClaimChange
from immunity.rules.claim_groups import find_claim
from immunity.rules.claim_states import (
    ANSWERED,
    CLOSED,
    CONFIRMED,
    FOLLOWED_STATES,
    NOT_RUMOUR,
    OPEN_STATES,
    may_follow,
)
from immunity.rules.claim_words import ClaimWords, words_of
from immunity.rules.scenes import scene_words_of
from immunity.selectors.policies import policy_in_force
from immunity.selectors.wordings import known_wordings
from immunity.services.reading import attach_earlier, lock_claims
from immunity.services.wordings import add_wording

UNDONE_FIELDS = ("state", "answer", "answered_at", "settled_at")
MOMENTS = ("answered_at", "settled_at")


@atomic_with_retry
def enter_claim(
    *,
    values: Mapping[str, Any],
    is_another: bool = False,
    now: datetime,
    user: Any,
) -> Claim:
    """Store a claim that a colleague has seen, confirmed, with the posts that
    repeat it, and return it. One that was settled before is named as what
    comes again here.

    Errors: Conflict if an open claim says the same, unless it `is_another`;
    Invalid if too little of the text remains to be compared.
    """
    claim = Claim(**values, opened_at=now, opened_by=user, state=CONFIRMED)
    words = words_of(normalise(claim.text), current_lexicon())
    if not words.terms:
        text = _("Say in a sentence what is being claimed.")
        raise Invalid("says_nothing", text, where={"field": "text"})
    claim.words = words.as_stored()
    lock_claims()
    if not is_another:
        claim.returns_of = _known_before(words)
    if not claim.scene_words:
        claim.scene_words = scene_words_of(claim.text, current_lexicon())
    claim.full_clean()
    claim.save()
    add_wording(claim, claim.text, seen_at=now, user=user)
    attach_earlier(claim, policy=policy_in_force(), now=now)
    return claim


def _known_before(words: ClaimWords) -> Claim | None:
    """Return the settled claim that says the same, None for none.

    Errors: Conflict that names the open claim which says the same, also if a
    settled one is more like it.
    """
    followed = known_wordings(Claim.objects.followed())
    found = find_claim(words, followed)
    if found is None:
        found = find_claim(words, known_wordings(Claim.objects.settled()))
    if found is None:
        return None
    known: Claim = Claim.objects.get(pk=found.claim)
    _check_is_new(known)
    return known


def _check_is_new(known: Claim) -> None:
    """Errors: Conflict that names the open claim which says the same."""
    if known.state not in (*OPEN_STATES, ANSWERED):
        return
    text = _(
        "This is there already: “%(claim)s” (%(state)s). Open it and add the "
        "wording there, or say that yours is another one.",
    ) % {"claim": known, "state": known.get_state_display()}
    raise Conflict(
        "claim_known", text, where={"field": "text", "claim": known.pk}
    )


@atomic_with_retry
def edit_claim(
    *,
    claim_id: int,
    changes: dict[str, Any],
    opened: dict[str, Any],
    now: datetime,
    user: Any,
) -> Claim:
    """Change what is known of a claim, and return it. Its old wording stays
    among its wordings, and earlier posts that repeat the new one belong to it.
    Words of the scene that are cleared are taken from the claim.
    Errors: EditConflict, ValidationError.
    """
    claim = lock_claim(claim_id)
    apply_edit(claim, changes=changes, opened=opened)
    if not claim.scene_words:
        claim.scene_words = scene_words_of(claim.text, current_lexicon())
        claim.save(update_fields=["scene_words"])
    if "text" in changes:
        words = words_of(normalise(claim.text), current_lexicon())
        claim.words = words.as_stored()
        claim.post = None
        claim.save(update_fields=["words", "post"])
        add_wording(claim, claim.text, seen_at=now, user=user)
        follow_earlier(claim, now=now)
    return claim


def follow_earlier(claim: Claim, *, now: datetime) -> None:
    """Let earlier posts that repeat a claim belong to it, if its posts are
    followed in its state.
    """
    if claim.state in FOLLOWED_STATES:
        lock_claims()
        attach_earlier(claim, policy=policy_in_force(), now=now)


@atomic_with_retry
def decide_claim(
    *,
    claim_id: int,
    to_state: str,
    note: str = "",
    answer: str = "",
    from_state: str = "",
    now: datetime,
    user: Any,
) -> ClaimChange:
    """Give a claim its next state, and return the change, which can be undone.

    from_state: the state on the page on which it was decided, "" if unknown.
    Errors: Conflict if somebody has decided since, or the state may not
    follow; Invalid if it is answered without an answer and evidence, or is no
    rumour without a reason.
    """
    claim = lock_claim(claim_id)
    if from_state and from_state != claim.state:
        raise _decided_meanwhile(claim)
    if not may_follow(claim.state, to_state):
        text = _("From “%(state)s” it cannot become that.") % {
            "state": claim.get_state_display(),
        }
        raise Conflict("no_transition", text)
    _require(claim, to_state, answer or claim.answer, note)
    change = ClaimChange(
        claim=claim,
        from_state=claim.state,
        to_state=to_state,
        note=note,
        before=_as_stored(claim),
        changed_at=now,
        changed_by=user,
    )
    change.full_clean()
    change.save()
    claim.state = to_state
    claim.answer = answer or claim.answer
    if to_state == ANSWERED:
        claim.answered_at = now
    claim.settled_at = now if to_state in (CLOSED, NOT_RUMOUR) else None
    claim.owner = claim.owner or user
    claim.full_clean()
    claim.save()
    if change.from_state == CLOSED:
        follow_earlier(claim, now=now)
    return change


def _require(claim: Claim, to_state: str, answer: str, note: str) -> None:
    if to_state == ANSWERED and not answer:
        text = _("Write what we know, as anybody may read it.")
        raise Invalid("no_answer", text, where={"field": "answer"})
    if to_state == ANSWERED and not claim.evidence.shown().exists():
        text = _(
            "Link the post of an owner first: an answer without anybody's own "
            "experience convinces nobody.",
        )
        raise Invalid("no_evidence", text)
    if to_state == NOT_RUMOUR and not note:
        text = _("Say why it is no rumour.")
        raise Invalid("no_reason", text, where={"field": "note"})


def _as_stored(claim: Claim) -> dict[str, Any]:
    """Return what an undo writes back."""
    values = {name: getattr(claim, name) for name in UNDONE_FIELDS}
    for name in MOMENTS:
        moment = values[name]
        values[name] = None if moment is None else moment.isoformat()
    return values


@atomic_with_retry
def undo_decision(*, change_id: int, user: Any, now: datetime) -> Claim:
    """Undo a decision about a claim, and return the claim.

    Errors: Conflict if something was decided since, or if the claim would be
    answered again without evidence.
    """
    change = ClaimChange.objects.get(pk=change_id)
    claim = lock_claim(change.claim_id)
    change.refresh_from_db()
    latest = claim.changes.filter(is_undone=False).first()
    if latest != change or claim.state != change.to_state:
        text = _("Something else was decided since, so nothing was undone.")
        raise Conflict("decided_since", text)
    is_answered = change.from_state == ANSWERED
    if is_answered and not claim.evidence.shown().exists():
        text = _(
            "The evidence of this answer is gone. Link the post of an owner "
            "first, then answer the claim again.",
        )
        raise Conflict("no_evidence", text)
    for name, value in change.before.items():
        is_moment = name in MOMENTS and value
        shown = datetime.fromisoformat(value) if is_moment else value
        setattr(claim, name, shown)
    claim.save()
    change.is_undone = True
    change.save(update_fields=["is_undone"])
    return claim


def _decided_meanwhile(claim: Claim) -> Conflict:
    text = _(
        "Somebody set it to “%(state)s” while the page was open. Look at it, "
        "then decide again.",
    ) % {"state": claim.get_state_display()}
    return Conflict("decided_meanwhile", text)


def lock_claim(claim_id: int) -> Claim:
    """Lock a claim and return it."""
    rows = Claim.objects.select_for_update(of=("self",))
    claim: Claim = rows.get(pk=claim_id)
    return claim
