"""Files of posts and of reactions, as they can be uploaded."""

from django.utils.translation import gettext_lazy as _

from activity.rules import column_words
from activity.rules.column_guesses import Shape
from activity.selectors.file_contents import (
    MEMBER,
    NICKNAME,
    FileContent,
    FileField,
)
from community.rules.reaction_drafts import REACTION_KINDS

POSTS = FileContent(
    name="posts",
    label=_("Posts"),
    about=_("One row for each post or reply, with its text."),
    job="ingest_post_file",
    fields=(
        FileField(
            "external_id",
            _("Post id"),
            column_words.POST_ID,
            shape=Shape.ID,
            is_required=True,
            names_rows=True,
            example="p-20001",
            instead=("thread", "is_opening"),
        ),
        FileField(
            "member",
            _("Author id"),
            column_words.MEMBER,
            is_required=True,
            example="0012",
        ),
        FileField(
            "occurred_at",
            _("Time of posting"),
            column_words.MOMENT,
            shape=Shape.MOMENT,
            is_required=True,
            example="2026-05-01 09:30:00",
        ),
        FileField(
            "thread",
            _("Thread id"),
            column_words.THREAD,
            shape=Shape.ID,
            example="p-20001",
        ),
        FileField(
            "title",
            _("Title"),
            column_words.TITLE,
            example="升级后蓝牙钥匙没反应",
        ),
        FileField(
            "text",
            _("Text of the post"),
            column_words.TEXT,
            example="请问大家在地下车库也这样吗？",
        ),
        FileField(
            "media_count",
            _("Number of pictures"),
            column_words.MEDIA_COUNT,
            shape=Shape.NUMBER,
            example="2",
        ),
        FileField(
            "reaction_count",
            _("Number of likes"),
            column_words.REACTION_COUNT,
            shape=Shape.NUMBER,
            example="5",
        ),
        FileField(
            "is_deleted",
            _("Deleted"),
            column_words.IS_DELETED,
            shape=Shape.FLAG,
            example="0",
        ),
        FileField(
            "is_paid",
            _("Paid promotion"),
            column_words.IS_PAID,
            shape=Shape.FLAG,
            example="0",
        ),
        FileField(
            "board",
            _("Board"),
            column_words.BOARD,
            example="用车交流",
        ),
        FileField(
            "is_opening",
            _("Opens its thread"),
            column_words.IS_OPENING,
            shape=Shape.FLOOR,
            example="1",
        ),
        FileField(
            "reply_to",
            _("Id of the post it answers"),
            column_words.REPLY_TO,
            shape=Shape.ID,
        ),
        FileField(
            "quoted_author",
            _("Author it answers"),
            column_words.QUOTED_AUTHOR,
        ),
        FileField(
            "edited_at",
            _("Time of the last edit"),
            column_words.EDITED_AT,
            shape=Shape.MOMENT,
        ),
        FileField(
            "version",
            _("Version of the row"),
            column_words.VERSION,
            shape=Shape.NUMBER,
        ),
        NICKNAME,
    ),
    one_of=("title", "text", "media_count"),
    signs=("text", "title"),
)
REACTIONS = FileContent(
    name="reactions",
    label=_("Reactions"),
    about=_("One row for each like, save or share of a post that was sent."),
    job="ingest_reaction_file",
    fields=(
        FileField(
            "external_id",
            _("Reaction id"),
            column_words.EVENT_ID,
            shape=Shape.ID,
            names_rows=True,
            example="r-30001",
        ),
        MEMBER,
        FileField(
            "occurred_at",
            _("Time of the reaction"),
            column_words.MOMENT,
            shape=Shape.MOMENT,
            is_required=True,
            example="2026-05-01 10:00:00",
        ),
        FileField(
            "kind",
            _("Kind of reaction"),
            column_words.KIND,
            shape=Shape.KIND,
            is_required=True,
            example="like",
        ),
        FileField(
            "post",
            _("Id of the post"),
            column_words.POST_OF_REACTION,
            shape=Shape.ID,
            is_required=True,
            example="p-20001",
        ),
        NICKNAME,
    ),
    kinds=REACTION_KINDS,
    signs=("post", "kind"),
)
