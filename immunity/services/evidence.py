"""Posts of owners that show whether a claim holds, wordings that staff add,
and what a post does with a claim as staff see it.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from community.models import Post
from community.rules.text import normalise
from immunity.models import Claim, ClaimEvidence, ClaimPost
from immunity.rules.stances import Stance, is_complaint, read_stance
from immunity.services.claims import follow_earlier, lock_claim
from immunity.services.wordings import add_wording
from members.models import Member

EXCLUDED = "none"
SAID_LENGTH = 400


@atomic_with_retry
def link_evidence(
    *,
    claim_id: int,
    post_id: int,
    note: str = "",
    now: datetime,
    user: Any,
) -> ClaimEvidence:
    """Link the post of an owner as evidence to a claim, and return the row; a
    post that is linked already stays as it is.

    Errors: Invalid for a post that is gone, not by a person, passes the claim
    on, or reports a trouble of its author's own.
    """
    claim = lock_claim(claim_id)
    posts = Post.objects.select_related("author")
    post = posts.filter(pk=post_id, is_deleted=False).first()
    if post is None or post.author.kind != Member.Kind.PERSON:
        text = _("There is no such post by a member.")
        raise Invalid("no_post", text, where={"field": "post"})
    _check_shows(claim, post)
    row, is_new = ClaimEvidence.objects.get_or_create(
        claim=claim,
        post=post,
        defaults={"note": note, "linked_at": now, "linked_by": user},
    )
    if is_new:
        row.full_clean()
        _count_as_refuting(claim, post, user)
    return row


def _check_shows(claim: Claim, post: Post) -> None:
    passed_on = claim.posts.filter(post=post, stance=Stance.SPREADING.value)
    if passed_on.exists():
        text = _("This post passes the claim on.")
        raise Invalid("spreads_it", text, where={"field": "post"})
    if is_complaint(normalise(post.whole_text)):
        text = _(
            "This post reports a trouble of its author's own. It belongs to "
            "an issue; if it bears the claim out, the claim is no rumour.",
        )
        raise Invalid("own_trouble", text, where={"field": "post"})


def _count_as_refuting(claim: Claim, post: Post, user: Any) -> None:
    """Let evidence count as refuting, unless its post is of another claim."""
    row, is_new = ClaimPost.objects.get_or_create(
        post=post,
        defaults={
            "claim": claim,
            "stance": Stance.REFUTING.value,
            "said": normalise(post.whole_text)[:SAID_LENGTH],
            "text_key": "",
            "posted_at": post.posted_at,
            "decided_by": user,
            "is_by_evidence": True,
        },
    )
    if not is_new and row.claim_id is None:
        row.claim = claim
        row.stance = Stance.REFUTING.value
        row.decided_by = user
        row.is_by_evidence = True
        row.save()


def _count_no_more(row: ClaimEvidence) -> None:
    """Let a post that counted as refuting by its evidence alone belong to no
    claim again, with the stance that it had.
    """
    found = ClaimPost.objects.filter(
        claim=row.claim_id,
        post=row.post_id,
        is_by_evidence=True,
    )
    for said in found.select_related("post"):
        reading = read_stance(normalise(said.post.whole_text))
        if not said.text_key or reading is None:
            # It was not read as a post about any claim.
            said.delete()
            continue
        said.claim = said.decided_by = None
        said.stance = reading.stance.value
        said.is_by_evidence = False
        said.save()


@atomic_with_retry
def unlink_evidence(*, evidence_id: int) -> Claim:
    """Remove evidence from its claim, and return the claim.

    Errors: Conflict if the claim is answered with it alone.
    """
    row = ClaimEvidence.objects.get(pk=evidence_id)
    claim = lock_claim(row.claim_id)
    others = claim.evidence.shown().exclude(pk=evidence_id)
    is_last = not others.exists()
    if claim.state == Claim.State.ANSWERED and is_last:
        text = _(
            "The claim is answered with this evidence alone. Undo the answer "
            "first, or link another post.",
        )
        raise Conflict("last_evidence", text)
    _count_no_more(row)
    row.delete()
    return claim


@atomic_with_retry
def set_stance(*, claim_post_id: int, stance: str, user: Any) -> ClaimPost:
    """Store what a post does with its claim as a colleague sees it, and return
    the row; EXCLUDED: it is not about the claim.

    Errors: Invalid for a stance that does not exist.
    """
    if stance not in {*ClaimPost.StanceWord.values, EXCLUDED}:
        raise Invalid("no_stance", _("There is no such stance."))
    rows = ClaimPost.objects.select_for_update(of=("self",))
    row: ClaimPost = rows.get(pk=claim_post_id)
    row.is_excluded = stance == EXCLUDED
    if not row.is_excluded:
        row.stance = stance
    row.decided_by = user
    row.is_by_evidence = False
    row.save(
        update_fields=[
            "is_excluded",
            "stance",
            "decided_by",
            "is_by_evidence",
        ],
    )
    return row


@atomic_with_retry
def enter_wording(
    *,
    claim_id: int,
    text: str,
    now: datetime,
    user: Any,
) -> Claim:
    """Add a wording that a colleague has seen, with the earlier posts that
    repeat it, and return the claim.

    Errors: Conflict if the claim has one like it.
    """
    claim = lock_claim(claim_id)
    if not add_wording(claim, text, seen_at=now, user=user):
        message = _("The claim has a wording like this one already.")
        raise Conflict("wording_known", message, where={"field": "text"})
    follow_earlier(claim, now=now)
    return claim
