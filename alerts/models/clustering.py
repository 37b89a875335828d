from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alerts.querysets import IssueCorrectionQuerySet


class IssueCorrection(models.Model):
    """A correction by staff of which reports are one issue. The clustering
    repeats it at its place among the reports: must-link for a merge,
    cannot-link for a split.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", _("Merged")
        SPLIT = "split", _("Split")
        MOVE = "move", _("Moved")
        UNDO = "undo", _("Undone")

    kind = models.CharField(max_length=5, choices=Kind, default=Kind.MERGE)
    source_number = models.PositiveBigIntegerField()
    target_number = models.PositiveBigIntegerField()
    after_report = models.BigIntegerField()
    reports = models.JSONField(
        default=list,
        help_text="Ids of the reports that changed their issue.",
    )
    before = models.JSONField(
        default=dict,
        help_text="What undo brings back of a merged issue.",
    )
    undone_by = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="undoes",
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = IssueCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of issues")
        verbose_name_plural = _("corrections of issues")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="corrected_issues_are_two",
                condition=~Q(source_number=F("target_number")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.source_number} -> #{self.target_number}"


class ClassificationState(models.Model):
    """Up to which post reports were classified, and a snapshot of the
    clustering index; one row.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    through_post = models.BigIntegerField(default=0)
    snapshot_through = models.BigIntegerField(default=0)
    snapshot_correction = models.BigIntegerField(default=0)
    snapshot = models.BinaryField(default=bytes)
    cache_key = models.CharField(
        max_length=32,
        blank=True,
        help_text="Changes with all that the clustering learns.",
    )
    lexicon_version = models.PositiveIntegerField(
        default=0,
        help_text="By which version of the lexicon the last posts were read.",
    )

    class Meta:
        db_table = "alerts_watchstate"
        constraints = [
            models.CheckConstraint(
                name="one_watch_state",
                condition=models.Q(id=1),
            ),
        ]

    def __str__(self) -> str:
        return str(self.through_post)
