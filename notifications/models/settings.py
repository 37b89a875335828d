from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.rules.quiet_hours import BEGINS, ENDS
from integrations.models import Channel
from notifications.models.notifications import Pace, Urgency
from notifications.rules import kinds
from notifications.rules.escalation import DEFAULT_HOURS

DIGEST_HOUR = 9
LAST_HOUR = 23
MOST_HOURS = 14 * 24


class Preference(models.Model):
    """How a colleague wants to be notified; without a row, as shipped."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notification_preference",
    )
    by_email = models.BooleanField(
        _("by e-mail"),
        default=True,
        help_text=_("To the address of your account."),
    )
    quiet_from = models.TimeField(_("quiet from"), default=BEGINS)
    quiet_until = models.TimeField(
        _("quiet until"),
        default=ENDS,
        help_text=_("Only what is critical is sent meanwhile."),
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the daily summary"),
        default=DIGEST_HOUR,
        validators=[MaxValueValidator(LAST_HOUR)],
    )

    class Meta:
        verbose_name = _("preferences for notifications")
        verbose_name_plural = _("preferences for notifications")

    def __str__(self) -> str:
        return str(self.user)


class KindPreference(models.Model):
    """When a colleague wants to be notified of one kind of events."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="kind_preferences",
    )
    kind = models.CharField(_("kind"), max_length=40)
    pace = models.CharField(_("notified"), max_length=7, choices=Pace)

    class Meta:
        verbose_name = _("preference for a kind of events")
        verbose_name_plural = _("preferences for kinds of events")
        ordering = ("kind",)
        constraints = [
            models.UniqueConstraint(
                fields=("user", "kind"),
                name="one_preference_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}: {self.pace}"


class ChannelSubscription(models.Model):
    """A kind of events that a channel of the team receives, from an urgency
    on.
    """

    channel = models.ForeignKey(
        Channel,
        verbose_name=pgettext_lazy("for messages", "channel"),
        on_delete=models.CASCADE,
        related_name="subscriptions",
    )
    kind = models.CharField(_("kind"), max_length=40)
    minimum = models.CharField(
        _("from urgency"),
        max_length=8,
        choices=Urgency,
        default=Urgency.NORMAL,
    )
    mentions_all = models.BooleanField(
        _("call everybody when critical"),
        default=False,
    )

    class Meta:
        verbose_name = _("subscription of a channel")
        verbose_name_plural = _("subscriptions of channels")
        ordering = ("channel", "kind")
        constraints = [
            models.UniqueConstraint(
                fields=("channel", "kind"),
                name="channel_follows_kind_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind}"


def _hours(urgency: kinds.Urgency, label: Any) -> Any:
    return models.PositiveSmallIntegerField(
        label,
        default=DEFAULT_HOURS[urgency],
        validators=[MaxValueValidator(MOST_HOURS)],
        help_text=_("0: it is not escalated."),
    )


class EscalationPolicy(models.Model):
    """The one row that says after how many hours without a confirmation an
    alert is escalated.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    critical_hours = _hours(
        kinds.Urgency.CRITICAL,
        _("hours until a critical alert is escalated"),
    )
    normal_hours = _hours(
        kinds.Urgency.NORMAL,
        _("hours until any other alert is escalated"),
    )

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalation")
        constraints = [
            models.CheckConstraint(
                name="one_escalation_policy",
                condition=models.Q(id=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.critical_hours} / {self.normal_hours}"

    def hours(self, urgency: str) -> int:
        """Return after how many hours an alert of this urgency is escalated."""
        is_critical = urgency == kinds.Urgency.CRITICAL
        return int(self.critical_hours if is_critical else self.normal_hours)
