from typing import Any

from rest_framework import serializers

from common.api.columns import RowSerializer
from immunity.models import (
    CaseCheck,
    Claim,
    ClaimPost,
    CrisisCase,
)
from immunity.models.claims import (
    CLAIM_LENGTH,
    LINK_LENGTH,
    SUBJECT_LENGTH,
)
from members.models import validate_readable

MAX_WORDS, WORD_LENGTH = 20, 40


class ClaimSerializer(RowSerializer):
    """A claim, with how many people spread it, refute it and ask about it."""

    link = serializers.CharField(
        read_only=True,
        help_text="Where it was seen outside of the community; empty if nowhere.",
    )
    spreading_count = serializers.IntegerField(
        help_text="How many people spread it.",
    )
    refuting_count = serializers.IntegerField(
        help_text="How many people refute it.",
    )
    asking_count = serializers.IntegerField(
        help_text="How many people ask whether it is true.",
    )
    evidence_count = serializers.IntegerField(
        help_text="How many posts of owners are linked as evidence.",
    )
    last_post_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When the last post about it was written.",
    )
    answered_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When it was answered, null if it was not.",
    )
    opened_at = serializers.DateTimeField(help_text="When it was found.")

    class Meta:
        model = Claim
        fields = (
            "id",
            "text",
            "subject",
            "state",
            "model_series",
            "scene_words",
            "link",
            "returns_of_id",
            "answer",
            "opened_at",
            "answered_at",
            "spreading_at",
            "spreading_count",
            "refuting_count",
            "asking_count",
            "evidence_count",
            "last_post_at",
            "updated_at",
        )


def _words(help_text: str) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(
            max_length=WORD_LENGTH, validators=[validate_readable]
        ),
        required=False,
        max_length=MAX_WORDS,
        help_text=help_text,
    )


class NewClaimSerializer(serializers.Serializer):
    """A claim that was seen somewhere."""

    text = serializers.CharField(
        max_length=CLAIM_LENGTH,
        validators=[validate_readable],
        help_text="What is being said, in one sentence.",
    )
    subject = serializers.CharField(
        max_length=SUBJECT_LENGTH,
        required=False,
        allow_blank=True,
        validators=[validate_readable],
        help_text="What it is about, in a few words.",
    )
    link = serializers.URLField(
        max_length=LINK_LENGTH,
        required=False,
        allow_blank=True,
        help_text="Where it was seen.",
    )
    model_series = _words("Models that it is said of; none: all of them.")
    scene_words = _words(
        "Words that an own experience has to name; 下雨/雨天 for words that "
        "mean the same. None: they are taken from the text.",
    )
    is_another = serializers.BooleanField(
        default=False,
        help_text="That it is another claim than one that is like it.",
    )


class ClaimPostSerializer(RowSerializer):
    """A post about a claim: what it does, and the sentences that say so."""

    is_excluded = serializers.BooleanField(
        help_text="Whether a colleague said that it is not about the claim.",
    )

    class Meta:
        model = ClaimPost
        fields = (
            "id",
            "claim_id",
            "post_id",
            "stance",
            "said",
            "posted_at",
            "is_excluded",
        )


class CrisisCaseSerializer(RowSerializer):
    """The case file of an issue that had raised an alert."""

    class Meta:
        model = CrisisCase
        fields = (
            "id",
            "issue_id",
            "cause",
            "scope",
            "what_was_done",
            "reaction",
            "what_helped",
            "written_at",
            "updated_at",
        )


class NewCheckSerializer(serializers.ModelSerializer):
    """What is to be checked, and when."""

    class Meta:
        model = CaseCheck
        fields = ("question", "due_on")


class NewCaseSerializer(serializers.ModelSerializer):
    """A case file, with what is to be checked afterwards."""

    issue = serializers.IntegerField(
        min_value=1,
        max_value=2**53,
        help_text="The closed issue that had raised an alert.",
    )
    checks = NewCheckSerializer(
        many=True,
        required=False,
        help_text="What is to be checked, and on which day.",
    )

    class Meta:
        model = CrisisCase
        fields = (
            "issue",
            "cause",
            "scope",
            "what_was_done",
            "reaction",
            "what_helped",
            "checks",
        )


class CaseCheckSerializer(RowSerializer):
    """A check after a crisis, and what was found."""

    done_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When it was done, null while it is open.",
    )

    class Meta:
        model = CaseCheck
        fields = (
            "id",
            "case_id",
            "question",
            "due_on",
            "outcome",
            "finding",
            "done_at",
        )


class ShareSerializer(serializers.Serializer[Any]):
    """A share from 0 to 1 with its interval."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class MoodWeekSerializer(serializers.Serializer[Any]):
    """The posts of a week that were read, how many of them as negative, and
    the adjusted share of negative ones.
    """

    week = serializers.DateField(help_text="Its Monday.")
    posts = serializers.IntegerField()
    negative = serializers.IntegerField(
        help_text="Read as negative, often wrongly: use the share.",
    )
    share = ShareSerializer(allow_null=True)
