from rest_framework import serializers

from community.models import Circle, Post
from community.rules.reaction_drafts import REACTION_KINDS


class CircleSerializer(serializers.ModelSerializer):
    member_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Circle
        fields = ("id", "name", "kind", "city", "model_series", "member_count")


class PostSerializer(serializers.ModelSerializer):
    """A post or a reply; `thread` is the external id of the post that opened it."""

    source = serializers.CharField(source="source.name")
    member_id = serializers.IntegerField(source="author_id")
    thread = serializers.CharField(source="thread_key")

    class Meta:
        model = Post
        fields = (
            "id", "source", "external_id", "thread", "member_id", "title", "text", "posted_at", "media_count",
            "reaction_count", "edited_at", "is_paid",
        )  # fmt: skip


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
    is_paid = serializers.BooleanField(required=False, help_text="Somebody paid for it: it speaks for no role.")


class ReactionRowSerializer(serializers.Serializer):
    """Describes one reaction for the schema; rows are read by community/rules/reaction_drafts.py."""

    external_id = serializers.CharField(max_length=128, required=False)
    post = serializers.CharField(max_length=128, help_text="The external id of the post, of the same source.")
    member = serializers.CharField(max_length=128)
    occurred_at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=REACTION_KINDS)


class ReactionDeliverySerializer(serializers.Serializer):
    source = serializers.SlugField()
    reactions = ReactionRowSerializer(many=True)


class PostDeliverySerializer(serializers.Serializer):
    source = serializers.SlugField()
    posts = PostRowSerializer(many=True)
