from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import EncryptedTextField
from insights.models.segments import Segment
from insights.querysets import WebhookEndpointQuerySet
from members.models import validate_readable

URL_LENGTH = 500
SEGMENT_CHANGES = "segment.members_changed"


def followed_by_default() -> list[str]:
    """Return the kinds of events that a new webhook follows."""
    return [SEGMENT_CHANGES]


class WebhookEndpoint(models.Model):
    """An address of another system that receives every join and leave of
    segments, in order.
    """

    class Pause(models.TextChoices):
        STAFF = "staff", _("Paused by staff")
        FAILING = "failing", _("Paused: it failed too often")
        GONE = "gone", _("Paused: it answered that it is gone")

    name = models.CharField(
        _("name"),
        max_length=60,
        unique=True,
        validators=[validate_readable],
    )
    url = models.CharField(_("address"), max_length=URL_LENGTH)
    segments = models.ManyToManyField(
        Segment,
        verbose_name=_("segments"),
        blank=True,
        related_name="webhooks",
        help_text=_("Of which segments; none chosen means all."),
    )
    event_kinds = models.JSONField(
        _("events"),
        default=followed_by_default,
        blank=True,
        help_text=_("Of which events it is notified."),
    )
    secret = EncryptedTextField(editable=False)
    old_secret = EncryptedTextField(blank=True, editable=False)
    old_secret_until = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
    )
    pause = models.CharField(
        _("state"),
        max_length=8,
        choices=Pause,
        blank=True,
        editable=False,
    )
    failures = models.PositiveSmallIntegerField(
        _("failures in a row"),
        default=0,
        editable=False,
    )
    next_attempt_at = models.DateTimeField(
        _("next attempt"),
        null=True,
        blank=True,
        editable=False,
    )
    created_at = models.DateTimeField(_("created at"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("insights:webhook_detail", args=[self.pk])


class WebhookMessage(models.Model):
    """A message to an endpoint, written in the transaction of the change."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")

    endpoint = models.ForeignKey(
        WebhookEndpoint,
        on_delete=models.CASCADE,
        related_name="messages",
    )
    uid = models.CharField(_("message id"), max_length=40, unique=True)
    segment = models.ForeignKey(
        Segment,
        verbose_name=_("segment"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = models.TextField()
    created_at = models.DateTimeField(_("created at"))
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=State,
        default=State.WAITING,
    )
    delivered_at = models.DateTimeField(
        _("delivered at"),
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("webhook message")
        verbose_name_plural = _("webhook messages")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=("endpoint", "id"),
                name="webhook_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=("delivered_at",), name="webhook_delivered"),
        ]
        constraints = [
            models.CheckConstraint(
                name="delivered_webhook_has_time",
                condition=models.Q(state="waiting")
                | models.Q(delivered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.uid


class WebhookAttempt(models.Model):
    """One attempt to deliver a message, and its result."""

    class Fault(models.TextChoices):
        PRIVATE_ADDRESS = (
            "private_address",
            _("a private address: not reached"),
        )
        UNREACHABLE = "unreachable", _("not reachable")
        TOO_SLOW = "too_slow", _("no answer in time")
        REDIRECT = "redirect", _("a redirect: not followed")
        REFUSED = "refused", _("refused")

    message = models.ForeignKey(
        WebhookMessage,
        on_delete=models.CASCADE,
        related_name="attempts",
    )
    attempted_at = models.DateTimeField(_("attempted at"))
    status = models.PositiveSmallIntegerField(
        _("HTTP status"),
        null=True,
        blank=True,
    )
    fault = models.CharField(
        _("fault"),
        max_length=16,
        choices=Fault,
        blank=True,
    )
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))

    class Meta:
        verbose_name = _("delivery attempt")
        verbose_name_plural = _("delivery attempts")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.message_id} {self.status or self.fault}"
