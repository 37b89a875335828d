"""What the contact gate goes by, and what it has refused."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from common.models import PolicyVersion
from members.models import Member, validate_readable, validate_readable_lines
from members.rules.merging import OnMerge
from outreach.models.choices import Purpose, RefusalReason, Way
from outreach.querysets import (
    ContactStopQuerySet,
    SuppressionQuerySet,
)

REASON_LENGTH = 300
DAYS_LENGTH = 2000


class ContactPolicy(PolicyVersion):
    """A version of the rules of contact; see outreach/rules/policy.py."""

    rules = models.JSONField(_("rules"))
    note = models.CharField(
        _("why"),
        max_length=REASON_LENGTH,
        blank=True,
        validators=[validate_readable],
    )

    class Meta(PolicyVersion.Meta):
        verbose_name = _("rules of contact")
        verbose_name_plural = _("rules of contact")

    def get_absolute_url(self) -> str:
        return reverse("outreach:policy_detail", args=[self.pk])


class HolidayYear(models.Model):
    """The public holidays of a year, one line each: 10-01..10-07 and a name."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    days = models.TextField(
        _("holidays"),
        max_length=DAYS_LENGTH,
        blank=True,
        validators=[validate_readable_lines, MaxLengthValidator(DAYS_LENGTH)],
        help_text=_(
            "One line each, such as 10-01..10-07 and a name. They are "
            "published by the State Council in November of the year before.",
        ),
    )
    entered_at = models.DateTimeField(_("entered at"), editable=False)
    entered_by = staff_account(_("entered by"))

    class Meta:
        verbose_name = _("holidays of a year")
        verbose_name_plural = _("holidays by year")
        ordering = ("-year",)

    def __str__(self) -> str:
        return str(self.year)

    def get_absolute_url(self) -> str:
        return reverse("outreach:holiday_edit", args=[self.pk])


class ContactStop(models.Model):
    """That nobody writes to a member, by decision of a colleague.

    until: the first day on which they may be written to again; none: until a
    colleague ends it.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="contact_stops",
    )
    reason = models.CharField(
        _("reason"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )
    until = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("Empty: until a colleague ends it."),
    )
    made_at = models.DateTimeField(_("since"), editable=False)
    made_by = staff_account(_("by"))
    ended_at = models.DateTimeField(
        _("ended at"),
        null=True,
        blank=True,
        editable=False,
    )
    ended_by = staff_account(_("ended by"))

    objects = ContactStopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop of contact")
        verbose_name_plural = _("stops of contact")
        ordering = ("-made_at", "-pk")
        indexes = [
            models.Index(
                fields=("member",),
                name="contact_stop_open",
                condition=Q(ended_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="contact_stop_ends_later",
                condition=Q(ended_at__isnull=True)
                | Q(ended_at__gte=F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)

    def get_absolute_url(self) -> str:
        return reverse("outreach:stop_list")


class ContactRefusal(models.Model):
    """That the gate refused a message, and why. Rows are only added.

    allowed_at: the earliest moment at which it would be allowed; none: no
    clock decides that.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="contact_refusals",
    )
    message = models.ForeignKey(
        "outreach.OutreachMessage",
        verbose_name=_("message"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="refusals",
    )
    purpose = models.CharField(_("purpose"), max_length=11, choices=Purpose)
    way = models.CharField(_("way"), max_length=5, choices=Way, blank=True)
    reason = models.CharField(
        _("reason"),
        max_length=12,
        choices=RefusalReason,
    )
    allowed_at = models.DateTimeField(
        _("allowed from"),
        null=True,
        blank=True,
    )
    policy_version = models.PositiveIntegerField(_("rules"))
    refused_at = models.DateTimeField(_("refused at"))
    asked_by = staff_account(_("asked by"))

    class Meta:
        verbose_name = _("refused message")
        verbose_name_plural = _("refused messages")
        ordering = ("-refused_at", "-pk")
        indexes = [
            models.Index(
                fields=("-refused_at", "-id"),
                name="refusal_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.reason}"


class Suppression(models.Model):
    """Whether a member gets routine notices, for systems that send them.

    A member has a row from the first time on that they get none; it stays, so
    that a system which asks what changed learns that it ended.
    """

    on_member_merge = {"member": OnMerge.STAY}

    member = models.OneToOneField(
        Member,
        verbose_name=_("member"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="suppression",
    )
    is_suppressed = models.BooleanField(_("gets no routine notices"))
    reason = models.CharField(
        _("reason"),
        max_length=12,
        choices=RefusalReason,
        blank=True,
    )
    changed_at = models.DateTimeField(_("since"), db_index=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppression list")
        ordering = ("member_id",)

    def __str__(self) -> str:
        return f"{self.member_id} {self.reason}"
