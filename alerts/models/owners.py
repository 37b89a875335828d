from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alerts.models.issues import Issue
from alerts.models.lexicon import ENTRY_LENGTH
from community.models import Circle
from members.models import validate_readable

MAX_POSITION = 9999


class OwnerRule(models.Model):
    """To whom raised issues are given that meet every condition which is set.

    Of several rules that fit, the one with most conditions decides, then the
    one with the lower position (alerts/rules/owner_rules.py).
    """

    name = models.CharField(
        _("name"),
        max_length=60,
        unique=True,
        validators=[validate_readable],
    )
    position = models.PositiveSmallIntegerField(
        _("position"),
        default=10,
        validators=[MaxValueValidator(MAX_POSITION)],
        help_text=_(
            "Among rules with as many conditions the lowest is first."
        ),
    )
    component = models.CharField(
        _("part or service"),
        max_length=ENTRY_LENGTH,
        blank=True,
    )
    model_series = models.CharField(
        _("model series"),
        max_length=40,
        blank=True,
        validators=[validate_readable],
    )
    circle = models.ForeignKey(
        Circle,
        verbose_name=_("circle"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("At least half of the reporting owners belong to it."),
    )
    severity = models.CharField(
        _("severity"),
        max_length=8,
        choices=Issue.Severity,
        blank=True,
        help_text=_("As staff have set it, else as it is suggested."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("responsible"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    class Meta:
        verbose_name = _("rule for owners")
        verbose_name_plural = _("rules for owners")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("alerts:owner_rule_edit", args=[self.pk])
