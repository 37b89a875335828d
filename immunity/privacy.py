"""What is stored of people by immunity: claims, posts about them, case files."""

from typing import Any

import immunity.models as immunity
from common.personal.declarations import (
    WHILE_MEMBER,
    WHILE_USED,
    OnErasure,
    Purpose,
    Records,
)

PRIVACY: dict[type[Any], Records] = {
    immunity.ClaimPolicy: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none=(
            "id version created_at suggest_authors spreading_authors "
            "window_days"
        ),
        pseudonym="created_by",
        personal="note",
    ),
    immunity.Claim: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        about=("post__author",),
        none=(
            "id state model_series scene_words returns_of answered_at "
            "settled_at opened_at spreading_at updated_at post"
        ),
        pseudonym="owner opened_by",
        personal="text subject link words answer",
        by_staff="subject link answer",
    ),
    immunity.ClaimWording: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        about=("post__author",),
        on_erasure=OnErasure.DELETE,
        none="id claim post seen_at",
        pseudonym="added_by",
        personal="text words text_key",
    ),
    immunity.ClaimChange: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none="id claim from_state to_state changed_at is_undone",
        pseudonym="changed_by",
        personal="note before",
    ),
    immunity.ClaimPost: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_MEMBER,
        about=("post__author",),
        none="id claim post",
        pseudonym="stance posted_at decided_by is_excluded is_by_evidence",
        personal="said words text_key",
        also_emptied="text_key",
    ),
    immunity.ClaimEvidence: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_MEMBER,
        about=("post__author",),
        none="id claim post",
        pseudonym="linked_at linked_by",
        personal="note",
    ),
    immunity.ClaimInvitation: Records(
        purpose=Purpose.MESSAGES,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id claim message",
        pseudonym="member invited_at invited_by",
        personal="reasons",
    ),
    immunity.ClaimCursor: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id through_post",
    ),
    immunity.PostMood: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_MEMBER,
        about=("post__author",),
        on_erasure=OnErasure.DELETE,
        none="post",
        pseudonym="posted_at mood negative positive cell topics",
    ),
    immunity.MoodCursor: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id through_post changed_at changed_post",
    ),
    immunity.CrisisCase: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none="id issue written_at revised_at updated_at",
        pseudonym="written_by",
        personal="cause scope what_was_done reaction what_helped",
        is_prose=True,
    ),
    immunity.CaseCheck: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none="id case due_on outcome done_at",
        pseudonym="owner done_by",
        personal="question finding",
    ),
    immunity.CaseOmission: Records(
        purpose=Purpose.WARNINGS,
        kept=WHILE_USED,
        none="id issue omitted_at agreed_at",
        pseudonym="omitted_by agreed_by",
        personal="reason",
    ),
}
