"""What is stored of people by campaigns and reviews."""

from typing import Any

import campaigns.models as campaigns
from common.personal.declarations import (
    WHILE_MEMBER,
    WHILE_USED,
    Purpose,
    Records,
)

PRIVACY: dict[type[Any], Records] = {
    campaigns.Campaign: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none=(
            "id title kind state place topics starts_on ends_on segment "
            "measure target baseline method control_percent comparison places "
            "opportunity draw created_at started_at ended_at closed_at result "
            "updated_at"
        ),
        pseudonym="lead created_by started_by",
        personal="goal end_note lessons",
    ),
    campaigns.PlanMember: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id campaign",
        pseudonym="member arm fixed_at",
    ),
    campaigns.CampaignNode: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id campaign due_on done_at",
        pseudonym="owner done_by",
        personal="what evidence",
    ),
    campaigns.CostLine: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id campaign kind amount spent_on external_id entered_at",
        pseudonym="entered_by",
        personal="what",
    ),
    campaigns.CampaignWork: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("post__author",),
        none="id campaign post via linked_at removed_at",
        pseudonym="linked_by",
    ),
    campaigns.Participant: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id campaign via entered_at",
        pseudonym=(
            "member signed_up_on attended_on cancelled_on thanked_on "
            "entered_by updated_at"
        ),
        personal="note",
        is_prose=True,
    ),
    campaigns.CallFinding: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id campaign issue suggestion external_id entered_at",
        pseudonym="member found_on entered_by",
        personal="text",
        is_prose=True,
    ),
    campaigns.CalendarAddress: Records(
        purpose=Purpose.ACCOUNTS,
        kept=WHILE_USED,
        none="id created_at ended_at last_read_at",
        pseudonym="user",
        secret="digest",
    ),
    campaigns.Review: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none=(
            "id title campaign since until held_on agenda opened_at closed_at "
            "updated_at"
        ),
        pseudonym="lead opened_by",
        personal="present",
    ),
    campaigns.ReviewFinding: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id review noted_at",
        pseudonym="noted_by",
        personal="text",
    ),
    campaigns.Decision: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id review check_on campaign reading read_at read_in updated_at",
        pseudonym="owner read_by",
        personal="what expected measure reading_note",
    ),
}
