"""What leaves the community about an issue, and what comes back: tickets of
engineering, public answers, and issues that staff keep apart.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alerts.models.decisions import NOTE_LENGTH
from alerts.models.issues import FIX_NOTE_LENGTH, Issue
from alerts.querysets import OfIssueQuerySet
from common.db.fields import staff_account
from members.models import validate_readable

ANSWER_LENGTH = 4000
NAME_LENGTH = 60
ID_LENGTH = 120


class EngineeringTicket(models.Model):
    """A ticket of the engineering system about an issue.

    number: empty until engineering has given it one; from then on it is
    official · opened_at: when engineering opened it, for one without a number
    when it was asked for here.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        FIXED = "fixed", _("Fixed, says engineering")
        DECLINED = "declined", _("Declined")
        CLOSED = "closed", _("Closed")

    issue = models.ForeignKey(
        Issue,
        verbose_name=_("issue"),
        on_delete=models.CASCADE,
        related_name="tickets",
    )
    system = models.CharField(
        _("engineering system"),
        max_length=NAME_LENGTH,
        validators=[validate_readable],
        help_text=_("Its name, such as Jira."),
    )
    number = models.CharField(
        _("ticket number"),
        max_length=NAME_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=State,
        default=State.OPEN,
    )
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = staff_account(_("opened by"))
    answered_at = models.DateTimeField(
        _("answered at"),
        null=True,
        blank=True,
    )
    fixed_in = models.CharField(
        _("fixed in version"),
        max_length=40,
        blank=True,
        validators=[validate_readable],
        help_text=_("As engineering says; staff record it on the issue."),
    )
    fix_note = models.CharField(
        _("what fixes it"),
        max_length=FIX_NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    fixed_on = models.DateField(_("fixed on"), null=True, blank=True)

    objects = OfIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("engineering ticket")
        verbose_name_plural = _("engineering tickets")
        ordering = ("-opened_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("system", "number"),
                condition=~Q(number=""),
                name="ticket_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.number}".strip()

    @property
    def fix(self) -> str:
        """Return what engineering says fixes it."""
        return self.fixed_in or self.fix_note


class TicketAnswer(models.Model):
    """What engineering says to a ticket, in its own words."""

    class Via(models.TextChoices):
        STAFF = "staff", _("Written down by staff")
        REST = "rest", _("From the engineering system")

    ticket = models.ForeignKey(
        EngineeringTicket,
        on_delete=models.CASCADE,
        related_name="answers",
    )
    external_id = models.CharField(
        _("external id"),
        max_length=ID_LENGTH,
        blank=True,
    )
    author = models.CharField(
        _("who says so"),
        max_length=NAME_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    text = models.TextField(_("answer"), max_length=ANSWER_LENGTH)
    answered_at = models.DateTimeField(_("answered at"))
    via = models.CharField(_("how it came"), max_length=5, choices=Via)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = staff_account(_("recorded by"))

    class Meta:
        verbose_name = _("answer to a ticket")
        verbose_name_plural = _("answers to tickets")
        ordering = ("answered_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("ticket", "external_id"),
                condition=~Q(external_id=""),
                name="ticket_answer_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.text[:40]}"


class PublicAnswer(models.Model):
    """A public post about an issue that staff have made: that it is known, or
    that it is fixed.
    """

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "known", _("We heard you")
        FIXED = "fixed", _("We fixed it")

    issue = models.ForeignKey(
        Issue,
        on_delete=models.CASCADE,
        related_name="public_answers",
    )
    kind = models.CharField(_("what it says"), max_length=5, choices=Kind)
    text = models.TextField(_("text"), max_length=ANSWER_LENGTH)
    url = models.URLField(_("where it stands"), max_length=500, blank=True)
    posted_at = models.DateTimeField(_("posted at"))
    posted_by = staff_account(_("posted by"))

    objects = OfIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("public answer")
        verbose_name_plural = _("public answers")
        ordering = ("-posted_at", "-id")

    def __str__(self) -> str:
        return f"{self.issue_id} {self.get_kind_display()}"


class DifferentIssues(models.Model):
    """Two issues of which staff said that they are not one: they are not
    proposed as twins again. `issue` is the one with the smaller key.
    """

    issue = models.ForeignKey(
        Issue,
        on_delete=models.CASCADE,
        related_name="differs_from",
    )
    other = models.ForeignKey(
        Issue,
        on_delete=models.CASCADE,
        related_name="differs_to",
    )
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = staff_account(_("decided by"))

    class Meta:
        verbose_name = _("issues that differ")
        verbose_name_plural = _("issues that differ")
        ordering = ("-decided_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("issue", "other"),
                name="different_issues_once",
            ),
            models.CheckConstraint(
                name="different_issues_in_order",
                condition=Q(issue__lt=F("other")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} <> {self.other_id}"
