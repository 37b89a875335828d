from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource
from activity.rules.drafts import TEXT_LIMIT
from community.querysets import CircleQuerySet, PostQuerySet, QuestionQuerySet
from community.rules.post_drafts import TITLE_LIMIT
from members.models import Member, validate_readable


class Circle(models.Model):
    """A group of members: a city chapter, a model club, a chat group, a board."""

    class Kind(models.TextChoices):
        CHAPTER = "chapter", _("City chapter")
        CLUB = "club", _("Model club")
        GROUP = "group", _("Chat group")
        BOARD = "board", _("Board")

    name = models.CharField(_("name"), max_length=60, unique=True, validators=[validate_readable])
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    city = models.CharField(_("city"), max_length=30, blank=True, validators=[validate_readable])
    model_series = models.CharField(_("model series"), max_length=40, blank=True, validators=[validate_readable])

    objects = CircleQuerySet.as_manager()

    class Meta:
        verbose_name = _("circle")
        verbose_name_plural = _("circles")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("community:circle_detail", args=[self.pk])


class CircleMembership(models.Model):
    """From when until when a member belonged to a circle."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="circle_memberships")
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("circle membership")
        verbose_name_plural = _("circle memberships")
        ordering = ("-started_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("circle", "member"), condition=Q(ended_on__isnull=True), name="in_a_circle_once"
            ),
            models.CheckConstraint(
                name="circle_membership_ends_after_start",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circle} {self.started_on}"


class Post(models.Model):
    """What a member wrote: a post that opens a thread, or a reply in one."""

    source = models.ForeignKey(
        EventSource, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    external_id = models.CharField(_("external id"), max_length=TEXT_LIMIT)
    thread_key = models.CharField(
        _("thread"), max_length=TEXT_LIMIT, help_text=_("The external id of the post that opened the thread.")
    )
    author = models.ForeignKey(
        Member, verbose_name=_("author"), on_delete=models.PROTECT, related_name="posts", db_index=False
    )
    title = models.CharField(_("title"), max_length=TITLE_LIMIT, blank=True)
    text = models.TextField(_("text"), blank=True)
    posted_at = models.DateTimeField(_("posted at"))
    media_count = models.PositiveSmallIntegerField(_("pictures and videos"), default=0)
    reaction_count = models.PositiveIntegerField(_("reactions"), default=0)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    is_deleted = models.BooleanField(_("deleted"), default=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ("-posted_at", "-id")
        indexes = [
            models.Index(fields=("source", "thread_key"), name="post_thread"),
            models.Index(fields=("author", "-posted_at"), name="post_author_time"),
            models.Index(fields=("-posted_at", "-id"), name="post_newest"),
            models.Index(fields=("source", "posted_at"), name="post_source_time"),
        ]
        constraints = [models.UniqueConstraint(fields=("source", "external_id"), name="post_stored_once")]

    def __str__(self) -> str:
        return self.title or self.text[:60]

    @property
    def whole_text(self) -> str:
        """Return title and text together, as they are read."""
        return f"{self.title}\n{self.text}".strip()


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
    answered a thread that this post opens.
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

    class Meta:
        verbose_name = _("reading of a post")
        verbose_name_plural = _("readings of posts")
        indexes = [models.Index(fields=("author", "posted_at"), name="reading_author_time")]

    def __str__(self) -> str:
        return str(self.post_id)


class QuestionReading(models.Model):
    """Up to which post threads have been read for questions; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    through_post = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="one_question_reading", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.through_post)
