from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.rules import clock


class ClockReading(models.Model):
    """The one row with the time at which the clock was last believed, and the present doubt."""

    class Doubt(models.TextChoices):
        AHEAD = clock.Doubt.AHEAD.value, _("The clock is ahead")
        BEHIND = clock.Doubt.BEHIND.value, _("The clock is behind")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    believed_at = models.DateTimeField(
        null=True,
        help_text="What the clock said when it was last believed.",
    )
    boot = models.CharField(
        max_length=40,
        blank=True,
        help_text="Which start of which machine.",
    )
    uptime = models.FloatField(
        default=0,
        help_text="Seconds since that start.",
    )
    doubt = models.CharField(max_length=12, choices=Doubt, blank=True)
    doubted_at = models.DateTimeField(
        null=True,
        help_text="What the clock says while it is not believed.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="one_clock_reading",
                condition=models.Q(id=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.believed_at} {self.doubt}"
