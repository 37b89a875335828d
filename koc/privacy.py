"""What is stored of people by koc: the roster, and what shows a real owner."""

from typing import Any

import koc.models as koc
from common.personal.declarations import (
    WHILE_MEMBER,
    WHILE_USED,
    OnErasure,
    Purpose,
    Records,
)

PRIVACY: dict[type[Any], Records] = {
    koc.KocPolicy: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id version created_at tiers pay_ends",
        pseudonym="created_by",
        personal="note",
    ),
    koc.KocSpell: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id",
        pseudonym=(
            "member tier since contact review_on review_cause origin "
            "began_by ended_on end_reason updated_at"
        ),
        personal="end_note thanks",
    ),
    koc.KocChange: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("spell__member",),
        none="id spell",
        pseudonym="kind made_by made_at batch",
        personal="reason before after",
    ),
    koc.OwnerScore: Records(
        purpose=Purpose.SCORES,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        pseudonym=(
            "member score against posts thankers healed savers effect "
            "computed_at"
        ),
        personal="reasons",
    ),
    koc.OwnerRound: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id changed_since started_at after_member is_done",
    ),
}
