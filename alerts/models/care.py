from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.models.issues import NOTE_LENGTH, Placement
from common.fields import staff_account
from community.models import Question
from members.models import validate_readable


class OwnerNotice(models.Model):
    """An owner was told that his voice was heard, or that the fault is fixed; it moves with the voice."""

    class Kind(models.TextChoices):
        HEARD = "heard", _("Heard")
        FIXED = "fixed", _("Fixed")

    voice = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("told"), max_length=5, choices=Kind)
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True, validators=[validate_readable])
    told_at = models.DateTimeField(_("told at"))
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("told by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("notice to an owner")
        verbose_name_plural = _("notices to owners")
        ordering = ("-told_at", "-id")
        constraints = [models.UniqueConstraint(fields=("voice", "kind"), name="voice_told_once")]

    def __str__(self) -> str:
        return f"{self.voice_id} {self.get_kind_display()}"


class QuestionCare(models.Model):
    """What staff do about a question: it was escalated when nobody answered in time, and somebody takes it."""

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="care")
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    taken_by = staff_account(_("taken by"))

    class Meta:
        verbose_name = _("care for a question")
        verbose_name_plural = _("care for questions")
        constraints = [
            models.CheckConstraint(
                name="question_taken_by_somebody", condition=Q(taken_by__isnull=True) | Q(taken_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return str(self.question)
