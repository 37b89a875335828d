"""One row of everything in outreach, with a text wherever people write freely."""

from datetime import date
from typing import Any

from members.models import Member
from outreach.models import (
    Consultation,
    ContactPolicy,
    HolidayYear,
    Match,
    MemberChannel,
    Opportunity,
    OutreachMessage,
)
from outreach.rules.policy import SHIPPED, as_stored
from outreach.services.graduations import Sign, open_graduation
from tests.conftest import NOW


def make_outreach_rows(
    member: Member,
    text: str,
    *,
    number: int,
    owner: Any,
) -> None:
    """The member suits an opportunity, has a message, a stop and a badge, and
    graduates.
    """
    ContactPolicy.objects.create(
        version=number + 1,
        rules=as_stored(SHIPPED),
        note=text[:300],
        created_at=NOW,
        created_by=owner,
    )
    HolidayYear.objects.create(
        year=2030 + number,
        days=f"01-01 {' '.join(text.split())}"[:2000],
        entered_at=NOW,
    )
    member.contact_stops.create(reason=text[:300], made_at=NOW, made_by=owner)
    message = make_message(member, text, number=number, owner=owner)
    message.refusals.create(
        member=member,
        purpose="opportunity",
        reason="stopped",
        policy_version=1,
        refused_at=NOW,
    )
    member.honours.create(kind="owner", given_on=NOW.date(), is_adviser=True)
    open_graduation(
        member_id=member.pk,
        sign=Sign("said", quote=text),
        owner=owner,
        now=NOW,
        user=owner,
    )
    question = Consultation.objects.create(
        question=text[:2000],
        asked_by=owner,
        asked_at=NOW,
        due_on=NOW.date(),
    )
    question.answers.create(member=member)


def make_message(
    member: Member,
    text: str,
    *,
    number: int,
    owner: Any,
) -> OutreachMessage:
    """Return an approved message of an opportunity that was drawn."""
    use = member.script_uses.earliest("pk")
    opportunity = Opportunity.objects.create(
        title=text[:60],
        kind="event",
        tags=[text[:30]],
        place=text[:200],
        ends_on=date(2026, 12, 31),
        script=use.version.script,
        drawn_at=NOW,
        drawn_by=owner,
        created_at=NOW,
        created_by=owner,
    )
    match = Match.objects.create(
        opportunity=opportunity,
        member=member,
        score=1.0,
        reasons=[{"kind": "tag", "word": text[:30], "source": "staff"}],
        is_held_out=False,
        drawn_at=NOW,
    )
    MemberChannel.objects.create(
        way="push", name=f"{number} {text}"[:60], created_at=NOW
    )
    message: OutreachMessage = OutreachMessage.objects.create(
        member=member,
        addressee=member.pk,
        purpose="opportunity",
        match=match,
        way="wecom",
        script_version=use.version,
        text=text[:1000],
        state="approved",
        note=text[:300],
        author=owner,
        written_at=NOW,
        approved_at=NOW,
    )
    return message


def outreach_kwargs(member: Member) -> dict[str, dict[str, Any]]:
    """Return what the addresses of outreach need, by name."""
    message = {"pk": member.outreach_messages.earliest("pk").pk}
    match = member.opportunity_matches.earliest("pk")
    opportunity = {"pk": match.opportunity_id}
    graduation = member.graduations.earliest("pk")
    step = {"pk": graduation.steps.earliest("pk").pk}
    stop = {"pk": member.contact_stops.earliest("pk").pk}
    honour = {"pk": member.honours.earliest("pk").pk}
    answer = member.advisor_answers.earliest("pk")
    found: dict[str, dict[str, Any]] = {
        "policy_detail": {"pk": ContactPolicy.objects.earliest("pk").pk},
        "holiday_edit": {"pk": HolidayYear.objects.earliest("pk").pk},
        "channel_edit": {"pk": MemberChannel.objects.earliest("pk").pk},
        "stop_create": {"member_id": member.pk},
        "stop_end": stop,
        "stop_undo": stop,
        "graduation_create": {"member_id": member.pk},
        "honour_roles": honour,
        "step_done": step,
        "step_skip": step,
        "step_undo": step,
        "consultation_detail": {"pk": answer.consultation_id},
        "consultation_outcome": {"pk": answer.consultation_id},
        "advisor_answer": {"pk": answer.pk},
    }
    for act in ("detail", "edit", "draw"):
        found[f"opportunity_{act}"] = opportunity
    for act in ("detail", "end", "undo"):
        found[f"graduation_{act}"] = {"pk": graduation.pk}
    found["honour_give"] = {"pk": graduation.pk}
    for act in (
        "detail",
        "edit",
        "submit",
        "approve",
        "return",
        "cancel",
        "take",
        "sent",
        "not_sent",
        "answer",
    ):
        found[f"message_{act}"] = message
    named = {f"outreach:{name}": one for name, one in found.items()}
    return {
        **named,
        "api:honour-detail": honour,
        "api:suppression-detail": {"pk": member.pk},
    }
