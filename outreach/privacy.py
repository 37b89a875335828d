"""What is stored of people by outreach: contacts, messages and graduations."""

from typing import Any

import outreach.models as outreach
from common.personal.declarations import (
    WHILE_MEMBER,
    WHILE_USED,
    Purpose,
    Records,
)

PRIVACY: dict[type[Any], Records] = {
    outreach.ContactPolicy: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id version created_at rules",
        pseudonym="created_by",
        personal="note",
    ),
    outreach.HolidayYear: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id year days entered_at",
        pseudonym="entered_by",
    ),
    outreach.ContactStop: Records(
        purpose=Purpose.MESSAGES,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id",
        pseudonym="member until made_at made_by ended_at ended_by",
        personal="reason",
        is_prose=True,
    ),
    outreach.ContactRefusal: Records(
        purpose=Purpose.MESSAGES,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id message policy_version",
        pseudonym=("member purpose way reason allowed_at refused_at asked_by"),
    ),
    outreach.Suppression: Records(
        purpose=Purpose.MESSAGES,
        kept=WHILE_MEMBER,
        about=("member",),
        pseudonym="member is_suppressed reason changed_at",
    ),
    outreach.MemberChannel: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id way name platform is_open created_at",
        pseudonym="created_by",
        secret="address secret",
    ),
    outreach.Opportunity: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none=(
            "id title kind audience tags model_series cities place "
            "happens_on ends_on script held_out_percent outcome_days wave "
            "drawn_at created_at updated_at"
        ),
        pseudonym="drawn_by created_by",
    ),
    outreach.Match: Records(
        purpose=Purpose.MESSAGES,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id opportunity",
        pseudonym="member score is_held_out was_dormant drawn_at",
        personal="reasons",
    ),
    outreach.OutreachMessage: Records(
        purpose=Purpose.MESSAGES,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id match channel script_version script_use answer outbox_uid",
        pseudonym=(
            "member addressee purpose way state author written_at approver "
            "approved_at send_before refused_for allowed_at claimed_at sender "
            "sent_at answered_at updated_at"
        ),
        personal="text note",
        is_prose=True,
    ),
    outreach.Graduation: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id post repurchase",
        pseudonym=(
            "member cause owner opened_at opened_by ending ended_on "
            "repurchased_on updated_at"
        ),
        personal="quote note",
    ),
    outreach.GraduationStep: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("graduation__member",),
        none="id graduation kind position",
        pseudonym="owner due_on done_on done_by is_skipped",
        personal="evidence",
    ),
    outreach.Honour: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id graduation",
        pseudonym=(
            "member kind given_on given_by is_adviser is_mentor updated_at"
        ),
    ),
    outreach.Consultation: Records(
        purpose=Purpose.CARE,
        kept=WHILE_USED,
        none="id asked_at due_on informed_on updated_at",
        pseudonym="asked_by",
        personal="question outcome",
    ),
    outreach.AdvisorAnswer: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id consultation",
        pseudonym="member answered_on",
        personal="answer",
    ),
}
