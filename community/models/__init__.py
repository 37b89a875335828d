"""Circles, posts and reactions, and what is read out of them."""

from community.models.circles import Circle, CircleMembership
from community.models.features import PostFeatures, Question, ThreadScanCursor
from community.models.posts import Post, Reaction, ReplacedStates

__all__ = [
    "Circle",
    "CircleMembership",
    "Post",
    "PostFeatures",
    "Question",
    "Reaction",
    "ReplacedStates",
    "ThreadScanCursor",
]
