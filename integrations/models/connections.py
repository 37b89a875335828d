"""Connections to platforms: their state, how far they have read, and what
came of it.
"""

import json
import uuid
from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource
from common.db.fields import EncryptedTextField, staff_account
from community.models import Circle
from integrations.querysets import ConnectionQuerySet
from members.models import validate_readable

URL_LENGTH = 300
KEY_LENGTH = 120
# So long what a paused connection was sent waits for it to go on.
WAITING_KEPT = timedelta(days=30)


class Connection(models.Model):
    """A platform that sends data to one of our sources, or from which we fetch them."""

    class State(models.TextChoices):
        NEW = "new", _("Nothing came yet")
        OK = "ok", _("Works")
        FAILING = "failing", _("Fails")
        PAUSED = "paused", _("Paused by staff")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    platform = models.CharField(_("platform"), max_length=20, editable=False)
    name = models.CharField(
        _("name"),
        max_length=60,
        unique=True,
        validators=[validate_readable],
    )
    source = models.OneToOneField(
        EventSource,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        related_name="connection",
        editable=False,
    )
    base_url = models.CharField(
        _("address"), max_length=URL_LENGTH, blank=True
    )
    options = models.JSONField(default=dict, blank=True, editable=False)
    secrets_text = EncryptedTextField(blank=True, editable=False)
    state = models.CharField(
        _("state"),
        max_length=7,
        choices=State,
        default=State.NEW,
        editable=False,
    )
    failures = models.PositiveIntegerField(
        _("failures in a row"),
        default=0,
        editable=False,
    )
    last_run_at = models.DateTimeField(
        _("last run"), null=True, editable=False
    )
    last_success_at = models.DateTimeField(
        _("last success"),
        null=True,
        editable=False,
    )
    last_error = models.CharField(
        _("last error"),
        max_length=20,
        blank=True,
        editable=False,
    )
    last_error_detail = models.CharField(
        max_length=300, blank=True, editable=False
    )
    next_run_at = models.DateTimeField(
        _("next run"), null=True, editable=False
    )
    newest_row_at = models.DateTimeField(
        _("newest row"),
        null=True,
        editable=False,
    )
    created_at = models.DateTimeField(_("created at"), editable=False)
    created_by = staff_account(_("created by"))

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("integrations:connection_detail", args=[self.pk])

    @property
    def secrets(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.secrets_text or "{}")
        return found

    @property
    def is_paused(self) -> bool:
        return self.state == self.State.PAUSED


class ConnectionCursor(models.Model):
    """How far a connection has read one list of its platform."""

    connection = models.ForeignKey(
        Connection,
        on_delete=models.CASCADE,
        related_name="cursors",
    )
    name = models.CharField(_("name"), max_length=40)
    value = models.JSONField(default=dict)
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("cursor")
        verbose_name_plural = _("cursors")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("connection", "name"),
                name="one_cursor_of_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ConnectionRun(models.Model):
    """One run of a connection that brought rows or failed."""

    class Channel(models.TextChoices):
        PULL = "pull", _("Fetched")
        PUSH = "push", _("Sent to us")

    connection = models.ForeignKey(
        Connection,
        on_delete=models.CASCADE,
        related_name="runs",
    )
    channel = models.CharField(_("channel"), max_length=4, choices=Channel)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"))
    counts = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    error = models.CharField(_("error"), max_length=20, blank=True)
    error_detail = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.connection_id} {self.started_at}"


class Delivery(models.Model):
    """A signed request of a platform, stored before anything is made of it;
    each once.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        STORED = "stored", _("Stored")
        FAILED = "failed", _("Could not be read")
        EXPIRED = "expired", _("Expired unread")

    connection = models.ForeignKey(
        Connection,
        on_delete=models.CASCADE,
        related_name="deliveries",
    )
    key = models.CharField(max_length=KEY_LENGTH)
    kind = models.CharField(_("kind"), max_length=60, blank=True)
    body = models.TextField()
    received_at = models.DateTimeField(_("received at"))
    state = models.CharField(
        _("state"),
        max_length=7,
        choices=State,
        default=State.WAITING,
    )

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("connection", "key"),
                name="delivered_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=("connection", "id"),
                name="delivery_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=("received_at",), name="delivery_received"),
        ]

    def __str__(self) -> str:
        return self.key


class PlatformCircle(models.Model):
    """The circle that a group of a platform is with us."""

    source = models.ForeignKey(
        EventSource,
        on_delete=models.CASCADE,
        related_name="+",
    )
    external_id = models.CharField(_("external id"), max_length=128)
    circle = models.ForeignKey(
        Circle,
        on_delete=models.CASCADE,
        related_name="+",
    )

    class Meta:
        verbose_name = _("circle of a platform")
        verbose_name_plural = _("circles of platforms")
        constraints = [
            models.UniqueConstraint(
                fields=("source", "external_id"),
                name="one_circle_of_a_group",
            ),
        ]

    def __str__(self) -> str:
        return self.external_id


class PostNumber(models.Model):
    """The number of a post in its thread, and that of the post it answers, of a
    platform that says by number what is answered.
    """

    source = models.ForeignKey(
        EventSource,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    thread_key = models.CharField(max_length=128)
    number = models.PositiveIntegerField()
    external_id = models.CharField(max_length=128)
    answers = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = "number of a post"
        verbose_name_plural = "numbers of posts"
        constraints = [
            models.UniqueConstraint(
                fields=("source", "thread_key", "number"),
                name="one_post_of_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread_key}#{self.number}"
