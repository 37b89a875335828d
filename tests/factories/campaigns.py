"""One row of everything in campaigns, with a text wherever people write freely."""

from datetime import timedelta
from typing import Any

from campaigns.models import CalendarAddress, Campaign, Review
from community.models import Post
from insights.models import Segment
from members.models import Member
from tests.conftest import NOW

DAYS = timedelta(days=3)


def make_campaign_rows(
    member: Member,
    text: str,
    *,
    number: int,
    owner: Any,
) -> None:
    """The member is in the audience of a call that runs, took part in it, wrote
    a work for it and found something; it was reviewed.
    """
    today = NOW.date()
    row = make_campaign(text, number=number, owner=owner)
    row.plan_members.create(member=member, arm="audience", fixed_at=NOW)
    row.nodes.create(what=text[:300], owner=owner, due_on=today)
    row.nodes.create(
        what=text[:300],
        owner=owner,
        due_on=today,
        done_at=NOW,
        evidence=text[:300],
    )
    row.costs.create(
        what=text[:300],
        kind="gift",
        amount=100,
        spent_on=today,
        entered_at=NOW,
    )
    row.participants.create(
        member=member,
        signed_up_on=today,
        note=text[:300],
        via="page",
        entered_at=NOW,
    )
    row.findings.create(
        member=member,
        text=text[:2000],
        found_on=today,
        entered_at=NOW,
    )
    work = Post.objects.filter(author=member).earliest("pk")
    row.works.create(post=work, via="page", linked_at=NOW)
    CalendarAddress.objects.create(
        digest=f"{number}", user=owner, created_at=NOW
    )
    make_review(row, text, owner=owner)


def make_campaign(text: str, *, number: int, owner: Any) -> Campaign:
    """Return a call that runs."""
    today = NOW.date()
    segment = Segment.objects.create(
        name=f"{number} 内测 {text}"[:60],
        kind="list",
        created_at=NOW,
    )
    row: Campaign = Campaign.objects.create(
        title=text[:60],
        kind="call",
        state="running",
        lead=owner,
        goal=text[:2000],
        place=text[:300],
        topics=[text[:30]],
        starts_on=today,
        ends_on=today + DAYS,
        segment=segment,
        measure="active_days",
        target=10,
        baseline=5,
        method="none",
        end_note=text[:300],
        lessons=text[:2000],
        created_at=NOW,
        created_by=owner,
        started_at=NOW,
        started_by=owner,
    )
    return row


def make_review(row: Campaign, text: str, *, owner: Any) -> Review:
    """Return an open review of a campaign, with a decision to be checked."""
    today = NOW.date()
    node = row.nodes.create(what=text[:300], owner=owner, due_on=today)
    review: Review = row.reviews.create(
        title=text[:60],
        since=today - DAYS,
        until=today,
        held_on=today,
        lead=owner,
        present=text[:300],
        agenda=[
            {
                "kind": "late",
                "name": row.title,
                "actual": None,
                "before": None,
                "href": "/",
                "node": node.pk,
            },
        ],
        opened_at=NOW,
    )
    review.findings.create(text=text[:2000], noted_at=NOW)
    review.decisions.create(
        what=text[:300],
        expected=text[:300],
        measure=text[:300],
        owner=owner,
        check_on=today,
        campaign=row,
    )
    return review


def campaign_kwargs(member: Member) -> dict[str, dict[str, Any]]:
    """Return what the addresses of campaigns need, by name."""
    participant = member.campaign_participations.earliest("pk")
    row = participant.campaign
    review = row.reviews.earliest("pk")
    decision = {"pk": review.decisions.earliest("pk").pk}
    work = {"pk": row.works.earliest("pk").pk}
    node = {"pk": row.nodes.earliest("pk").pk}
    cost = {"pk": row.costs.earliest("pk").pk}
    finding = {"pk": row.findings.earliest("pk").pk}
    of_review = {"pk": review.pk}
    of_participant = {"pk": participant.pk}
    found: dict[str, dict[str, Any]] = {
        "node_create": {"campaign_id": row.pk},
        "node_edit": node,
        "node_done": node,
        "node_undo": node,
        "participant_create": {"pk": row.pk},
        "participant_tick": of_participant,
        "participant_remove": of_participant,
        "work_link": {"pk": row.pk},
        "work_find": {"pk": row.pk},
        "work_remove": work,
        "work_restore": work,
        "cost_create": {"pk": row.pk},
        "cost_remove": cost,
        "call_finding_create": {"pk": row.pk},
        "finding_link": finding,
        "call_finding_remove": finding,
        "calendar_feed": {"secret": "nothing"},
        "review_detail": of_review,
        "review_edit": of_review,
        "review_close": of_review,
        "review_finding_create": of_review,
        "review_finding_remove": {"pk": review.findings.earliest("pk").pk},
        "decision_create": of_review,
        "decision_remove": decision,
        "decision_read": decision,
        "decision_unread": decision,
    }
    for act in (
        "detail",
        "edit",
        "start",
        "end",
        "cancel",
        "undo",
        "report",
    ):
        found[f"campaign_{act}"] = {"pk": row.pk}
    named = {f"campaigns:{name}": one for name, one in found.items()}
    return {
        **named,
        "api:campaign-detail": {"pk": row.pk},
        "api:campaign-progress": {"campaign_id": row.pk},
        "api:campaign-node-detail": node,
        "api:campaign-participant-detail": of_participant,
        "api:campaign-work-detail": work,
        "api:campaign-cost-detail": cost,
        "api:campaign-finding-detail": finding,
        "api:review-detail": of_review,
        "api:decision-detail": decision,
    }
