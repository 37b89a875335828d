from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from members.models import Member, validate_readable
from members.rules.merging import OnMerge
from teamwork.models.interactions import LINE_LENGTH


class Handover(models.Model):
    """Members passed from one contact to another (交接): proposed, accepted or
    refused, and done when the new contact knows them.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Taken over")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    from_user = staff_account(_("from"))
    to_user = staff_account(_("to"))
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=State,
        default=State.PROPOSED,
    )
    reason = models.CharField(
        _("reason"),
        max_length=LINE_LENGTH,
        validators=[validate_readable],
    )
    refusal_reason = models.CharField(
        _("reason of the refusal"),
        max_length=LINE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ("-proposed_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="refusal_has_reason",
                condition=(Q(state="refused") & ~Q(refusal_reason=""))
                | (~Q(state="refused") & Q(refusal_reason="")),
            ),
            models.CheckConstraint(
                name="answered_handover_has_time",
                condition=Q(state="proposed", answered_at__isnull=True)
                | (~Q(state="proposed") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="handover_between_two",
                condition=Q(from_user__isnull=True)
                | ~Q(from_user=F("to_user")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_user or '–'} → {self.to_user or '–'}"

    def get_absolute_url(self) -> str:
        return reverse("teamwork:handover_detail", args=[self.pk])


class HandoverMember(models.Model):
    """A member handed over; `is_open` while the handover waits for an answer."""

    on_member_merge = {"member": OnMerge.MOVE}

    handover = models.ForeignKey(
        Handover,
        on_delete=models.CASCADE,
        related_name="rows",
    )
    member = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        related_name="handovers",
    )
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("member handed over")
        verbose_name_plural = _("members handed over")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("handover", "member"),
                name="handed_over_once",
            ),
            models.UniqueConstraint(
                fields=("member",),
                condition=Q(is_open=True),
                name="in_one_open_handover",
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)
