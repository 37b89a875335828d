"""What is stored of people by teamwork: the work of the team."""

from typing import Any

import teamwork.models as teamwork
from common.personal.declarations import (
    WHILE_MEMBER,
    WHILE_USED,
    OnErasure,
    Purpose,
    Records,
    days,
)

PRIVACY: dict[type[Any], Records] = {
    teamwork.BriefWork: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("post__author",),
        none="id post",
        pseudonym="added_by added_at",
    ),
    teamwork.BulkChange: Records(
        purpose=Purpose.CARE,
        kept=days(400, "made_at"),
        none=(
            "id kind member_count changed restored done undone job "
            "made_at undone_at"
        ),
        pseudonym="member_ids made_by undone_by",
        personal="subject parameters before refused",
    ),
    teamwork.Interaction: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id script_use",
        pseudonym=(
            "key member staff happened_at channel mood due_on "
            "promise_owner kept_at created_at updated_at"
        ),
        personal="body_digest summary next_step promise outcome",
        also_emptied="promise due_on promise_owner kept_at",
    ),
    teamwork.SeenItem: Records(
        purpose=Purpose.SETTINGS,
        kept=days(400, "seen_at"),
        none="id kind number seen_at",
        pseudonym="user",
    ),
    teamwork.SnoozedItem: Records(
        purpose=Purpose.SETTINGS,
        kept=days(400, "until"),
        none="id kind number until snoozed_at",
        pseudonym="user",
        personal="reason",
    ),
    teamwork.Reassignment: Records(
        purpose=Purpose.CARE,
        kept=WHILE_USED,
        none="id made_at undone_at",
        pseudonym="to_user items made_by undone_by",
    ),
    teamwork.Handover: Records(
        purpose=Purpose.CARE,
        kept=WHILE_USED,
        none="id state proposed_at answered_at done_at",
        pseudonym="from_user to_user",
        personal="reason refusal_reason",
    ),
    teamwork.HandoverMember: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id handover",
        pseudonym="member is_open",
    ),
    teamwork.MemberMerge: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("kept", "merged"),
        none="id",
        pseudonym=(
            "kept merged merged_at merged_by through_post undone_at undone_by"
        ),
        personal="reason moved dropped before taken",
        scores="dropped",
    ),
    teamwork.NotDuplicate: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("first", "second"),
        on_erasure=OnErasure.DELETE,
        none="id",
        pseudonym="first second said_at said_by",
    ),
    teamwork.Nomination: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id koc_spell",
        pseudonym=(
            "member state proposed_by proposed_at decided_by "
            "decided_at proposer_informed_at"
        ),
        personal="reason decision_reason",
    ),
    teamwork.NominationWork: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("nomination__member",),
        none="id nomination post",
    ),
    teamwork.Judgement: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("nomination__member",),
        none="id nomination",
        pseudonym=(
            "by works_score influence_score steadiness_score "
            "judged_by judged_at"
        ),
        personal="comment",
    ),
}
