"""What members have agreed to, purpose by purpose."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from members.models.members import Member
from members.models.validators import validate_readable
from members.querysets import MemberConsentQuerySet
from members.rules.merging import OnMerge

CONSENT_NOTE_LENGTH = 200


class MemberConsent(models.Model):
    """That a member agreed to a purpose, or withdrew it. Rows are only added.

    note: where and how they said so.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    class Purpose(models.TextChoices):
        ENGINEERING = (
            "engineering",
            _("VIN to engineering, to look for the cause of a fault"),
        )

    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="consents",
    )
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    is_given = models.BooleanField(_("agreed"))
    note = models.CharField(
        _("where and how they said so"),
        max_length=CONSENT_NOTE_LENGTH,
        validators=[validate_readable],
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = staff_account(_("recorded by"))

    objects = MemberConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=("member", "purpose", "id"),
                name="consent_of_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.purpose} {self.is_given}"
