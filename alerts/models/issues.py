from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alerts.querysets import IssueQuerySet, IssueReportQuerySet
from common.db.fields import staff_account
from community.models import Post
from members.models import validate_readable

NOTE_LENGTH = 500


class Issue(models.Model):
    """A fault that owners report, from its first report to its end.

    `number` is the clustering's own. The columns of facets are declared in
    alerts/rules/facets.py; each holds [name, count] pairs.
    """

    class State(models.TextChoices):
        NEW = "new", _("New issue")
        CONFIRMED = "confirmed", _("Confirmed")
        ENGINEERING = "engineering", _("With engineering")
        FIXED = "fixed", _("Fixed")
        VERIFIED = "verified", _("Verified")
        CLOSED = "closed", _("Closed")
        REGRESSED = "regressed", _("Came back")
        MUTED = "muted", _("Muted")

    number = models.PositiveBigIntegerField(unique=True)
    state = models.CharField(
        _("state"),
        max_length=11,
        choices=State,
        default=State.NEW,
    )
    components = models.JSONField(_("parts"), default=list)
    symptoms = models.JSONField(_("symptoms"), default=list)
    scenes = models.JSONField(_("scenes"), default=list)
    triggers = models.JSONField(_("triggers"), default=list)
    model_series = models.JSONField(_("model series"), default=list)
    opened_at = models.DateTimeField(_("first report"))
    alerted_at = models.DateTimeField(_("alerted at"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    owner = staff_account(_("responsible"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    fixed_in = models.CharField(
        _("fixed in version"),
        max_length=40,
        blank=True,
        validators=[validate_readable],
    )
    muted_until_reporters = models.PositiveIntegerField(
        _("muted until so many owners"),
        null=True,
        blank=True,
        help_text=_("A muted issue speaks up again at this count."),
    )

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ("-opened_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="muted_issue_has_condition",
                condition=~Q(state="muted")
                | Q(muted_until_reporters__isnull=False),
            ),
            models.CheckConstraint(
                name="issue_not_merged_into_itself",
                condition=~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("alerts:issue_detail", args=[self.pk])

    def is_overdue(self, today: date) -> bool:
        """Return whether its due date is past and it is not fixed."""
        open_states = (
            self.State.NEW,
            self.State.CONFIRMED,
            self.State.ENGINEERING,
            self.State.REGRESSED,
        )
        return (
            self.due_on is not None
            and self.due_on < today
            and self.state in open_states
        )


class IssueReport(models.Model):
    """A post about an issue, and why it belongs to it."""

    issue = models.ForeignKey(
        Issue,
        on_delete=models.CASCADE,
        related_name="reports",
        db_index=False,
    )
    post = models.OneToOneField(
        Post,
        on_delete=models.CASCADE,
        related_name="report",
    )
    posted_at = models.DateTimeField()
    text_key = models.CharField(max_length=32, blank=True)
    names_fault = models.BooleanField(default=False)
    fault = models.CharField(
        max_length=60,
        blank=True,
        help_text="Part and symptom, as Facets.main_fault has them.",
    )
    model_series = models.CharField(
        _("model series"),
        max_length=40,
        blank=True,
    )
    said = models.JSONField(_("facets"), default=dict)
    by_thread = models.BooleanField(_("by its thread"), default=False)
    reasons = models.JSONField(_("shared terms"), default=list)
    number = models.PositiveBigIntegerField(
        help_text="The issue's number when the post was classified.",
    )
    terms = models.JSONField(
        default=dict,
        help_text="What the clustering learnt from the post; empty by its thread.",
    )
    merges = models.JSONField(default=list)
    is_counted = models.BooleanField(
        default=True,
        help_text="Whether the facets of its issue count it.",
    )

    objects = IssueReportQuerySet.as_manager()

    class Meta:
        db_table = "alerts_placement"
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index(
                fields=("issue", "posted_at"),
                name="placement_issue_time",
            ),
            models.Index(fields=("fault",), name="placement_fault"),
            models.Index(fields=("model_series",), name="placement_model"),
            models.Index(
                fields=("issue",),
                name="placement_uncounted",
                condition=Q(is_counted=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} -> {self.issue_id}"


class Alert(models.Model):
    """An alert of an issue: which post raised it, how many owners there were,
    and how many are usual.
    """

    class Cause(models.TextChoices):
        FIRST = "first", _("First alert")
        REGRESSION = "regression", _("Came back after the fix")
        MUTE_ENDED = "mute_ended", _("More owners than it was muted for")

    issue = models.ForeignKey(
        Issue,
        verbose_name=_("issue"),
        on_delete=models.CASCADE,
        related_name="alerts",
    )
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    post = models.ForeignKey(
        Post,
        verbose_name=_("post"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    raised_at = models.DateTimeField(_("raised at"))
    reporter_count = models.PositiveIntegerField(_("owners"))
    expected = models.FloatField(_("usual"))

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ("-raised_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("issue", "cause", "post"),
                name="alert_raised_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.get_cause_display()}"


class IssueChange(models.Model):
    """What staff decided about an issue, and why."""

    issue = models.ForeignKey(
        Issue,
        on_delete=models.CASCADE,
        related_name="changes",
    )
    from_state = models.CharField(max_length=11, choices=Issue.State)
    to_state = models.CharField(max_length=11, choices=Issue.State)
    note = models.CharField(
        _("note"),
        max_length=NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("change of an issue")
        verbose_name_plural = _("changes of issues")
        ordering = ("-changed_at", "-id")

    def __str__(self) -> str:
        return f"{self.issue}: {self.from_state} -> {self.to_state}"
