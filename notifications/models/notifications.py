from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from common.models import DomainEvent, OutboxMessage
from notifications.querysets import FollowUpQuerySet, NotificationQuerySet
from notifications.rules import kinds

SUBJECT_LENGTH = 120


class Pace(models.TextChoices):
    """When a colleague is notified beyond their list."""

    AT_ONCE = kinds.Pace.AT_ONCE.value, _("at once")
    DIGEST = kinds.Pace.DIGEST.value, _("in the daily summary")
    OFF = kinds.Pace.OFF.value, _("not at all")


class Urgency(models.TextChoices):
    """How urgent it is."""

    CRITICAL = kinds.Urgency.CRITICAL.value, _("Critical")
    NORMAL = kinds.Urgency.NORMAL.value, _("Normal")


class Digest(models.Model):
    """The summary of a day for a colleague: one a day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="digests",
    )
    day = models.DateField(_("day"))
    created_at = models.DateTimeField(_("created at"))
    message = models.ForeignKey(
        OutboxMessage,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("daily summary")
        verbose_name_plural = _("daily summaries")
        ordering = ("-day", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "day"),
                name="one_digest_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.day}"


class Notification(models.Model):
    """That a colleague is notified of an event, once, and why they are.

    Its words are written where it is shown, in the reader's language
    (notifications/selectors/texts.py).
    """

    class Reason(models.TextChoices):
        OWNER = "owner", _("You are responsible for this issue.")
        CONTACT = "contact", _("You look after this member.")
        TAKER = "taker", _("You took this question.")
        PROPOSER = "proposer", _("You proposed it.")
        JUDGES = "judges", _("It is yours to judge.")
        RECEIVER = "receiver", _("It was proposed to you.")
        PROMISER = "promiser", _("You keep this promise.")
        DOER = "doer", _("It is yours to do.")
        ANALYSTS = "analysts", _("You are a data analyst.")
        LEADS = "leads", _("You lead the team.")
        ADMINS = "admins", _("You are an administrator.")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("colleague"),
        on_delete=models.CASCADE,
        related_name="notifications",
    )
    event = models.ForeignKey(
        DomainEvent,
        verbose_name=_("event"),
        on_delete=models.CASCADE,
        related_name="notifications",
    )
    reason = models.CharField(_("why"), max_length=10, choices=Reason)
    stands_in_for = staff_account(_("stands in for"))
    subject = models.CharField(
        _("about"),
        max_length=SUBJECT_LENGTH,
        blank=True,
    )
    href = models.CharField(max_length=200, blank=True)
    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency)
    pace = models.CharField(_("sent"), max_length=7, choices=Pace)
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    digest = models.ForeignKey(
        Digest,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="notifications",
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("event", "user"),
                name="notified_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=("user", "-id"),
                name="notification_unread",
                condition=Q(read_at__isnull=True),
            ),
            models.Index(fields=("user", "-id"), name="notification_of_user"),
            models.Index(
                fields=("user", "id"),
                name="notification_for_digest",
                condition=Q(pace="digest", digest__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.event_id}"

    def get_absolute_url(self) -> str:
        return reverse("notifications:notification_detail", args=[self.pk])


class EventMessage(models.Model):
    """A message that was written because of an event: to a colleague, or to
    all who follow a channel or webhook.
    """

    event = models.ForeignKey(
        DomainEvent,
        on_delete=models.CASCADE,
        related_name="sent_messages",
    )
    message = models.OneToOneField(
        OutboxMessage,
        on_delete=models.CASCADE,
        related_name="event_message",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("message about an event")
        verbose_name_plural = _("messages about events")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.event_id} {self.message_id}"


class FollowUp(models.Model):
    """Whether a colleague has confirmed an event, and when it is escalated if
    nobody does.
    """

    event = models.OneToOneField(
        DomainEvent,
        on_delete=models.CASCADE,
        related_name="follow_up",
    )
    urgency = models.CharField(max_length=8, choices=Urgency)
    escalate_at = models.DateTimeField(
        _("escalated at"),
        null=True,
        blank=True,
    )
    step = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(
        _("confirmed at"),
        null=True,
        blank=True,
    )
    confirmed_by = staff_account(_("confirmed by"))

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ("pk",)
        indexes = [
            models.Index(
                fields=("escalate_at",),
                name="follow_up_to_escalate",
                condition=Q(confirmed_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="confirmed_by_somebody_at_a_time",
                condition=Q(confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event_id)
