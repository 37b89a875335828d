"""Opportunities: what may interest a member, and whom it suits."""

from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.db.change_times import changed_at_field
from common.db.fields import staff_account
from knowledge.models import Script
from members.models import Member, validate_readable
from members.rules.merging import OnMerge
from outreach.querysets import MatchQuerySet, OpportunityQuerySet

TITLE_LENGTH = 60
WORDS_LENGTH = 200


class Opportunity(models.Model):
    """An event, a product or a fixed issue that suits members with some
    interests, cars or cities.

    Its members are drawn once: then its matches are fixed, and who of them is
    held out. wave: part of the hash by which they are drawn.
    """

    class Kind(models.TextChoices):
        EVENT = "event", pgettext_lazy("kind of opportunity", "Event")
        PRODUCT = "product", pgettext_lazy("kind of opportunity", "Product")
        FIX = "fix", pgettext_lazy("kind of opportunity", "Fixed issue")
        OTHER = "other", pgettext_lazy("kind of opportunity", "Other")

    class Audience(models.TextChoices):
        DORMANT = "dormant", _("Dormant members only")
        QUIET = "quiet", _("Cooling and dormant members")
        ANYONE = "anyone", _("All members")

    title = models.CharField(
        _("title"),
        max_length=TITLE_LENGTH,
        validators=[validate_readable],
        help_text=_("As a member reads it: it fills {topic} and {event}."),
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    audience = models.CharField(
        _("for"),
        max_length=7,
        choices=Audience,
        default=Audience.QUIET,
    )
    tags = models.JSONField(
        _("interests"),
        default=list,
        blank=True,
    )
    model_series = models.JSONField(
        _("model series"),
        default=list,
        blank=True,
    )
    cities = models.JSONField(_("cities"), default=list, blank=True)
    place = models.CharField(
        _("place"),
        max_length=WORDS_LENGTH,
        blank=True,
        validators=[validate_readable],
        help_text=_("It fills {place}."),
    )
    happens_on = models.DateField(
        _("on"),
        null=True,
        blank=True,
        help_text=_("It fills {date}."),
    )
    ends_on = models.DateField(
        _("offered until"),
        help_text=_("No message is sent after this day."),
    )
    script = models.ForeignKey(
        Script,
        verbose_name=_("script"),
        on_delete=models.PROTECT,
        related_name="opportunities",
        help_text=_("Its approved version is what the drafts say."),
    )
    held_out_percent = models.PositiveSmallIntegerField(
        _("held out, in per cent"),
        default=20,
        validators=[MinValueValidator(0), MaxValueValidator(50)],
        help_text=_(
            "So many of the matches are left alone, so that the effect can be "
            "measured. 0: nothing is measured.",
        ),
    )
    outcome_days = models.PositiveSmallIntegerField(
        _("days until the effect is counted"),
        default=28,
        validators=[MinValueValidator(7), MaxValueValidator(180)],
    )
    wave = models.UUIDField(default=uuid4, unique=True, editable=False)
    drawn_at = models.DateTimeField(
        _("drawn at"),
        null=True,
        blank=True,
        editable=False,
    )
    drawn_by = staff_account(_("drawn by"))
    created_at = models.DateTimeField(_("created at"), editable=False)
    created_by = staff_account(_("created by"))
    updated_at = changed_at_field()

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ("-ends_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="opportunity_share_is_half_at_most",
                condition=Q(held_out_percent__lte=50),
            ),
            models.CheckConstraint(
                name="opportunity_ends_after_its_day",
                condition=Q(happens_on__isnull=True)
                | Q(ends_on__lte=F("happens_on")),
                violation_error_message=_(
                    "It cannot be offered after the day on which it happens.",
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("outreach:opportunity_detail", args=[self.pk])


class Match(models.Model):
    """A member whom an opportunity suits, and why. It was drawn before anybody
    saw the list, and never changes.

    reasons: kind, word and source of each · was_dormant: at the moment of the
    draw. It stays with a merged member: who was drawn is not drawn again.
    """

    on_member_merge = {"member": OnMerge.STAY}

    opportunity = models.ForeignKey(
        Opportunity,
        verbose_name=_("opportunity"),
        on_delete=models.PROTECT,
        related_name="matches",
    )
    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="opportunity_matches",
    )
    score = models.FloatField(_("how well it suits"))
    reasons = models.JSONField(_("why"), default=list)
    is_held_out = models.BooleanField(_("held out"))
    was_dormant = models.BooleanField(_("was dormant"), default=False)
    drawn_at = models.DateTimeField(_("drawn at"))

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ("-score", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("opportunity", "member"),
                name="match_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.member_id}"
