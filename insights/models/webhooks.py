from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import EncryptedTextField
from insights.models.segments import Segment
from insights.querysets import WebhookEndpointQuerySet
from members.models import validate_readable

URL_LENGTH = 500
# The type under which the outbox knows endpoints.
WEBHOOK = "webhook"
SEGMENT_CHANGES = "segment.members_changed"


def followed_by_default() -> list[str]:
    """Return the kinds of events that a new webhook follows."""
    return [SEGMENT_CHANGES]


class WebhookEndpoint(models.Model):
    """An address of another system that receives every join and leave of
    segments, in order, through the outbox (common/models/outbox.py).
    """

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
