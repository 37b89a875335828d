from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.querysets import JobRunQuerySet, LaneTaskQuerySet


class JobRun(models.Model):
    """One long piece of work.

    The row is the source of truth; a broker only signals that work exists.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        PARKED = "parked", _("Parked")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    unique_key = models.CharField(
        max_length=80,
        blank=True,
        help_text="Of the open jobs with the same key there is only one; empty: any number.",
    )
    state = models.CharField(
        max_length=10,
        choices=State,
        default=State.WAITING,
        db_index=True,
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(null=True, blank=True)
    doing = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    failing_since = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)
    result = models.JSONField(default=dict)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")
        constraints = [
            models.CheckConstraint(
                name="job_finished_has_time",
                condition=Q(finished_at__isnull=False)
                | Q(state__in=("waiting", "running")),
            ),
            models.UniqueConstraint(
                fields=("unique_key",),
                condition=Q(state__in=("waiting", "running"))
                & ~Q(unique_key=""),
                name="one_open_job_of_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def percent(self) -> int:
        if self.state == self.State.DONE:
            return 100
        if not self.progress_total:
            return 0
        return min(99, int(100 * self.progress_done / self.progress_total))


class LaneTask(models.Model):
    """A task of a lane: when it last ran, whether it fails, and when its lane was last alive."""

    lane = models.CharField(max_length=20)
    name = models.CharField(max_length=60, unique=True)
    ran_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField()

    objects = LaneTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheduled task")
        verbose_name_plural = _("scheduled tasks")

    def __str__(self) -> str:
        return self.name
