from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource
from activity.rules.cells import TEXT_LIMIT
from community.models.posts import Post
from community.querysets import PostFeaturesQuerySet
from community.rules.topics import VERSION_LENGTH
from members.models import Member
from members.rules.merging import OnMerge


class PostFeatures(models.Model):
    """The features of a visible post, which are the evidence of roles.

    to_member: whom it answers (community/rules/addressees.py) · to_newcomer:
    they were new to the community then · reply_rank: position among those who
    answered them in this thread, by the first answer, 0 for what answers nobody
    · thanked: they thanked for it, or next, and no earlier answer had more
    substance · repliers: different people who came into the thread that it
    opens · names_somebody: it calls or quotes somebody by name · reactions:
    different people who reacted, or the number that the source gives where they
    are unknown · savers, new_admirers: those of them who saved it, and who were
    prospects or new · introduces: somebody named in it came into the thread
    after it · version: of the software that it is about · answered_back: who it
    answers has answered its author too, somewhere · is_paid: its source or the
    post itself says that somebody paid for it, it is an advert, or its author
    calls themselves an account of the brand or a shop, so that it speaks for
    nobody · in_quarrel: it, or what it answers, attacks or mocks somebody ·
    users: different people who linked or quoted it later.
    """

    on_member_merge = {"author": OnMerge.FOLLOW, "to_member": OnMerge.MOVE}

    post = models.OneToOneField(
        Post,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="features",
    )
    author = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        related_name="post_features",
        db_index=False,
    )
    posted_at = models.DateTimeField()
    to_member = models.ForeignKey(
        Member,
        null=True,
        on_delete=models.PROTECT,
        related_name="answers",
    )
    to_newcomer = models.BooleanField(default=False)
    to_upset = models.BooleanField(default=False)
    to_question = models.BooleanField(default=False)
    asks = models.BooleanField(default=False)
    complains = models.BooleanField(default=False)
    gathers = models.BooleanField(default=False)
    pictures = models.PositiveIntegerField(default=0)
    repliers = models.PositiveIntegerField(default=0)
    reactions = models.PositiveIntegerField(default=0)
    thanked = models.BooleanField(default=False)
    reply_rank = models.PositiveIntegerField(default=0)
    depth = models.PositiveSmallIntegerField(default=0)
    scenery = models.PositiveSmallIntegerField(default=0)
    welcomes = models.BooleanField(default=False)
    calms = models.BooleanField(default=False)
    length = models.PositiveIntegerField(default=0)
    savers = models.PositiveIntegerField(default=0)
    new_admirers = models.PositiveIntegerField(default=0)
    introduces = models.BooleanField(default=False)
    version = models.CharField(max_length=VERSION_LENGTH, blank=True)
    answered_back = models.BooleanField(default=False)
    is_paid = models.BooleanField(default=False)
    in_quarrel = models.BooleanField(default=False)
    users = models.PositiveIntegerField(default=0)
    names_somebody = models.BooleanField(default=False, db_default=False)

    # When it was thanked for first, while its thread is read.
    thanked_at: datetime | None = None

    objects = PostFeaturesQuerySet.as_manager()

    class Meta:
        db_table = "community_postreading"
        verbose_name = _("features of a post")
        verbose_name_plural = _("features of posts")
        indexes = [
            models.Index(
                fields=("author", "posted_at"),
                name="reading_author_time",
            ),
            models.Index(
                fields=("author", "to_member"),
                name="reading_pair",
                condition=Q(to_member__isnull=False),
            ),
            models.Index(
                fields=("author", "posted_at"),
                name="reading_mutual",
                condition=Q(answered_back=True),
            ),
            models.Index(
                fields=("version", "posted_at"),
                name="reading_version",
                condition=~Q(version=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.post_id)


class PostUse(models.Model):
    """A post links to or quotes a post or thread of its source, which may come
    later.
    """

    by = models.ForeignKey(
        Post,
        on_delete=models.CASCADE,
        related_name="uses",
    )
    source = models.ForeignKey(
        EventSource,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    used_key = models.CharField(max_length=TEXT_LIMIT)

    class Meta:
        verbose_name = _("use of a post")
        verbose_name_plural = _("uses of posts")
        indexes = [
            models.Index(
                fields=("source", "used_key"),
                name="post_use_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} → {self.used_key}"


class ChangedThread(models.Model):
    """A thread that is read again by the next scan: posts in it changed hands,
    or somebody in it changed their name. One row a change, so that noting one
    waits for nobody.
    """

    source = models.ForeignKey(
        EventSource,
        on_delete=models.CASCADE,
        related_name="+",
    )
    thread_key = models.CharField(max_length=TEXT_LIMIT)

    class Meta:
        verbose_name = _("changed thread")
        verbose_name_plural = _("changed threads")

    def __str__(self) -> str:
        return self.thread_key


class JoinedChat(models.Model):
    """A source that is declared a group chat, and whose stored messages are put
    together, or will be by a job that was asked for.
    """

    source = models.OneToOneField(
        EventSource,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("group chat put together")
        verbose_name_plural = _("group chats put together")

    def __str__(self) -> str:
        return str(self.source)


class ThreadScanCursor(models.Model):
    """Up to which post threads were scanned, and up to which change of members
    reactions were counted; one row.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    through_post = models.BigIntegerField(default=0)
    through_member_change = models.DateTimeField(null=True)

    class Meta:
        db_table = "community_questionreading"
        constraints = [
            models.CheckConstraint(
                name="one_question_reading",
                condition=Q(id=1),
            ),
        ]

    def __str__(self) -> str:
        return str(self.through_post)
