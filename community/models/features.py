from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.models.posts import Post
from community.querysets import PostFeaturesQuerySet, QuestionQuerySet
from community.rules.topics import VERSION_LENGTH
from members.models import Member
from members.rules.merging import OnMerge


class Question(models.Model):
    """A question, read from its thread: when it was asked, answered and solved,
    and who helped first.
    """

    on_member_merge = {"helper": OnMerge.MOVE}

    class Upset(models.IntegerChoices):
        CALM = 0, _("Calm")
        WORRIED = 1, _("Worried")
        UPSET = 2, _("Upset")

    post = models.OneToOneField(
        Post,
        on_delete=models.CASCADE,
        related_name="question",
    )
    upset = models.PositiveSmallIntegerField(
        _("mood"),
        choices=Upset,
        default=Upset.CALM,
    )
    answer_count = models.PositiveIntegerField(_("answers"), default=0)
    answered_at = models.DateTimeField(
        _("first answer"),
        null=True,
        blank=True,
    )
    helper = models.ForeignKey(
        Member,
        verbose_name=_("first helper"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="healed",
    )
    solved_at = models.DateTimeField(_("solved at"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("-post__posted_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="answered_question_has_helper",
                condition=Q(
                    answered_at__isnull=True,
                    helper__isnull=True,
                    answer_count=0,
                )
                | Q(
                    answered_at__isnull=False,
                    helper__isnull=False,
                    answer_count__gte=1,
                ),
            ),
            models.CheckConstraint(
                name="solved_question_was_answered",
                condition=Q(solved_at__isnull=True)
                | Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.post)

    def get_absolute_url(self) -> str:
        raise NotImplementedError("its page is named in kocops/pages.py")


class PostFeatures(models.Model):
    """The features of a visible post, which are the evidence of roles.

    to_member: who opened the thread that it answers · to_newcomer: they were
    new to the community then · reply_rank: position among the repliers of the
    thread by their first reply, 0 for a post that opens one · thanked: the
    opener thanked next, and no earlier answer had more substance · repliers:
    different people who answered the thread that it opens · reactions:
    different people who reacted, or the number that the source gives where they
    are unknown · savers, new_admirers: those of them who saved it, and who were
    prospects or new · introduces: somebody named in it came into the thread
    after it · version: of the software that it is about · answered_back: who it
    answers has answered its author too, somewhere · is_paid: its source or the
    post itself says that somebody paid for it, so that it speaks for nobody.
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
