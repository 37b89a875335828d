"""The moods of posts, and how far they have been read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models import Post
from immunity.querysets import PostMoodQuerySet
from immunity.rules.mood_model import NEGATIVE, NEUTRAL, POSITIVE


class PostMood(models.Model):
    """How a post was read: how likely it is negative and positive in per cent,
    the likeliest, the cell in which it is counted, and its topics as bits.
    """

    class Mood(models.IntegerChoices):
        NEGATIVE = NEGATIVE, pgettext_lazy("a mood", "Negative")
        NEUTRAL = NEUTRAL, pgettext_lazy("a mood", "Neutral")
        POSITIVE = POSITIVE, pgettext_lazy("a mood", "Positive")

    post = models.OneToOneField(
        Post,
        verbose_name=_("post"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="mood",
    )
    posted_at = models.DateTimeField(_("posted at"))
    mood = models.PositiveSmallIntegerField(_("read as"), choices=Mood)
    negative = models.PositiveSmallIntegerField(_("negative, per cent"))
    positive = models.PositiveSmallIntegerField(_("positive, per cent"))
    cell = models.PositiveSmallIntegerField(editable=False)
    topics = models.PositiveSmallIntegerField(editable=False, default=0)

    objects = PostMoodQuerySet.as_manager()

    class Meta:
        verbose_name = _("mood of a post")
        verbose_name_plural = _("moods of posts")
        ordering = ("-posted_at", "-post_id")
        indexes = [
            models.Index(fields=("-posted_at", "-post"), name="mood_time"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.get_mood_display()}"


class MoodCursor(models.Model):
    """Up to which post moods were read, and up to which change of known posts
    they were read again; one row.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    through_post = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    changed_post = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("progress of reading moods")
        verbose_name_plural = _("progress of reading moods")
        constraints = [
            models.CheckConstraint(
                name="one_mood_cursor",
                condition=Q(id=1),
            ),
        ]

    def __str__(self) -> str:
        return str(self.through_post)
