"""What the demo team writes to members, and how it parts with graduates."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from common.calendar import business_date
from common.security.access import COMMUNICATOR, LEAD, PLANNER
from knowledge.models import Script, ScriptVersion
from members.models import Member, MemberConsent, MemberTag
from outreach.models import Match, Opportunity, OutreachMessage
from outreach.selectors.candidates import find_candidates
from outreach.services.detecting import detect_graduations
from outreach.services.drafts import (
    Route,
    approve_message,
    submit_message,
    write_drafts,
)
from outreach.services.opportunities import create_opportunity, draw_matches
from outreach.services.sending import log_answer
from outreach.services.suppression import refresh_suppressions

ONE_DAY = timedelta(days=1)
# Of ten members one was not asked, and one does not want to be written to.
UNASKED, REFUSING = 3, 7
OPPORTUNITIES = (
    ("极限越野年度挑战赛", "event", "越野", "wake-offroad", 12),
    ("长途自驾露营节", "event", "露营", "wake-offroad", 40),
)
DRAFTS = 6
APPROVED, SENT = 3, 2


def plant_outreach(users: Mapping[str, Any], *, now: datetime) -> None:
    """Plant consents, two opportunities of which one was drawn some days ago,
    messages in each state, and the graduations that posts and cars show.
    """
    _consents(now)
    made = []
    for title, kind, tag, script, days in OPPORTUNITIES:
        row = _opportunity(title, kind, tag, script, days, users, now)
        if row is not None:
            made.append(row)
    if made:
        _write(made[0], users, now)
    detect_graduations(now=now)
    refresh_suppressions(now=now)


def _consents(now: datetime) -> None:
    """Let most members have agreed to be written to when they joined."""
    rows = []
    people = Member.objects.real_people().order_by("pk")
    for number, member_id in enumerate(people.values_list("pk", flat=True)):
        if number % 10 == UNASKED:
            continue
        rows.append(
            MemberConsent(
                member_id=member_id,
                purpose=MemberConsent.Purpose.OUTREACH,
                is_given=number % 10 != REFUSING,
                note="注册时勾选",
                recorded_at=now - 200 * ONE_DAY,
            ),
        )
    MemberConsent.objects.bulk_create(rows, batch_size=1000)


def _opportunity(
    title: str,
    kind: str,
    tag: str,
    script: str,
    days: int,
    users: Mapping[str, Any],
    now: datetime,
) -> Opportunity | None:
    """Return an opportunity for an interest that members have."""
    tags = MemberTag.objects.order_by().values_list("name", flat=True)
    known = sorted(set(tags))
    if not known:
        return None
    wanted = tag if tag in known else known[0]
    today = business_date(now)
    row = Opportunity(
        title=title,
        kind=kind,
        audience=Opportunity.Audience.QUIET,
        tags=[wanted],
        place="莫干山",
        happens_on=today + (days + 20) * ONE_DAY,
        ends_on=today + (days + 15) * ONE_DAY,
        script=Script.objects.get(starter_key=script),
    )
    return create_opportunity(row=row, user=users[PLANNER], now=now)


def _write(
    row: Opportunity,
    users: Mapping[str, Any],
    now: datetime,
) -> None:
    """Draw the opportunity and write to some of its members."""
    usable = ScriptVersion.objects.usable(business_date(now))
    if not usable.filter(script=row.script).exists():
        return
    if not find_candidates(row, now=now).candidates:
        return
    draw_matches(opportunity_id=row.pk, now=now, user=users[PLANNER])
    matches = Match.objects.to_write().filter(opportunity=row)
    chosen = list(matches.values_list("pk", flat=True)[:DRAFTS])
    if not chosen:
        return
    drafts = write_drafts(
        match_ids=chosen,
        route=Route("wecom"),
        now=now,
        user=users[COMMUNICATOR],
    )
    # The first stays a draft, the last ones are approved.
    for number, draft in enumerate(drafts[1:], start=1):
        submit_message(message_id=draft.pk, user=users[COMMUNICATOR])
        if number >= len(drafts) - APPROVED:
            approve_message(message_id=draft.pk, now=now, user=users[LEAD])
    _send(drafts[1:][-SENT:], users, now)


def _send(
    messages: list[OutreachMessage],
    users: Mapping[str, Any],
    now: datetime,
) -> None:
    """Let these messages have been sent, the last one with an answer."""
    for message in messages:
        row = OutreachMessage.objects.get(pk=message.pk)
        row.state = OutreachMessage.State.SENT
        row.claimed_at = now - timedelta(hours=2)
        row.sent_at = row.claimed_at
        row.sender = users[COMMUNICATOR]
        row.save()
    for answered in messages[-1:]:
        _answer(answered, users, now)


def _answer(
    message: OutreachMessage,
    users: Mapping[str, Any],
    now: datetime,
) -> None:
    log_answer(
        message_id=message.pk,
        key=uuid4(),
        summary="谢谢还记得我，最近忙完了，想带家人去看看",
        mood=1,
        now=now,
        user=users[COMMUNICATOR],
    )
