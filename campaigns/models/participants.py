"""Who takes part in a campaign, what testers found, and secret addresses of
calendars.
"""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.models import Issue, Suggestion
from campaigns.models.campaigns import Campaign
from campaigns.models.choices import (
    DAY_BOUNDS,
    EXTERNAL_ID_LENGTH,
    PROSE_LENGTH,
    WORDS_LENGTH,
    Via,
)
from campaigns.querysets import ParticipantQuerySet
from common.db.change_times import changed_at_field
from common.db.fields import staff_account
from members.models import Member, validate_readable, validate_readable_lines
from members.rules.merging import OnMerge


class Participant(models.Model):
    """A member who signed up for a campaign or attended it.

    signed_up_on is empty for those who came without signing up; attended_on for
    those who did not come, or of whom it is not known.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        on_delete=models.CASCADE,
        related_name="participants",
    )
    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="campaign_participations",
    )
    signed_up_on = models.DateField(
        _("signed up on"),
        null=True,
        blank=True,
        help_text=_("Empty: came without signing up."),
        validators=DAY_BOUNDS,
    )
    attended_on = models.DateField(
        _("attended on"),
        null=True,
        blank=True,
        help_text=_("Empty: did not come, or not yet."),
        validators=DAY_BOUNDS,
    )
    cancelled_on = models.DateField(
        _("called off on"),
        null=True,
        blank=True,
        help_text=_("When the member called off their sign-up."),
        validators=DAY_BOUNDS,
    )
    thanked_on = models.DateField(
        _("thanked on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When a colleague thanked the member."),
    )
    note = models.CharField(
        _("note"),
        max_length=WORDS_LENGTH,
        blank=True,
        validators=[validate_readable],
        help_text=_("A device, a version, a companion."),
    )
    via = models.CharField(
        _("entered by way of"),
        max_length=5,
        choices=Via,
        help_text=_("By page, file or REST."),
    )
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = staff_account(_("entered by"))
    updated_at = changed_at_field()

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("campaign", "member"),
                name="participant_once",
            ),
            models.CheckConstraint(
                name="participant_signed_up_or_came",
                condition=Q(signed_up_on__isnull=False)
                | Q(attended_on__isnull=False),
                violation_error_message=_(
                    "Say when the member signed up or attended.",
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)

    def get_absolute_url(self) -> str:
        return self.member.get_absolute_url()


class CallFinding(models.Model):
    """What a tester found in a call; it can lead to an issue or a suggestion."""

    on_member_merge = {"member": OnMerge.MOVE}

    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        on_delete=models.CASCADE,
        related_name="findings",
    )
    member = models.ForeignKey(
        Member,
        verbose_name=_("found by"),
        on_delete=models.PROTECT,
        related_name="call_findings",
    )
    text = models.TextField(
        _("what they found"),
        max_length=PROSE_LENGTH,
        validators=[
            validate_readable_lines,
            MaxLengthValidator(PROSE_LENGTH),
        ],
    )
    found_on = models.DateField(_("found on"), validators=DAY_BOUNDS)
    issue = models.ForeignKey(
        Issue,
        verbose_name=_("issue"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    suggestion = models.ForeignKey(
        Suggestion,
        verbose_name=_("suggestion"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    external_id = models.CharField(
        _("external id"),
        max_length=EXTERNAL_ID_LENGTH,
        blank=True,
        default="",
        db_default="",
        validators=[validate_readable],
        help_text=_(
            "As the system that sends it names it; sent again, it is not "
            "stored again.",
        ),
    )
    entered_at = models.DateTimeField(_("entered at"), editable=False)
    entered_by = staff_account(_("entered by"))

    class Meta:
        verbose_name = _("finding of a call")
        verbose_name_plural = _("findings of calls")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("campaign", "external_id"),
                condition=~Q(external_id=""),
                name="call_finding_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return f"{self.campaign.get_absolute_url()}#findings"


class CalendarAddress(models.Model):
    """The secret address under which a colleague's calendar program reads the
    calendar of campaigns. Only a digest of the secret is kept.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    user = staff_account(_("whose"))
    created_at = models.DateTimeField(_("created at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    last_read_at = models.DateTimeField(
        _("last read at"),
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.user)
