"""One row of everything in immunity, with a text wherever people write freely."""

from typing import Any

from alerts.models import Issue
from immunity.models import (
    CaseOmission,
    Claim,
    ClaimPolicy,
    CrisisCase,
    PostMood,
)
from immunity.rules.claim_words import words_of
from members.models import Member
from tests.conftest import NOW


def make_immunity_rows(
    member: Member,
    issue: Issue,
    text: str,
    *,
    number: int,
    owner: Any,
) -> None:
    """The member spreads a claim, is invited and shows evidence; the issue has
    a case file with a check.
    """
    ClaimPolicy.objects.create(
        version=number + 1,
        suggest_authors=3,
        spreading_authors=8,
        window_days=7,
        note=text[:300],
        created_at=NOW,
        created_by=owner,
    )
    words = words_of("雨天充电会漏电").as_stored()
    post = member.posts.earliest("pk")
    claim = Claim.objects.create(
        text=text[:200],
        subject=text[:60],
        state="confirmed",
        answer=text[:1000],
        words=words,
        post=post,
        opened_at=NOW,
        opened_by=owner,
    )
    claim.wordings.create(
        post=post,
        text=text[:400],
        words=words,
        text_key="0" * 32,
        seen_at=NOW,
    )
    claim.changes.create(
        from_state="suggested",
        to_state="confirmed",
        note=text[:300],
        changed_at=NOW,
        changed_by=owner,
    )
    claim.posts.create(
        post=post,
        stance="spreading",
        said=text[:400],
        text_key="0" * 32,
        posted_at=NOW,
    )
    PostMood.objects.create(
        post=post,
        posted_at=NOW,
        mood=PostMood.Mood.NEGATIVE,
        negative=80,
        positive=5,
        cell=30,
    )
    claim.evidence.create(post=post, note=text[:300], linked_at=NOW)
    claim.invitations.create(
        member=member,
        message=member.outreach_messages.earliest("pk"),
        reasons={"model": text[:40], "works": [post.pk]},
        invited_at=NOW,
    )
    case = make_case(issue, text)
    case.checks.create(
        question=text[:200], due_on=NOW.date(), finding=text[:300]
    )
    other = Issue.objects.create(
        number=70_000 + number, state="closed", opened_at=NOW, alerted_at=NOW
    )
    CaseOmission.objects.create(issue=other, reason=text[:300], omitted_at=NOW)


def make_case(issue: Issue, text: str) -> CrisisCase:
    """Return the case file of an issue."""
    case: CrisisCase = CrisisCase.objects.create(
        issue=issue,
        cause=text[:2000],
        scope=text[:2000],
        what_was_done=text[:2000],
        reaction=text[:2000],
        what_helped=text[:2000],
        written_at=NOW,
        revised_at=NOW,
    )
    return case


def immunity_kwargs(member: Member, issue: Issue) -> dict[str, dict[str, Any]]:
    """Return what the addresses of immunity need, by name."""
    row = member.posts.earliest("pk").claim_post
    claim = {"pk": row.claim_id}
    change = {"pk": row.claim.changes.earliest("pk").pk}
    case = {"pk": issue.crisis_case.pk}
    check = {"pk": issue.crisis_case.checks.earliest("pk").pk}
    omission = {"pk": CaseOmission.objects.earliest("pk").pk}
    found = {
        "policy_detail": {"pk": ClaimPolicy.objects.earliest("pk").pk},
        "claim_undo": change,
        "wording_add": claim,
        "evidence_link": claim,
        "evidence_unlink": {"pk": row.claim.evidence.earliest("pk").pk},
        "stance_set": {"pk": row.pk},
        "case_create": {"issue_id": issue.pk},
        "case_omit": {"issue_id": issue.pk},
        "check_add": case,
        "check_done": check,
        "check_undo": check,
        "omission_agree": omission,
        "omission_undo": omission,
    }
    for act in ("detail", "edit", "decide", "invite"):
        found[f"claim_{act}"] = claim
    for act in ("detail", "edit", "print"):
        found[f"case_{act}"] = case
    named = {f"immunity:{name}": one for name, one in found.items()}
    return {
        **named,
        "api:claim-detail": claim,
        "api:claim-post-detail": {"pk": row.pk},
        "api:crisis-case-detail": case,
        "api:case-check-detail": check,
    }
