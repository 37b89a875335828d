"""Cars that members own or owned, and the software in them."""

from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from common.db.fields import EncryptedTextField
from members.models.members import Member
from members.models.validators import validate_readable
from members.querysets import (
    VehicleOwnershipQuerySet,
)
from members.rules.merging import OnMerge
from members.rules.vins import mask_vin


class VehicleOwnership(models.Model):
    """A car a member owns or owned, and why that ended."""

    on_member_merge = {"member": OnMerge.MOVE}

    class EndReason(models.TextChoices):
        SOLD = "sold", _("Sold")
        TRADED_SAME = "traded_same", _("Traded for the same brand")
        LEFT_BRAND = "left_brand", _("Left the brand")

    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="vehicles",
    )
    model_series = models.CharField(
        _("model series"),
        max_length=40,
        validators=[validate_readable],
    )
    model_year = models.PositiveSmallIntegerField(
        _("model year"),
        null=True,
        blank=True,
    )
    vin = EncryptedTextField(_("VIN"), blank=True)
    vin_index = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        db_index=True,
    )
    started_on = models.DateField(_("owned since"), null=True, blank=True)
    ended_on = models.DateField(_("owned until"), null=True, blank=True)
    end_reason = models.CharField(
        _("reason it ended"),
        max_length=12,
        choices=EndReason,
        blank=True,
    )

    staff_edited_at = models.JSONField(
        default=dict,
        db_default=Value({}, output_field=models.JSONField()),
        blank=True,
        editable=False,
        help_text="When staff last set each field; what they set, no delivery overwrites.",
    )

    objects = VehicleOwnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        ordering = (F("started_on").desc(nulls_last=True), "-id")
        indexes = [
            models.Index(
                fields=("model_series", "member"),
                name="vehicle_series",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="vehicle_ends_after_start",
                condition=Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
                violation_error_message=_(
                    "A car cannot be given up before it was owned.",
                ),
            ),
            models.CheckConstraint(
                name="vehicle_end_has_reason",
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                violation_error_message=_(
                    "An ended ownership needs its reason, a current one has none.",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_series} {self.model_year or ''}".strip()

    @property
    def software_now(self) -> "SoftwareSpell | None":
        """Return the newest software version that is known of the car."""
        newest = None
        for spell in self.software.all():
            if newest is None or spell.started_on > newest.started_on:
                newest = spell
        return newest

    @property
    def masked_vin(self) -> str:
        """Return the VIN with all but the first three and last two characters
        hidden, a short one hidden whole.
        """
        return mask_vin(self.vin or "")


class SoftwareSpell(models.Model):
    """Since when a car runs a software version; it holds until the next one."""

    vehicle = models.ForeignKey(
        VehicleOwnership,
        on_delete=models.CASCADE,
        related_name="software",
    )
    version = models.CharField(
        _("software version"),
        max_length=40,
        validators=[validate_readable],
    )
    started_on = models.DateField(_("installed on"))

    class Meta:
        verbose_name = _("software version")
        verbose_name_plural = _("software versions")
        ordering = ("-started_on",)
        constraints = [
            models.UniqueConstraint(
                fields=("vehicle", "started_on"),
                name="one_software_version_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.version
