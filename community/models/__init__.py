"""Circles, posts and reactions, and what is read out of them."""

from community.models.ages import PostAges
from community.models.circles import Circle, CircleMembership
from community.models.cooperations import PARTNER_LENGTH, Cooperation
from community.models.features import (
    ChangedThread,
    JoinedChat,
    PostFeatures,
    PostUse,
    ThreadScanCursor,
)
from community.models.posts import Post, Reaction, ReplacedStates
from community.models.questions import FollowedKind, Question

__all__ = [
    "PARTNER_LENGTH",
    "ChangedThread",
    "Circle",
    "CircleMembership",
    "Cooperation",
    "FollowedKind",
    "JoinedChat",
    "Post",
    "PostAges",
    "PostFeatures",
    "PostUse",
    "Question",
    "Reaction",
    "ReplacedStates",
    "ThreadScanCursor",
]
