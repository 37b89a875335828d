"""Case files of crises: what is remembered of an issue that raised an alert."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alerts.models import Issue
from common.db.change_times import changed_at_field
from common.db.fields import staff_account
from immunity.querysets import (
    CaseCheckQuerySet,
    CaseOmissionQuerySet,
    CrisisCaseQuerySet,
)
from members.models import validate_readable, validate_readable_lines

TEXT_LENGTH = 2000
QUESTION_LENGTH = 200


def _prose(label: object, help_text: object) -> models.TextField:
    """Return a field for some sentences."""
    return models.TextField(
        label,  # type: ignore[arg-type]
        max_length=TEXT_LENGTH,
        validators=[validate_readable_lines, MaxLengthValidator(TEXT_LENGTH)],
        help_text=help_text,  # type: ignore[arg-type]
    )


class CrisisCase(models.Model):
    """The case file of an issue that had raised an alert.

    revised_at: when a colleague wrote it or went through it last.
    """

    issue = models.OneToOneField(
        Issue,
        verbose_name=_("issue"),
        on_delete=models.PROTECT,
        related_name="crisis_case",
    )
    cause = _prose(_("cause"), _("What went wrong, and why."))
    scope = _prose(
        _("scope"),
        _("Which cars, since when, and how many owners it concerned."),
    )
    what_was_done = _prose(
        _("what was done"),
        _("What the brand did, when, and who decided it."),
    )
    reaction = _prose(
        _("how owners reacted"),
        _("What owners said before, during and after it."),
    )
    what_helped = _prose(
        _("what helped"),
        _("What to do first if it happens again."),
    )
    written_at = models.DateTimeField(_("written at"), editable=False)
    written_by = staff_account(_("written by"))
    revised_at = models.DateTimeField(_("up to date on"), editable=False)
    updated_at = changed_at_field()

    objects = CrisisCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case file")
        verbose_name_plural = _("case files")
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return str(self.issue)

    def get_absolute_url(self) -> str:
        return reverse("immunity:case_detail", args=[self.pk])

    @property
    def present_issue(self) -> Issue:
        """The issue, or the one into which it was merged since."""
        return self.issue.merged_into or self.issue


class CaseCheck(models.Model):
    """What is to be checked on a day after a crisis, and what was found."""

    class Outcome(models.TextChoices):
        HOLDS = "holds", _("It holds")
        CAME_BACK = "came_back", _("It came back")
        UNCLEAR = "unclear", _("Not clear")

    case = models.ForeignKey(
        CrisisCase,
        verbose_name=_("case file"),
        on_delete=models.CASCADE,
        related_name="checks",
    )
    question = models.CharField(
        _("what to check"),
        max_length=QUESTION_LENGTH,
        validators=[validate_readable],
    )
    due_on = models.DateField(_("when"))
    owner = staff_account(_("who checks it"))
    outcome = models.CharField(
        _("what was found"),
        max_length=9,
        choices=Outcome,
        blank=True,
    )
    finding = models.CharField(
        _("in words"),
        max_length=300,
        blank=True,
        validators=[validate_readable],
    )
    done_at = models.DateTimeField(
        _("checked at"),
        null=True,
        blank=True,
        editable=False,
    )
    done_by = staff_account(_("checked by"))

    objects = CaseCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check after a crisis")
        verbose_name_plural = _("checks after crises")
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                name="done_check_has_outcome",
                condition=Q(done_at__isnull=True, outcome="")
                | (Q(done_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return f"{self.case.get_absolute_url()}#checks"


class CaseOmission(models.Model):
    """That no case file is written of an issue, and why; it stays on the desk
    of leads until one of them agrees.
    """

    issue = models.OneToOneField(
        Issue,
        verbose_name=_("issue"),
        on_delete=models.CASCADE,
        related_name="case_omission",
    )
    reason = models.CharField(
        _("reason"),
        max_length=300,
        validators=[validate_readable],
    )
    omitted_at = models.DateTimeField(_("left out at"))
    omitted_by = staff_account(_("left out by"))
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    agreed_by = staff_account(_("agreed by"))

    objects = CaseOmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("omitted case file")
        verbose_name_plural = _("omitted case files")
        ordering = ("-omitted_at", "-pk")

    def __str__(self) -> str:
        return str(self.issue)

    def get_absolute_url(self) -> str:
        return reverse("immunity:case_create", args=[self.issue_id])
