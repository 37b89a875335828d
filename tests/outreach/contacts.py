"""Members, opportunities and messages for tests, made through the services."""

from datetime import date, datetime, timedelta
from typing import Any

from knowledge.models import Script
from members.models import Member, MemberConsent, MemberTag
from outreach.models import Match, Opportunity, OutreachMessage
from outreach.services.drafts import (
    Route,
    approve_message,
    submit_message,
    write_drafts,
)
from outreach.services.opportunities import create_opportunity, draw_matches
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.knowledge.scripts import approved

TEXT = "{nickname}您好，{topic}，诚邀您了解。"
BY_HAND = Route("wecom")


def agreeing_member(tag: str = "越野", **about: Any) -> Member:
    """Return a member who agrees to be written to and has an interest."""
    member: Member = MemberFactory(**about)
    consent(member)
    MemberTag.objects.create(member=member, name=tag, source="declared")
    return member


def consent(member: Member, *, is_given: bool = True) -> None:
    """Let a member agree, or withdraw."""
    MemberConsent.objects.create(
        member=member,
        purpose="outreach",
        is_given=is_given,
        note="企微",
        recorded_at=NOW,
    )


def opportunity(accounts: dict[str, Any], **about: Any) -> Opportunity:
    """Return an opportunity for members who like off-road driving."""
    now = about.pop("now", NOW)
    script = Script.objects.filter(title="越野邀请").first()
    if script is None:
        version = approved(
            accounts["planner"],
            accounts["lead"],
            scene=Script.Scene.WAKE_UP,
            title="越野邀请",
            text=TEXT,
            now=now,
        )
        script = version.script
    values: dict[str, Any] = {
        "title": "秋季越野挑战赛",
        "kind": "event",
        "audience": "anyone",
        "tags": ["越野"],
        "ends_on": date(2026, 6, 30),
        "held_out_percent": 0,
        "script": script,
        **about,
    }
    row = Opportunity(**values)
    return create_opportunity(row=row, user=accounts["planner"], now=now)


def drawn(accounts: dict[str, Any], **about: Any) -> Opportunity:
    """Return an opportunity whose matches were drawn."""
    row = opportunity(accounts, **about)
    draw_matches(opportunity_id=row.pk, now=NOW, user=accounts["planner"])
    row.refresh_from_db()
    return row


def approved_message(
    accounts: dict[str, Any],
    match: Match,
    *,
    route: Route = BY_HAND,
    now: datetime = NOW,
) -> OutreachMessage:
    """Return a message to a match that another colleague approved."""
    [draft] = write_drafts(
        match_ids=[match.pk],
        route=route,
        now=now,
        user=accounts["communicator"],
    )
    submit_message(message_id=draft.pk, user=accounts["communicator"])
    return approve_message(
        message_id=draft.pk,
        now=now,
        user=accounts["lead"],
    )


def after(**much: Any) -> datetime:
    """Return a moment after NOW."""
    return NOW + timedelta(**much)
