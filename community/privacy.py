"""What is stored of people by community: posts, replies and circles."""

from typing import Any

import community.models as community
from common.personal.declarations import (
    REPLACED,
    WHILE_MEMBER,
    WHILE_USED,
    OnErasure,
    Purpose,
    Records,
)

PRIVACY: dict[type[Any], Records] = {
    community.Circle: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_USED,
        none="id kind city model_series",
        personal="name",
    ),
    community.CircleMembership: Records(
        purpose=Purpose.COMMUNITY,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id circle",
        pseudonym="member started_on ended_on",
    ),
    community.PostAges: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_MEMBER,
        about=("post__author",),
        on_erasure=OnErasure.DELETE,
        none="post",
        pseudonym=(
            "reacted_1 reacted_7 reacted_28 saved_1 saved_7 saved_28 "
            "answered_1 answered_7 answered_28 thanked_1 thanked_7 "
            "thanked_28"
        ),
    ),
    community.Cooperation: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id batch",
        pseudonym=(
            "member started_on ended_on recorded_by recorded_at "
            "cancelled_at updated_at"
        ),
        personal="partner note",
    ),
    community.Post: Records(
        purpose=Purpose.CONVERSATIONS,
        kept=WHILE_MEMBER,
        about=("author",),
        none="id source circle version moved_identity",
        pseudonym=(
            "external_id thread_key is_opening opening_mark reply_to "
            "author posted_at media_count reaction_count edited_at "
            "is_deleted is_paid is_history updated_at"
        ),
        personal="quoted_author title text",
        only_names="quoted_author",
    ),
    community.ReplacedStates: Records(
        purpose=Purpose.CONVERSATIONS,
        kept=WHILE_MEMBER,
        about=("post__author",),
        on_erasure=OnErasure.DELETE,
        none="post",
        personal="digests",
    ),
    community.Reaction: Records(
        purpose=Purpose.CONVERSATIONS,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id post moved_identity",
        pseudonym="member kind reacted_at",
    ),
    community.PostFeatures: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_MEMBER,
        about=("author",),
        none="post version",
        pseudonym=(
            "author posted_at to_member to_newcomer to_upset "
            "to_question asks complains gathers pictures repliers "
            "reactions thanked reply_rank depth scenery welcomes "
            "calms length savers new_admirers introduces "
            "answered_back is_paid in_quarrel users names_somebody"
        ),
    ),
    community.PostUse: Records(
        purpose=Purpose.CONVERSATIONS,
        kept=WHILE_MEMBER,
        about=("by__author",),
        none="id by source",
        pseudonym="used_key",
    ),
    community.ChangedThread: Records(
        purpose=Purpose.CONVERSATIONS,
        kept=REPLACED,
        none="id source thread_key",
    ),
    community.JoinedChat: Records(
        purpose=Purpose.CONVERSATIONS,
        kept=WHILE_USED,
        none="source",
    ),
    community.ThreadScanCursor: Records(
        purpose=Purpose.CONVERSATIONS,
        kept=WHILE_USED,
        none="id through_post through_member_change",
    ),
    community.Question: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("post__author",),
        none="id post",
        pseudonym=(
            "upset answer_count answered_at helper solved_at "
            "solved_how reopened_at quiet_since closed_at closed_how "
            "staff_reopened_at updated_at"
        ),
    ),
    community.FollowedKind: Records(
        purpose=Purpose.CONVERSATIONS,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        pseudonym="member kind",
    ),
}
