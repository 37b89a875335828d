from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.models.issues import Issue
from alerts.querysets import IssueReportQuerySet
from community.models import Post


class IssueReport(models.Model):
    """A post about an issue, and why it belongs to it. A post may be a report
    of several issues.
    """

    issue = models.ForeignKey(
        Issue,
        on_delete=models.CASCADE,
        related_name="reports",
        db_index=False,
    )
    post = models.ForeignKey(
        Post,
        on_delete=models.CASCADE,
        related_name="reports",
        db_index=False,
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
    is_follow_up = models.BooleanField(
        _("follow-up"),
        default=False,
        help_text=_("It follows up its author's own report."),
    )
    filing = models.CharField(
        max_length=120,
        blank=True,
        help_text="Model, dealer and dates in its text.",
    )
    same_reporter_as = models.ForeignKey(
        "self",
        verbose_name=_("same reporter as"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="filed_again",
        db_index=False,
        help_text=_("An earlier report of the same case by another account."),
    )
    reasons = models.JSONField(_("shared terms"), default=list)
    number = models.PositiveBigIntegerField(
        help_text="The issue's number when the post was classified.",
    )
    terms = models.JSONField(
        default=dict,
        help_text="What the clustering learnt from the post; empty by its thread.",
    )
    words = models.JSONField(
        default=dict,
        help_text="Its words with what each says, in nats; empty by its thread.",
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
        constraints = [
            models.UniqueConstraint(
                fields=("post", "number"),
                name="report_once_per_issue",
            ),
        ]
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
            models.Index(
                fields=("issue", "filing"),
                name="report_filing",
                condition=~Q(filing=""),
            ),
            models.Index(
                fields=("same_reporter_as",),
                name="report_same_reporter",
                condition=Q(same_reporter_as__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} -> {self.issue_id}"
