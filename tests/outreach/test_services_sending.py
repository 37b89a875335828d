"""From an opportunity to an answer, and everything that may stop a message."""

from typing import Any
from uuid import uuid4

import pytest

from common.errors import Conflict, Forbidden
from members.models import Erasure, Member
from outreach.models import (
    ContactRefusal,
    Match,
    OutreachMessage,
)
from outreach.selectors.gate import Gate
from outreach.services.drafts import (
    approve_message,
    cancel_message,
    edit_draft,
    return_message,
    submit_message,
    write_drafts,
)
from outreach.services.sending import (
    log_answer,
    mark_not_sent,
    mark_sent,
    take_by_hand,
)
from outreach.services.stops import stop_contact
from teamwork.models import Interaction
from tests.conftest import NOW
from tests.outreach.contacts import (
    BY_HAND,
    after,
    agreeing_member,
    approved_message,
    consent,
    drawn,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def match(accounts: dict[str, Any]) -> Match:
    agreeing_member(nickname="阿越")
    found: Match = drawn(accounts).matches.get()
    return found


def take(message: OutreachMessage, user: Any, now: Any = NOW) -> Any:
    return take_by_hand(message_id=message.pk, now=now, user=user)


def test_from_match_to_answer(accounts: dict[str, Any], match: Match) -> None:
    assert match.reasons == [
        {"kind": "tag", "word": "越野", "source": "declared"},
    ]
    message = approved_message(accounts, match)
    assert message.text == "阿越您好，秋季越野挑战赛，诚邀您了解。"
    sender = accounts["communicator"]
    assert take(message, sender).may_go
    sent = mark_sent(message_id=message.pk, now=NOW, user=sender)
    assert sent.state == "sent"
    assert sent.script_use is not None
    key = uuid4()
    for _again in range(2):
        log_answer(
            message_id=message.pk,
            key=key,
            summary="想报名",
            mood=1,
            now=after(hours=2),
            user=sender,
        )
    talk = Interaction.objects.get()
    assert talk.outreach_message == message
    message.refresh_from_db()
    assert message.answered_at == after(hours=2)


def test_author_cannot_approve(
    accounts: dict[str, Any],
    match: Match,
) -> None:
    author = accounts["lead"]
    [draft] = write_drafts(
        match_ids=[match.pk],
        route=BY_HAND,
        now=NOW,
        user=author,
    )
    submit_message(message_id=draft.pk, user=author)
    with pytest.raises(Forbidden):
        approve_message(message_id=draft.pk, now=NOW, user=author)


def test_one_draft_for_a_match(accounts: dict[str, Any], match: Match) -> None:
    approved_message(accounts, match)
    with pytest.raises(Conflict) as caught:
        approved_message(accounts, match)
    assert caught.value.code == "nobody_to_write"


def test_two_take_one_message(accounts: dict[str, Any], match: Match) -> None:
    message = approved_message(accounts, match)
    take(message, accounts["communicator"])
    with pytest.raises(Conflict):
        take(message, accounts["lead"])


def refused(message: OutreachMessage, user: Any, now: Any = NOW) -> str:
    """Return why a message is refused; it is then with a person."""
    claim = take(message, user, now)
    message.refresh_from_db()
    assert message.state == "refused"
    row = ContactRefusal.objects.get(message=message)
    assert row.reason == claim.reason == message.refused_for
    return str(claim.reason)


def test_withdrawn_after_approval(
    accounts: dict[str, Any],
    match: Match,
) -> None:
    message = approved_message(accounts, match)
    consent(match.member, is_given=False)
    assert refused(message, accounts["communicator"]) == "withdrawn"


def test_stopped_after_approval(
    accounts: dict[str, Any], match: Match
) -> None:
    message = approved_message(accounts, match)
    stop_contact(
        member_id=match.member_id,
        reason="家中有事",
        until=None,
        now=NOW,
        user=accounts["lead"],
    )
    assert refused(message, accounts["communicator"]) == "stopped"


def test_merged_after_approval(accounts: dict[str, Any], match: Match) -> None:
    """A text that was written for one member never goes to another."""
    message = approved_message(accounts, match)
    kept = agreeing_member(nickname="另一位")
    Member.objects.filter(pk=match.member_id).update(merged_into=kept)
    OutreachMessage.objects.filter(pk=message.pk).update(member=kept)
    assert refused(message, accounts["communicator"]) == "merged"


def test_no_person_any_more(accounts: dict[str, Any], match: Match) -> None:
    message = approved_message(accounts, match)
    Member.objects.filter(pk=match.member_id).update(kind="test")
    assert refused(message, accounts["communicator"]) == "not_a_person"


def test_erasure_asked_after_approval(
    accounts: dict[str, Any],
    match: Match,
) -> None:
    """Until the erasure is done, nobody writes to them."""
    message = approved_message(accounts, match)
    Erasure.objects.create(
        member=match.member,
        member_numbers=[match.member_id],
        reason="本人要求",
        asked_at=NOW,
    )
    assert refused(message, accounts["communicator"]) == "not_a_person"


def test_edited_after_a_merge_it_is_for_the_kept_member(
    accounts: dict[str, Any],
    match: Match,
) -> None:
    message = approved_message(accounts, match)
    user = accounts["communicator"]
    kept = agreeing_member(nickname="另一位")
    OutreachMessage.objects.filter(pk=message.pk).update(member=kept)
    return_message(message_id=message.pk, note="已合并", user=user, now=NOW)
    edited = edit_draft(
        message_id=message.pk,
        changes={"text": "另一位您好"},
        opened={},
        now=NOW,
        user=user,
    )
    edited.refresh_from_db()
    assert edited.addressee == kept.pk


def test_offer_is_over(accounts: dict[str, Any], match: Match) -> None:
    message = approved_message(accounts, match)
    late = after(days=60)
    assert refused(message, accounts["communicator"], late) == "expired"


def test_script_expired_meanwhile(
    accounts: dict[str, Any],
    match: Match,
) -> None:
    message = approved_message(accounts, match)
    OutreachMessage.objects.filter(pk=message.pk).update(send_before=None)
    late = after(days=91)
    assert refused(message, accounts["communicator"], late) == "script"


def test_rules_changed_after_approval(
    accounts: dict[str, Any],
    match: Match,
) -> None:
    from outreach.rules.policy import SHIPPED, Limit  # noqa: PLC0415
    from outreach.services.policies import save_policy  # noqa: PLC0415

    message = approved_message(accounts, match)
    never = SHIPPED._replace(other_cap=Limit(0, 30))
    save_policy(policy=never, note="", now=NOW, user=accounts["lead"])
    assert refused(message, accounts["communicator"]) == "cap_zero"
    row = ContactRefusal.objects.get()
    assert row.policy_version == 2
    assert row.allowed_at is None


def test_quiet_hours_hold_a_message(
    accounts: dict[str, Any],
    match: Match,
) -> None:
    """At 23:00 in Shanghai it waits for 9:00; then it goes."""
    message = approved_message(accounts, match)
    night, morning = after(hours=13), after(hours=23)
    claim = take(message, accounts["communicator"], night)
    assert claim.reason == "quiet_hours"
    assert claim.is_held
    assert claim.allowed_at == morning
    message.refresh_from_db()
    assert message.state == "approved"
    assert take(message, accounts["communicator"], morning).may_go


def test_not_sent_is_no_contact(
    accounts: dict[str, Any], match: Match
) -> None:
    message = approved_message(accounts, match)
    take(message, accounts["communicator"])
    row = mark_not_sent(
        message_id=message.pk,
        now=NOW,
        user=accounts["communicator"],
    )
    assert row.state == "approved"
    assert row.script_use is None
    gate = Gate(NOW)
    assert gate.ask(match.member_id, purpose="opportunity").is_allowed


def test_sent_back_and_cancelled(
    accounts: dict[str, Any],
    match: Match,
) -> None:
    message = approved_message(accounts, match)
    lead = accounts["lead"]
    back = return_message(
        message_id=message.pk, note="太长", user=lead, now=NOW
    )
    assert (back.state, back.approver) == ("draft", None)
    ended = cancel_message(
        message_id=message.pk, note="不发了", user=lead, now=NOW
    )
    assert ended.state == "cancelled"
    with pytest.raises(Conflict):
        take(message, accounts["communicator"])
