from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from common.querysets import (
    DomainEventQuerySet,
    OutboxMessageQuerySet,
    OutboxReceiverQuerySet,
)
from common.rules.retries import LONGEST_WAIT

KEY_LENGTH = 120
TITLE_LENGTH = 200


class DomainEvent(models.Model):
    """Something that happened and that colleagues or other systems may want to
    know, written in the transaction of its cause (common/jobs/events.py).

    kind: its type, such as "alert.raised" · key: the same for the same
    happening, so that it is written once · subject: what it is about, as
    "alerts.issue" and its primary key · data: plain values for machines,
    without personal data.
    """

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    occurred_at = models.DateTimeField(_("occurred at"))
    handled_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When its notifications and messages were written.",
    )

    objects = DomainEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event for notifications")
        verbose_name_plural = _("events for notifications")
        ordering = ("pk",)
        indexes = [
            models.Index(
                fields=("id",),
                name="domain_event_unhandled",
                condition=Q(handled_at__isnull=True),
            ),
            models.Index(
                fields=("subject_type", "subject_id"),
                name="domain_event_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class OutboxMessage(models.Model):
    """A message to another system, written in the transaction of its cause and
    sent later (common/jobs/outbox.py).

    receiver_type, receiver_id: to whom, such as "webhook" and the primary key
    of the endpoint · uid: the key under which the receiver can recognise a
    message that arrives twice · title: what it is about, in words · body: what
    is sent, as JSON text.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNCERTAIN = "uncertain", _("Uncertain whether it arrived")
        CANCELLED = "cancelled", _("Cancelled")

    receiver_type = models.CharField(max_length=20)
    receiver_id = models.BigIntegerField()
    uid = models.CharField(_("message id"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(
        _("title"),
        max_length=TITLE_LENGTH,
        blank=True,
    )
    body = models.TextField()
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=State,
        default=State.WAITING,
    )
    created_at = models.DateTimeField(_("created at"))
    not_before = models.DateTimeField(
        _("not before"),
        null=True,
        blank=True,
        help_text=_("It is kept until then, for example over quiet hours."),
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(
        _("settled at"),
        null=True,
        blank=True,
        help_text=_("When it was sent, failed, cancelled or left uncertain."),
    )
    settled_by = staff_account(_("settled by"))

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=("receiver_type", "receiver_id", "id"),
                name="outbox_open",
                condition=Q(state__in=("waiting", "sending")),
            ),
            models.Index(
                fields=("receiver_type", "receiver_id", "-id"),
                name="outbox_receiver",
            ),
            models.Index(fields=("settled_at",), name="outbox_settled"),
            models.Index(
                fields=("-id",),
                name="outbox_unclear",
                condition=Q(state__in=("failed", "uncertain")),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="settled_message_has_time",
                condition=Q(state__in=("waiting", "sending"))
                | Q(settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.uid


class OutboxAttempt(models.Model):
    """One attempt to send a message, and its result."""

    class Fault(models.TextChoices):
        """Why it was not sent.

        After `too_slow` and `interrupted` nobody knows whether it arrived;
        after the others it did not. `rejected`: for its content or recipient,
        so that the same message will never be accepted.
        """

        PRIVATE_ADDRESS = (
            "private_address",
            _("a private address: not reached"),
        )
        UNREACHABLE = "unreachable", _("not reachable")
        TOO_SLOW = "too_slow", _("no answer in time")
        REDIRECT = "redirect", _("a redirect: not followed")
        REFUSED = "refused", _("refused")
        REJECTED = "rejected", _("refused for good")
        INTERRUPTED = "interrupted", _("interrupted before an answer")

    message = models.ForeignKey(
        OutboxMessage,
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
        verbose_name = _("attempt to send")
        verbose_name_plural = _("attempts to send")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("attempted_at",), name="outbox_attempted"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.status or self.fault}"


class OutboxReceiver(models.Model):
    """Whether a receiver may be called now; one without a row may.

    failures: attempts that failed one after the other · next_attempt_at: not
    called before, after a failure or because of its limits.
    """

    class Pause(models.TextChoices):
        STAFF = "staff", _("Paused by staff")
        FAILING = "failing", _("Paused: it failed too often")
        GONE = "gone", _("Paused: it answered that it is gone")

    receiver_type = models.CharField(max_length=20)
    receiver_id = models.BigIntegerField()
    pause = models.CharField(
        _("state"),
        max_length=8,
        choices=Pause,
        blank=True,
    )
    failures = models.PositiveSmallIntegerField(
        _("failures in a row"),
        default=0,
    )
    next_attempt_at = models.DateTimeField(
        _("next attempt"),
        null=True,
        blank=True,
    )

    objects = OutboxReceiverQuerySet.as_manager()

    class Meta:
        verbose_name = _("receiver of messages")
        verbose_name_plural = _("receivers of messages")
        constraints = [
            models.UniqueConstraint(
                fields=("receiver_type", "receiver_id"),
                name="outbox_receiver_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receiver_type} {self.receiver_id}"

    def is_callable(self, now: datetime) -> bool:
        """Tell whether it is neither paused nor waiting for its next attempt.

        An attempt later than the longest wait was planned by a clock that was
        ahead, and is due.
        """
        moment = self.next_attempt_at
        is_due = moment is None or not now < moment <= now + LONGEST_WAIT
        return is_due and not self.pause
