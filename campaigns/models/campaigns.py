"""Campaigns: what they are, how they are judged, and how far they are."""

from uuid import uuid4

from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.models.choices import (
    DAY_BOUNDS,
    PROSE_LENGTH,
    TITLE_LENGTH,
    WORDS_LENGTH,
    Kind,
    Measure,
    Method,
    State,
)
from campaigns.querysets import (
    CampaignQuerySet,
)
from common.db.change_times import changed_at_field
from common.db.fields import staff_account
from insights.models import Segment
from members.models import validate_readable, validate_readable_lines
from outreach.models import Opportunity

MOST_PLACES = 10_000


class Campaign(models.Model):
    """A contest, event, call or theme, from the plan to the report.

    Once `started_at` is set, the database refuses to change the plan: segment,
    comparison, measure, target, baseline, days, method and share of the control
    group. draw: part of the hash by which the control group is drawn · result:
    what the report said when the campaign was closed.
    """

    title = models.CharField(
        _("title"),
        max_length=TITLE_LENGTH,
        validators=[validate_readable],
        help_text=_("As members read it."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=7,
        choices=Kind,
        help_text=_("A call has places and collects findings of its testers."),
    )
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=State,
        default=State.PLANNED,
        editable=False,
        help_text=_("Planned, running, ended, closed or cancelled."),
    )
    lead = staff_account(_("who leads it"))
    goal = models.TextField(
        _("goal"),
        max_length=PROSE_LENGTH,
        validators=[
            validate_readable_lines,
            MaxLengthValidator(PROSE_LENGTH),
        ],
        help_text=_("What shall be different afterwards, in a sentence."),
    )
    place = models.CharField(
        _("place"),
        max_length=WORDS_LENGTH,
        blank=True,
        validators=[validate_readable],
        help_text=_("Where it happens; empty if it is online."),
    )
    topics = models.JSONField(
        _("topic words"),
        default=list,
        blank=True,
        help_text=_(
            "Posts that name one of them in these days become works of the "
            "campaign.",
        ),
    )
    starts_on = models.DateField(
        _("first day"),
        help_text=_("The first day that counts."),
        validators=DAY_BOUNDS,
    )
    ends_on = models.DateField(
        _("last day"),
        help_text=_("The last day that counts; no verdict before it is over."),
        validators=DAY_BOUNDS,
    )
    segment = models.ForeignKey(
        Segment,
        verbose_name=_("for the segment"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Its members at the start are the audience, for good."),
    )
    measure = models.CharField(
        _("primary measure"),
        max_length=14,
        choices=Measure,
        blank=True,
        help_text=_("The one figure by which it is judged."),
    )
    target = models.DecimalField(
        _("target"),
        max_digits=10,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("What the measure shall reach with the audience."),
    )
    baseline = models.DecimalField(
        _("baseline"),
        max_digits=12,
        decimal_places=1,
        null=True,
        blank=True,
        editable=False,
        help_text=_(
            "The measure over as many days before the start, with the same "
            "members.",
        ),
    )
    method = models.CharField(
        _("how the effect is measured"),
        max_length=10,
        choices=Method,
        default=Method.DRAW,
        help_text=_("Against whom the audience is compared."),
    )
    control_percent = models.PositiveSmallIntegerField(
        _("control group, in per cent"),
        default=20,
        validators=[MinValueValidator(0), MaxValueValidator(50)],
        help_text=_(
            "So many of the segment are drawn and left out, if the effect is "
            "measured by a draw.",
        ),
    )
    comparison = models.ForeignKey(
        Segment,
        verbose_name=_("compared with the segment"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_(
            "Members who are like the audience and are not addressed, if the "
            "effect is measured by a comparison.",
        ),
    )
    places = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
        help_text=_("How many can take part; empty: as many as want to."),
    )
    opportunity = models.ForeignKey(
        Opportunity,
        verbose_name=_("invited by the opportunity"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "It carries the invitations through the rules of contact."
        ),
    )
    draw = models.UUIDField(default=uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)
    created_by = staff_account(_("created by"))
    started_at = models.DateTimeField(
        _("started at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Since then the plan stays as it is."),
    )
    started_by = staff_account(_("started by"))
    ended_at = models.DateTimeField(
        _("ended at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When a colleague ended or cancelled it."),
    )
    end_note = models.CharField(
        _("why it was cancelled"),
        max_length=WORDS_LENGTH,
        blank=True,
        editable=False,
    )
    closed_at = models.DateTimeField(
        _("closed at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When its report was stored."),
    )
    lessons = models.TextField(
        _("lessons"),
        max_length=PROSE_LENGTH,
        blank=True,
        editable=False,
        help_text=_("What the team takes from it."),
    )
    result = models.JSONField(_("result"), default=dict, editable=False)
    updated_at = changed_at_field()

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ("-starts_on", "-pk")
        indexes = [
            models.Index(fields=("state", "starts_on"), name="campaign_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="campaign_ends_after_its_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_(
                    "The last day cannot lie before the first one.",
                ),
            ),
            models.CheckConstraint(
                name="campaign_control_is_half_at_most",
                condition=Q(control_percent__lte=50),
            ),
            models.CheckConstraint(
                name="campaign_start_has_plan",
                condition=Q(started_at__isnull=True)
                | Q(
                    segment__isnull=False,
                    target__isnull=False,
                    baseline__isnull=False,
                )
                & ~Q(measure=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:campaign_detail", args=[self.pk])
