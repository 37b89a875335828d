"""Targets of figures, who gets the weekly brief, and each brief that was sent."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from common.models import OutboxMessage
from integrations.models import Channel
from reports.querysets import SubscriptionQuerySet

NAME_LENGTH = 30
QUERY_LENGTH = 300
BIGGEST_TARGET = 1_000_000_000


class FigureTarget(models.Model):
    """What a figure of the brief should reach each week."""

    figure = models.CharField(_("figure"), max_length=NAME_LENGTH, unique=True)
    target = models.FloatField(
        _("target"),
        validators=[
            MinValueValidator(0),
            MaxValueValidator(BIGGEST_TARGET),
        ],
    )
    set_by = staff_account(_("set by"))
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        verbose_name = _("target of a figure")
        verbose_name_plural = _("targets of figures")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.figure} {self.target:g}"

    def get_absolute_url(self) -> str:
        return reverse("reports:target_form")


class BriefSubscription(models.Model):
    """That a colleague or a channel of the team gets the brief each week.

    query: the filters of the figures, as in the address of the page. What is
    shown is what `created_by` may see.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("colleague"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="brief_subscriptions",
    )
    channel = models.ForeignKey(
        Channel,
        verbose_name=_("channel"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="brief_subscriptions",
    )
    query = models.CharField(_("filters"), max_length=QUERY_LENGTH, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ordered by"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    created_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription of the brief")
        verbose_name_plural = _("subscriptions of the brief")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="brief_goes_to_one",
                condition=Q(user__isnull=False, channel__isnull=True)
                | Q(user__isnull=True, channel__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("user", "query"),
                condition=Q(ended_at__isnull=True),
                name="brief_once_a_colleague",
            ),
            models.UniqueConstraint(
                fields=("channel", "query"),
                condition=Q(ended_at__isnull=True),
                name="brief_once_a_channel",
            ),
        ]

    def __str__(self) -> str:
        return str(self.channel or self.user)


class SentBrief(models.Model):
    """A brief that was sent, once for each subscription and week.

    figures: the values that it showed, by name.
    """

    subscription = models.ForeignKey(
        BriefSubscription,
        on_delete=models.CASCADE,
        related_name="sent",
    )
    week = models.DateField(_("week"))
    sent_at = models.DateTimeField(_("sent at"))
    message = models.ForeignKey(
        OutboxMessage,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    figures = models.JSONField(_("figures"))

    class Meta:
        verbose_name = _("sent brief")
        verbose_name_plural = _("sent briefs")
        ordering = ("-week", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("subscription", "week"),
                name="brief_sent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription} {self.week}"
