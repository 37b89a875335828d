"""What is stored of people by knowledge: scripts and the FAQ."""

from typing import Any

import knowledge.models as knowledge
from common.personal.declarations import (
    WHILE_MEMBER,
    WHILE_USED,
    OnErasure,
    Purpose,
    Records,
)

PRIVACY: dict[type[Any], Records] = {
    knowledge.FaqEntry: Records(
        purpose=Purpose.KNOWLEDGE,
        kept=WHILE_MEMBER,
        about=("post__author",),
        on_erasure=OnErasure.DELETE,
        none="id post",
        pseudonym="owner published_at published_by created_at updated_at",
        personal="question answer search_words",
    ),
    knowledge.Script: Records(
        purpose=Purpose.KNOWLEDGE,
        kept=WHILE_USED,
        none=(
            "id scene title title_en audience role for_state "
            "starter_key search_words created_at updated_at"
        ),
        pseudonym="owner",
    ),
    knowledge.ScriptVersion: Records(
        purpose=Purpose.KNOWLEDGE,
        kept=WHILE_USED,
        none=(
            "id script number text state written_at submitted_at "
            "approved_at valid_until retired_at"
        ),
        pseudonym="author approver",
    ),
    knowledge.ScriptChange: Records(
        purpose=Purpose.KNOWLEDGE,
        kept=WHILE_USED,
        none="id version kind made_at",
        pseudonym="made_by",
        personal="reason",
    ),
    knowledge.ScriptUse: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id version",
        pseudonym=(
            "member place used_by used_at used_on valid_until "
            "was_quiet answered_at answer_noted_by"
        ),
    ),
}
