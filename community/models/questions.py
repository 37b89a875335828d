from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.db.change_times import changed_at_field
from community.models.posts import Post
from community.querysets import QuestionQuerySet
from community.rules.answers import SILENCE
from members.models import Member
from members.rules.merging import OnMerge


class Question(models.Model):
    """A question, read from its thread: when it was asked, answered and solved,
    and who helped first.

    What the asker solved has no answer and no helper. After "still not" the
    next answer counts as the first one. What staff decided about it
    (closed_how, staff_reopened_at) outlasts every new reading of its thread.
    """

    on_member_merge = {"helper": OnMerge.MOVE}

    class Upset(models.IntegerChoices):
        CALM = 0, _("Calm")
        WORRIED = 1, _("Worried")
        UPSET = 2, _("Upset")

    class SolvedHow(models.TextChoices):
        NOT = "", _("Not solved")
        THANKED = "thanked", _("The asker said that an answer helped")
        BY_ASKER = "by_asker", _("Solved by the asker")

    class ClosedHow(models.TextChoices):
        NOT = "", _("Not closed")
        NOT_QUESTION = "not_question", _("Not a question")
        ELSEWHERE = "elsewhere", _("Answered elsewhere")
        CLOSED = "closed", _("Closed by staff")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        REOPENED = "reopened", _("Open again")
        ANSWERED = "answered", _("Answered")
        SILENT = "silent", _("Healed by silence")
        THANKED = "thanked", _("Solved with thanks")
        BY_ASKER = "by_asker", _("Solved by the asker")
        ELSEWHERE = "elsewhere", _("Answered elsewhere")
        CLOSED = "closed", _("Closed by staff")
        NOT_QUESTION = "not_question", _("Not a question")

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
    solved_how = models.CharField(
        _("solved how"),
        max_length=10,
        choices=SolvedHow,
        default=SolvedHow.NOT,
        blank=True,
    )
    reopened_at = models.DateTimeField(
        _("opened again"),
        null=True,
        blank=True,
        help_text=_(
            "When the asker, or staff, last said that it is not right."
        ),
    )
    quiet_since = models.DateTimeField(
        _("last answer"),
        null=True,
        blank=True,
        help_text=_("Empty while the asker has asked on after it."),
    )
    closed_at = models.DateTimeField(
        _("closed at"),
        null=True,
        blank=True,
        help_text=_("When staff closed it, or said that it is no question."),
    )
    closed_how = models.CharField(
        _("closed how"),
        max_length=12,
        choices=ClosedHow,
        default=ClosedHow.NOT,
        db_default="",
        blank=True,
    )
    staff_reopened_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
    )

    updated_at = changed_at_field()

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("-post__posted_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="answered_question_has_helper",
                condition=Q(answered_at__isnull=True, helper__isnull=True)
                | Q(
                    answered_at__isnull=False,
                    helper__isnull=False,
                    answer_count__gte=1,
                ),
            ),
            models.CheckConstraint(
                name="solved_question_says_how",
                condition=Q(solved_at__isnull=True, solved_how="")
                | Q(
                    solved_at__isnull=False,
                    solved_how="thanked",
                    answered_at__isnull=False,
                )
                | Q(
                    solved_at__isnull=False,
                    solved_how="by_asker",
                    answered_at__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="closed_question_says_how",
                condition=Q(closed_at__isnull=True, closed_how="")
                | (Q(closed_at__isnull=False) & ~Q(closed_how="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=("closed_how", "-closed_at"),
                name="question_closed",
                condition=~Q(closed_how=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.post)

    def get_absolute_url(self) -> str:
        raise NotImplementedError("its page is named in kocops/pages.py")

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered, the asker has not solved it, and staff
        have not closed it.
        """
        is_open = self.answered_at is None and self.solved_at is None
        return is_open and not self.is_closed

    @property
    def is_closed(self) -> bool:
        """Whether staff closed it, and the asker has not opened it again since;
        what is no question stays closed.
        """
        if self.closed_at is None:
            return False
        if self.closed_how == Question.ClosedHow.NOT_QUESTION:
            return True
        return self.reopened_at is None or self.reopened_at <= self.closed_at

    def state_at(self, now: datetime) -> "Question.State":
        """Return its state at a moment, as `with_state()` annotates it."""
        if self.closed_how == Question.ClosedHow.NOT_QUESTION:
            return Question.State.NOT_QUESTION
        if self.solved_at:
            return Question.State(self.solved_how)
        if self.is_closed:
            return Question.State(self.closed_how)
        if self.answered_at is None:
            if self.reopened_at:
                return Question.State.REOPENED
            return Question.State.WAITING
        if self.quiet_since and self.quiet_since < now - SILENCE:
            return Question.State.SILENT
        return Question.State.ANSWERED


class FollowedKind(models.Model):
    """The kind of a member, who is not a person, when their threads were last
    read because of it.
    """

    on_member_merge = {"member": OnMerge.STAY}

    member = models.OneToOneField(
        Member,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
    )
    kind = models.CharField(max_length=10, choices=Member.Kind)

    def __str__(self) -> str:
        return self.kind
