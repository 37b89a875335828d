"""What is stored of people by members: members."""

from typing import Any

import members.models as members
from common.personal.declarations import (
    FOR_GOOD,
    WHILE_MEMBER,
    OnErasure,
    Purpose,
    Records,
    days,
)

PRIVACY: dict[type[Any], Records] = {
    members.Member: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("pk",),
        none="id",
        pseudonym=(
            "kind owner_status joined_on joined_from province city "
            "primary_contact backup_contact merged_into "
            "staff_edited_at created_at updated_at"
        ),
        personal="nickname contact_note",
        also_emptied=(
            "province city staff_edited_at primary_contact "
            "backup_contact joined_from"
        ),
        marked="nickname",
    ),
    members.MemberNameToken: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="id",
        pseudonym="member",
        personal="token",
    ),
    members.MemberIdentity: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="id",
        pseudonym="member platform moved_by_merge",
        personal="external_id",
    ),
    members.MemberConsent: Records(
        purpose=Purpose.PROOF,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id",
        pseudonym=(
            "member purpose is_given notice said_on via recorded_at "
            "recorded_by"
        ),
        personal="note",
    ),
    members.MemberContact: Records(
        purpose=Purpose.CONTACTS,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="id",
        pseudonym="member kind source updated_at",
        sensitive="value value_index",
    ),
    members.SyncConflict: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="id",
        pseudonym="member field source seen_at state decided_at decided_by",
        sensitive="value value_index",
    ),
    members.MovedIdentityRow: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="id identity",
        pseudonym="relation row_id member",
    ),
    members.Erasure: Records(
        purpose=Purpose.PROOF,
        kept=FOR_GOOD,
        about=("member",),
        none="id job",
        pseudonym="member member_numbers asked_at asked_by done_at removed",
        personal="reason",
    ),
    members.Unmasking: Records(
        purpose=Purpose.PROOF,
        kept=days(1100, "seen_at"),
        about=("member",),
        none="id",
        pseudonym="member field row_id seen_at seen_by",
        personal="reason",
    ),
    members.MemberTag: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="id",
        pseudonym="member name source weight is_rejected",
    ),
    members.VehicleOwnership: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id",
        pseudonym=(
            "member model_series model_year started_on ended_on "
            "end_reason staff_edited_at"
        ),
        sensitive="vin vin_index",
        also_emptied="vin vin_index staff_edited_at",
    ),
    members.SoftwareSpell: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("vehicle__member",),
        none="id vehicle version",
        pseudonym="started_on",
    ),
}
