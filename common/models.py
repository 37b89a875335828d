from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from common.db.fields import staff_account
from common.querysets import (
    JobRunQuerySet,
    LaneTaskQuerySet,
    PolicyVersionQuerySet,
    SavedViewQuerySet,
)


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


class SavedView(models.Model):
    """A list's address (filters, sort, columns) under a name, private or shared with the team."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_views",
    )
    page = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(_("shared with the team"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("owner", "page", "name"),
                name="saved_view_once_per_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ColumnChoice(models.Model):
    """Which columns a person wants on a list, in which order."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
    )
    page = models.CharField(max_length=80)
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("owner", "page"),
                name="column_choice_once_per_page",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {', '.join(self.columns)}"


class ApiToken(AbstractAuthToken):
    """A machine's key: stored as a hash, shown once, with scopes and an end."""

    name = models.CharField(_("name"), max_length=60)
    scopes = models.JSONField(_("scopes"), default=list)
    requests_per_minute = models.PositiveIntegerField(
        _("requests a minute"),
        default=600,
    )

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name


class PolicyVersion(models.Model):
    """A version of a policy of the night. A stored version never changes; the
    highest one is in force.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    created_at = models.DateTimeField(_("created at"))
    created_by = staff_account(_("created by"))

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new version. Errors: ValidationError if it is already stored."""
        if self.pk is not None:
            raise ValidationError(
                _("A version never changes; make a new one."),
            )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the address of the version's page; every kind of policy has one."""
        raise NotImplementedError
