from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.models.posts import Post
from community.querysets import PostReadingQuerySet, QuestionQuerySet
from community.rules.topics import VERSION_LENGTH
from members.models import Member


class Question(models.Model):
    """The facts of a question: asked, answered by whom and when, solved; read from its thread, never typed in."""

    class Upset(models.IntegerChoices):
        CALM = 0, _("Calm")
        WORRIED = 1, _("Worried")
        UPSET = 2, _("Upset")

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="question")
    upset = models.PositiveSmallIntegerField(_("mood"), choices=Upset, default=Upset.CALM)
    answer_count = models.PositiveIntegerField(_("answers"), default=0)
    answered_at = models.DateTimeField(_("first answer"), null=True, blank=True)
    helper = models.ForeignKey(
        Member, verbose_name=_("first helper"), null=True, blank=True, on_delete=models.PROTECT, related_name="healed"
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
                condition=Q(answered_at__isnull=True, helper__isnull=True, answer_count=0)
                | Q(answered_at__isnull=False, helper__isnull=False, answer_count__gte=1),
            ),
            models.CheckConstraint(
                name="solved_question_was_answered", condition=Q(solved_at__isnull=True) | Q(answered_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.post)

    def get_absolute_url(self) -> str:
        return reverse("alerts:question_detail", args=[self.pk])


class PostReading(models.Model):
    """The facts of a standing post that roles are made of: who wrote it when, to whom it spoke, as the how-manieth, and
    what its text is made of.

    `to_member` opened the thread that it answers, and was new to the community then if `to_newcomer`; `reply_rank`
    counts the repliers of a thread in the order of their first reply, 0 for a post that opens one. `thanked`: the
    opener thanked next, and no other answer before that had more substance. `repliers` are the different people who
    answered a thread that this post opens. `reactions` are the different people who reacted, or where nobody knows who,
    how many the source says did; of those who are known, `savers` saved it and `new_admirers` were prospects or new.
    `introduces`: who is named in it came into the thread after it. `version`: of the software it speaks of.
    `answered_back`: the one it answers has answered its author too, somewhere, some time. `is_paid`: its source or the
    post itself says that somebody paid for it, so that it speaks for nobody.
    """

    post = models.OneToOneField(Post, on_delete=models.CASCADE, primary_key=True, related_name="reading")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="readings", db_index=False)
    posted_at = models.DateTimeField()
    to_member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="answers")
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

    objects = PostReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of a post")
        verbose_name_plural = _("readings of posts")
        indexes = [
            models.Index(fields=("author", "posted_at"), name="reading_author_time"),
            models.Index(fields=("author", "to_member"), name="reading_pair", condition=Q(to_member__isnull=False)),
            models.Index(fields=("author", "posted_at"), name="reading_mutual", condition=Q(answered_back=True)),
            models.Index(fields=("version", "posted_at"), name="reading_version", condition=~Q(version="")),
        ]

    def __str__(self) -> str:
        return str(self.post_id)


class QuestionReading(models.Model):
    """Up to which post threads have been read, and up to which change of members readings say who reacted; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    through_post = models.BigIntegerField(default=0)
    through_member_change = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="one_question_reading", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.through_post)
