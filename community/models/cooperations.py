from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.db.change_times import changed_at_field
from common.db.fields import staff_account
from members.models import (
    NOTE_LENGTH,
    Member,
    validate_readable,
    validate_readable_lines,
)
from members.rules.merging import OnMerge

PARTNER_LENGTH = 80


class Cooperation(models.Model):
    """A time during which somebody pays a member for their opinion: what they
    write in it counts as paid, whether or not it says so.

    partner: who pays · batch: ends of KOC status that it brought bear it too ·
    cancelled_at: it was entered by mistake.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="cooperations",
    )
    partner = models.CharField(
        _("paid by"),
        max_length=PARTNER_LENGTH,
        validators=[validate_readable],
    )
    started_on = models.DateField(_("paid from"))
    ended_on = models.DateField(_("paid until"), null=True, blank=True)
    note = models.TextField(
        _("what was agreed"),
        blank=True,
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines, MaxLengthValidator(NOTE_LENGTH)],
    )
    recorded_by = staff_account(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"))
    batch = models.UUIDField(editable=False)
    cancelled_at = models.DateTimeField(
        _("taken back at"),
        null=True,
        blank=True,
    )
    updated_at = changed_at_field()

    class Meta:
        verbose_name = _("paid cooperation")
        verbose_name_plural = _("paid cooperations")
        ordering = ("-started_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="cooperation_ends_after_start",
                condition=Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.partner}"
