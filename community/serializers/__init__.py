from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from common.api.columns import RowSerializer
from community.models import Circle, Post
from community.rules.reaction_drafts import REACTION_KINDS
from members.serializers import member_relation


class CircleSerializer(RowSerializer):
    member_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Circle
        fields = ("id", "name", "kind", "city", "model_series", "member_count")


class PostSerializer(RowSerializer):
    """A post or a reply; `thread` is the external id of the post that opened
    it, or a number of the thread. `is_opening` says whether this post opens it.
    """

    source = serializers.CharField(source="source.name")  # type: ignore[assignment]
    member_id = serializers.IntegerField(source="author_id")
    thread = serializers.CharField(source="thread_key")

    class Meta:
        model = Post
        fields = (
            "id",
            "source",
            "external_id",
            "thread",
            "is_opening",
            "reply_to",
            "circle_id",
            "member_id",
            "title",
            "text",
            "posted_at",
            "media_count",
            "reaction_count",
            "edited_at",
            "is_paid",
            "updated_at",
        )
        expand = {"member": member_relation("author")}


class PostRowSerializer(serializers.Serializer):
    """Describes one post for the schema; rows are read by community/rules/post_drafts.py."""

    external_id = serializers.CharField(max_length=128)
    member = serializers.CharField(max_length=128)
    occurred_at = serializers.DateTimeField()
    thread = serializers.CharField(max_length=128, required=False)
    title = serializers.CharField(max_length=200, required=False)
    text = serializers.CharField(required=False)
    media_count = serializers.IntegerField(required=False)
    reaction_count = serializers.IntegerField(required=False)
    is_deleted = serializers.BooleanField(required=False)
    is_paid = serializers.BooleanField(
        required=False,
        help_text="Somebody paid for it: it speaks for no role.",
    )
    edited_at = serializers.DateTimeField(
        required=False,
        help_text="An older state of a post never replaces a newer one.",
    )
    version = serializers.IntegerField(
        required=False,
        help_text="Greater is newer; instead of edited_at.",
    )
    is_opening = serializers.BooleanField(
        required=False,
        help_text="Whether it opens its thread; or its floor, the first opens.",
    )
    reply_to = serializers.CharField(
        max_length=128,
        required=False,
        help_text="Id or floor of the post that it answers.",
    )
    quoted_author = serializers.CharField(max_length=128, required=False)
    board = serializers.CharField(
        max_length=60,
        required=False,
        help_text="The name of the circle; made if there is none.",
    )


class ReactionRowSerializer(serializers.Serializer):
    """Describes one reaction for the schema; rows are read by
    community/rules/reaction_drafts.py.
    """

    external_id = serializers.CharField(max_length=128, required=False)
    post = serializers.CharField(
        max_length=128,
        help_text="The external id of the post, of the same source.",
    )
    member = serializers.CharField(max_length=128)
    occurred_at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=REACTION_KINDS)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A member likes a post",
            request_only=True,
            value={
                "source": "forum",
                "reactions": [
                    {
                        "post": "p-1",
                        "member": "u-18",
                        "occurred_at": "2026-05-01T10:05:00+08:00",
                        "kind": "like",
                    },
                ],
            },
        ),
    ],
)
class ReactionBatchSerializer(serializers.Serializer):
    source = serializers.SlugField()  # type: ignore[assignment]
    reactions = ReactionRowSerializer(many=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A post and a reply to it",
            request_only=True,
            value={
                "source": "forum",
                "posts": [
                    {
                        "external_id": "p-1",
                        "member": "u-17",
                        "occurred_at": "2026-05-01T09:30:00+08:00",
                        "title": "雨刮异响",
                        "text": "下小雨时刮片有声音，有人遇到吗？",
                    },
                    {
                        "external_id": "p-2",
                        "member": "u-18",
                        "occurred_at": "2026-05-01T10:02:00+08:00",
                        "thread": "p-1",
                        "text": "换一副刮片就好了。",
                    },
                ],
            },
        ),
    ],
)
class PostBatchSerializer(serializers.Serializer):
    source = serializers.SlugField()  # type: ignore[assignment]
    posts = PostRowSerializer(many=True)
