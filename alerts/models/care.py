from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.models.decisions import NOTE_LENGTH
from alerts.models.reports import IssueReport
from common.db.fields import staff_account
from community.models import Question
from members.models import validate_readable


class OwnerNotice(models.Model):
    """A notice to the owner of a report that it was read, or that the fault is
    fixed. It stays with the report when that moves to another issue.
    """

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "heard", _("Acknowledged")
        FIXED = "fixed", _("Fixed")

    report = models.ForeignKey(
        IssueReport,
        on_delete=models.CASCADE,
        related_name="notices",
    )
    kind = models.CharField(_("notice"), max_length=5, choices=Kind)
    note = models.CharField(
        _("note"),
        max_length=NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("notice to an owner")
        verbose_name_plural = _("notices to owners")
        ordering = ("-sent_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("report", "kind"),
                name="issue_report_notice_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.get_kind_display()}"


class QuestionCare(models.Model):
    """What staff do about a question: when it was escalated because nobody
    answered in time, and who takes it.
    """

    question = models.OneToOneField(
        Question,
        on_delete=models.CASCADE,
        related_name="care",
    )
    escalated_at = models.DateTimeField(
        _("escalated at"),
        null=True,
        blank=True,
    )
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    taken_by = staff_account(_("taken by"))

    class Meta:
        verbose_name = _("care for a question")
        verbose_name_plural = _("care for questions")
        constraints = [
            models.CheckConstraint(
                name="question_taken_by_somebody",
                condition=Q(taken_by__isnull=True) | Q(taken_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.question)
