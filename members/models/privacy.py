"""Who was erased, and who looked at what in full."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from common.models import JobRun
from members.models.members import Member
from members.rules.merging import OnMerge

REASON_LENGTH = 200


class Erasure(models.Model):
    """That a person was to be erased, and was.

    member_numbers: all of their records, merged ones included. A restored
    backup is erased again by these numbers, so nothing else is kept of them.
    removed: how many rows were changed or deleted, by model.
    """

    on_member_merge = {"member": OnMerge.STAY}

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="erasures",
    )
    member_numbers = models.JSONField(_("numbers of their records"))
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = staff_account(_("asked by"))
    job = models.ForeignKey(
        JobRun,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    removed = models.JSONField(_("what was removed"), default=dict)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"#{self.member_id}"


class Unmasking(models.Model):
    """That a colleague looked at one personal value in full, and why.

    field: model and field, as app.model.field.
    """

    on_member_merge = {"member": OnMerge.STAY}

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="unmaskings",
    )
    field = models.CharField(_("what"), max_length=100)
    row_id = models.CharField(_("number"), max_length=60)
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH)
    seen_at = models.DateTimeField(_("seen at"))
    seen_by = staff_account(_("seen by"))

    class Meta:
        verbose_name = _("look at a personal value")
        verbose_name_plural = _("looks at personal values")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=("seen_by", "seen_at"),
                name="unmasking_by_reader",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.row_id}"
