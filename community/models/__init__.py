"""Circles, what members write and how others react, and what is read out of it."""

from community.models.circles import Circle, CircleMembership
from community.models.posts import Post, Reaction
from community.models.readings import PostReading, Question, QuestionReading

__all__ = ["Circle", "CircleMembership", "Post", "PostReading", "Question", "QuestionReading", "Reaction"]
