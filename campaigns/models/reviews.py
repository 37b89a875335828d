"""Review meetings: findings, decisions, and the readings of their checks."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.campaigns import Campaign
from campaigns.models.choices import (
    DAY_BOUNDS,
    PROSE_LENGTH,
    TITLE_LENGTH,
    WORDS_LENGTH,
)
from campaigns.querysets import DecisionQuerySet, ReviewQuerySet
from common.db.change_times import changed_at_field
from common.db.fields import staff_account
from members.models import validate_readable, validate_readable_lines


class Review(models.Model):
    """A review meeting about a period, or about one campaign.

    agenda: the numbers as they were when it was opened. Once `closed_at` is
    set, it does not change.
    """

    title = models.CharField(
        _("title"),
        max_length=TITLE_LENGTH,
        validators=[validate_readable],
        help_text=_("As the meeting is called."),
    )
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reviews",
        help_text=_("Empty: the review of a period."),
    )
    since = models.DateField(
        _("period from"),
        help_text=_("The first day that is looked at."),
        validators=DAY_BOUNDS,
    )
    until = models.DateField(
        _("period to"),
        help_text=_("The last day that is looked at."),
        validators=DAY_BOUNDS,
    )
    held_on = models.DateField(
        _("held on"),
        help_text=_("The day of the meeting."),
        validators=DAY_BOUNDS,
    )
    lead = staff_account(_("who leads it"))
    present = models.CharField(
        _("who was there"),
        max_length=WORDS_LENGTH,
        blank=True,
        validators=[validate_readable],
        help_text=_("The colleagues who took part."),
    )
    agenda = models.JSONField(_("agenda"), default=list, editable=False)
    opened_at = models.DateTimeField(
        pgettext_lazy("review meeting", "opened at"), editable=False
    )
    opened_by = staff_account(pgettext_lazy("review meeting", "opened by"))
    closed_at = models.DateTimeField(
        _("closed at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Since then it does not change."),
    )
    updated_at = changed_at_field()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review meeting")
        verbose_name_plural = _("review meetings")
        ordering = ("-held_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="review_period_runs_forward",
                condition=Q(until__gte=F("since")),
                violation_error_message=_(
                    "The last day cannot lie before the first one.",
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:review_detail", args=[self.pk])


class ReviewFinding(models.Model):
    """What a review found."""

    review = models.ForeignKey(
        Review,
        on_delete=models.CASCADE,
        related_name="findings",
    )
    text = models.TextField(
        _("finding"),
        max_length=PROSE_LENGTH,
        validators=[
            validate_readable_lines,
            MaxLengthValidator(PROSE_LENGTH),
        ],
    )
    noted_at = models.DateTimeField(_("noted at"), editable=False)
    noted_by = staff_account(_("noted by"))

    class Meta:
        verbose_name = _("finding of a review")
        verbose_name_plural = _("findings of reviews")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:60]


class Decision(models.Model):
    """What a review decided to change, what that shall bring, and whether it
    did when it was checked.
    """

    class Reading(models.TextChoices):
        OPEN = "", _("Not checked yet")
        WORKED = "worked", _("Worked")
        FAILED = "failed", _("Did not work")
        DROPPED = "dropped", _("Dropped")

    review = models.ForeignKey(
        Review,
        verbose_name=_("review meeting"),
        on_delete=models.CASCADE,
        related_name="decisions",
    )
    what = models.CharField(
        _("what is changed"),
        max_length=WORDS_LENGTH,
        validators=[validate_readable],
        help_text=_("What the team does differently from now on."),
    )
    expected = models.CharField(
        _("what shall change by it"),
        max_length=WORDS_LENGTH,
        validators=[validate_readable],
        help_text=_("By how much, in which direction."),
    )
    measure = models.CharField(
        _("by what it is seen"),
        max_length=WORDS_LENGTH,
        validators=[validate_readable],
        help_text=_("A figure, and where it is found."),
    )
    owner = staff_account(_("who checks it"))
    check_on = models.DateField(
        _("check on"),
        help_text=_("The day on which the figure is read."),
        validators=DAY_BOUNDS,
    )
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("changes the campaign"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decisions",
        help_text=_("The campaign that is run differently, if it is one."),
    )
    reading = models.CharField(
        _("reading"),
        max_length=7,
        choices=Reading,
        default=Reading.OPEN,
        blank=True,
        editable=False,
        help_text=_("Worked, did not work, or dropped; empty: not checked."),
    )
    reading_note = models.CharField(
        _("what was seen"),
        max_length=WORDS_LENGTH,
        blank=True,
        editable=False,
        help_text=_("The figure that was read, or why it was dropped."),
    )
    read_at = models.DateTimeField(
        _("checked at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When it was checked."),
    )
    read_by = staff_account(_("checked by"))
    read_in = models.ForeignKey(
        Review,
        verbose_name=_("checked in"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="readings",
        help_text=_("The review meeting in which it was checked."),
    )
    updated_at = changed_at_field()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("check_on", "pk")
        indexes = [
            models.Index(
                fields=("check_on",),
                name="decision_unchecked",
                condition=Q(reading=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="checked_decision_has_note",
                condition=Q(reading="", read_at__isnull=True)
                | (~Q(reading="") & ~Q(reading_note="")),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return f"{self.review.get_absolute_url()}#decisions"
