"""What acts on a question lead to."""

from datetime import UTC, datetime, timedelta

from alerts.rules.invitations import InvitationRefusal, check_invitation
from alerts.rules.question_acts import (
    ActKind,
    Handling,
    QuestionActRule,
    follow_acts,
)

AT = datetime(2026, 6, 1, tzinfo=UTC)


def acts(*kinds: ActKind) -> list[QuestionActRule]:
    return [
        QuestionActRule(kind, AT + timedelta(hours=hour), 7)
        for hour, kind in enumerate(kinds)
    ]


def test_the_later_act_holds() -> None:
    taken, back = ActKind.TAKEN, ActKind.GIVEN_BACK
    assert follow_acts(acts(taken)).taken_by == 7
    assert follow_acts(acts(taken, back)) == Handling()
    assert follow_acts(acts(taken, back, taken)).taken_at == AT + timedelta(
        hours=2,
    )


def test_opening_again_ends_a_closing_and_else_is_remembered() -> None:
    closed, again = ActKind.CLOSED, ActKind.REOPENED
    assert follow_acts(acts(closed)).closed_how == "closed"
    assert follow_acts(acts(closed, again)) == Handling()
    assert follow_acts(acts(again)).reopened_at == AT
    assert follow_acts(acts(ActKind.INVITED)) == Handling()


def test_three_invitations_in_thirty_days_are_enough() -> None:
    moments = [AT - timedelta(days=days) for days in (1, 2, 29)]
    asked = {"is_asker": False, "is_invited": False, "now": AT}
    assert (
        check_invitation(invited_at=moments[:2], **asked)
        is InvitationRefusal.NONE
    )
    assert (
        check_invitation(invited_at=moments, **asked)
        is InvitationRefusal.OFTEN
    )
    older = [*moments[:2], AT - timedelta(days=30)]
    assert (
        check_invitation(invited_at=older, **asked) is InvitationRefusal.NONE
    )
