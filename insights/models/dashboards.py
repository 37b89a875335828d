"""Dashboards that people compose, and what happened on a day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from members.models import validate_readable

NAME_LENGTH = 40
TEXT_LENGTH = 60


class Dashboard(models.Model):
    """Names of cards of the library in order, and the filter they begin with;
    of its owner alone, or for everybody.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        related_name="dashboards",
    )
    name = models.CharField(
        _("name"),
        max_length=NAME_LENGTH,
        validators=[validate_readable],
    )
    is_shared = models.BooleanField(_("shared with the team"), default=False)
    cards = models.JSONField(_("cards"), default=list)
    query = models.CharField(_("filter"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created at"))
    deleted_at = models.DateTimeField(
        _("deleted at"),
        null=True,
        blank=True,
        editable=False,
    )

    class Meta:
        verbose_name = _("dashboard")
        verbose_name_plural = _("dashboards")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("owner", "name"),
                condition=Q(deleted_at__isnull=True),
                name="dashboard_once_per_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("insights:dashboard_detail", args=[self.pk])


class Annotation(models.Model):
    """Something that happened on a day, which charts over time show."""

    class Kind(models.TextChoices):
        OTA = "ota", _("OTA update")
        CAMPAIGN = "campaign", _("Campaign")
        RECALL = "recall", _("Recall")
        OTHER = "other", _("Other")

    day = models.DateField(_("day"))
    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=Kind,
        default=Kind.OTHER,
    )
    text = models.CharField(
        _("what happened"),
        max_length=TEXT_LENGTH,
        validators=[validate_readable],
    )
    city = models.CharField(
        _("city"),
        max_length=30,
        blank=True,
        validators=[validate_readable],
        help_text=_("Empty: everywhere."),
    )
    model_series = models.CharField(
        _("model series"),
        max_length=40,
        blank=True,
        validators=[validate_readable],
        help_text=_("Empty: every model."),
    )
    created_at = models.DateTimeField(_("created at"))
    created_by = staff_account(_("created by"))

    class Meta:
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        ordering = ("-day", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("day", "kind", "text", "city", "model_series"),
                name="annotation_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("insights:annotation_list")
