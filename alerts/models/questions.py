from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.models.decisions import NOTE_LENGTH
from alerts.querysets.questions import HelperInvitationQuerySet
from alerts.rules.question_acts import ActKind
from common.db.fields import staff_account
from community.models import Question
from members.models import Member, validate_readable
from members.rules.merging import OnMerge

CHANNEL_LENGTH = 40
INVITATION_LENGTH = 1000
LINK_LENGTH = 500


class HelperInvitation(models.Model):
    """A member whom staff invited to answer a question; the invitation itself
    was copied and sent by hand, in words of staff.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    question = models.ForeignKey(
        Question,
        on_delete=models.CASCADE,
        related_name="invitations",
        db_index=False,
    )
    member = models.ForeignKey(
        Member,
        verbose_name=_("helper"),
        on_delete=models.PROTECT,
        related_name="question_invitations",
        db_index=False,
    )
    channel = models.CharField(
        _("sent through"),
        max_length=CHANNEL_LENGTH,
        validators=[validate_readable],
    )
    text = models.CharField(
        _("invitation"),
        max_length=INVITATION_LENGTH,
        validators=[validate_readable],
    )
    invited_at = models.DateTimeField(_("invited at"))
    invited_by = staff_account(_("invited by"))
    withdrawn_at = models.DateTimeField(
        _("withdrawn at"),
        null=True,
        blank=True,
    )

    objects = HelperInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation of a helper")
        verbose_name_plural = _("invitations of helpers")
        ordering = ("-invited_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("question", "member"),
                condition=Q(withdrawn_at__isnull=True),
                name="helper_invited_once",
            ),
        ]
        indexes = [
            models.Index(fields=("question",), name="invitation_question"),
            models.Index(
                fields=("member", "-invited_at"),
                name="invitation_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} → {self.question}"


class QuestionAct(models.Model):
    """What somebody of the staff did about a question; an act that was undone
    stays in its history.
    """

    class Kind(models.TextChoices):
        TAKEN = ActKind.TAKEN.value, _("Taken")
        GIVEN_BACK = ActKind.GIVEN_BACK.value, _("Given back")
        INVITED = ActKind.INVITED.value, _("Helper invited")
        NOT_QUESTION = ActKind.NOT_QUESTION.value, _("Not a question")
        ELSEWHERE = ActKind.ELSEWHERE.value, _("Answered elsewhere")
        CLOSED = ActKind.CLOSED.value, _("Closed")
        REOPENED = ActKind.REOPENED.value, _("Opened again")

    question = models.ForeignKey(
        Question,
        on_delete=models.CASCADE,
        related_name="acts",
    )
    kind = models.CharField(_("act"), max_length=12, choices=Kind)
    note = models.CharField(
        _("note"),
        max_length=NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    link = models.URLField(_("link"), max_length=LINK_LENGTH, blank=True)
    invitation = models.OneToOneField(
        HelperInvitation,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="act",
    )
    made_at = models.DateTimeField(_("made at"))
    made_by = staff_account(_("made by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = staff_account(_("undone by"))

    class Meta:
        verbose_name = _("act on a question")
        verbose_name_plural = _("acts on questions")
        ordering = ("-made_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="invitation_act_has_invitation",
                condition=Q(kind="invited", invitation__isnull=False)
                | (~Q(kind="invited") & Q(invitation__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_kind_display()}"
