"""KOC status of members: its policy of tiers, its spells and their history."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from common.models import PolicyVersion
from koc.querysets import KocSpellQuerySet
from koc.rules.tiers import KEYS
from members.models import (
    NOTE_LENGTH,
    Member,
    validate_readable,
    validate_readable_lines,
)
from members.rules.merging import OnMerge

REASON_LENGTH = 300


class KocPolicy(PolicyVersion):
    """A version of the tiers of KOC: names, reviews and promises, and whether
    paid cooperation ends the status.
    """

    tiers = models.JSONField(_("tiers"))
    pay_ends = models.BooleanField(
        _("paid cooperation ends the KOC status"),
        default=True,
        db_default=True,
        help_text=_(
            "A member who gives opinions for pay is no KOC but a KOL."
        ),
    )
    note = models.CharField(
        _("why"),
        max_length=REASON_LENGTH,
        blank=True,
        validators=[validate_readable],
    )

    class Meta(PolicyVersion.Meta):
        verbose_name = _("tiers of KOC")
        verbose_name_plural = _("tiers of KOC")

    def get_absolute_url(self) -> str:
        return reverse("koc:policy_detail", args=[self.pk])


class KocSpell(models.Model):
    """A time during which a member is a KOC of ours (核心用户名册).

    A member has at most one that has not ended. `contact` looks after them as
    KOC; the review of `review_on` was asked for because of `review_cause`.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    class Origin(models.TextChoices):
        NOMINATION = "nomination", _("Nomination")
        DECISION = "decision", _("Decision of a lead")
        IMPORT = "import", _("Imported roster")

    class ReviewCause(models.TextChoices):
        SOLD = "sold", _("Has no car of ours any more")
        FAREWELL = "farewell", _("Takes leave in a post")

    class EndReason(models.TextChoices):
        SOLD = "sold", _("Sold the car")
        LEFT = "left", _("Left the community")
        QUIET = "quiet", _("Has become quiet")
        OWN_WISH = "own_wish", _("Own wish")
        PAID = "paid", _("Works with us for pay")
        CONDUCT = "conduct", _("Broke the rules of the community")
        OTHER = "other", _("Another reason")
        MISTAKE = "mistake", _("Entered by mistake")

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="koc_spells",
    )
    tier = models.CharField(
        _("tier"),
        max_length=10,
        choices=[(key, key) for key in KEYS],
    )
    since = models.DateField(_("KOC since"))
    contact = staff_account(_("contact as KOC"))
    review_on = models.DateField(_("next review"))
    review_cause = models.CharField(
        _("why it is reviewed early"),
        max_length=8,
        choices=ReviewCause,
        blank=True,
    )
    origin = models.CharField(
        _("how it began"),
        max_length=10,
        choices=Origin,
    )
    began_by = staff_account(_("given by"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = models.CharField(
        _("why it ended"),
        max_length=8,
        choices=EndReason,
        blank=True,
    )
    end_note = models.TextField(
        _("in words"),
        blank=True,
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines, MaxLengthValidator(NOTE_LENGTH)],
    )
    thanks = models.CharField(
        _("thanks given"),
        max_length=REASON_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    updated_at = models.DateTimeField(_("updated at"))

    objects = KocSpellQuerySet.as_manager()

    class Meta:
        verbose_name = _("KOC status")
        verbose_name_plural = _("KOC roster")
        ordering = ("review_on", "pk")
        indexes = [
            models.Index(
                fields=("review_on",),
                name="koc_review",
                condition=Q(ended_on__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("member",),
                condition=Q(ended_on__isnull=True),
                name="member_is_koc_once",
            ),
            models.CheckConstraint(
                name="koc_end_has_reason",
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="koc_ends_after_start",
                condition=Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("since")),
            ),
            models.CheckConstraint(
                name="koc_tier_known",
                condition=Q(tier__in=KEYS),
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)

    def get_absolute_url(self) -> str:
        return reverse("koc:roster_detail", args=[self.pk])


class KocChange(models.Model):
    """A change of a KOC status. Rows are only added.

    before, after: the fields that changed, as JSON · batch: changes that were
    made together.
    """

    class Kind(models.TextChoices):
        BEGAN = "began", _("Became KOC")
        RENEWED = "renewed", _("Reviewed and renewed")
        HANDED = "handed", _("Other contact")
        ASKED = "asked", _("Review proposed")
        ENDED = "ended", _("Ended")
        UNDONE = "undone", _("Undone")

    spell = models.ForeignKey(
        KocSpell,
        on_delete=models.CASCADE,
        related_name="changes",
    )
    kind = models.CharField(_("what happened"), max_length=7, choices=Kind)
    reason = models.TextField(
        _("reason"),
        blank=True,
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines, MaxLengthValidator(NOTE_LENGTH)],
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made_by = staff_account(_("by"))
    made_at = models.DateTimeField(_("when"))
    batch = models.UUIDField(null=True, editable=False, db_index=True)

    class Meta:
        verbose_name = _("change of a KOC status")
        verbose_name_plural = _("changes of KOC status")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.spell_id} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new change. Errors: ValidationError if it is stored already."""
        if self.pk is not None:
            raise ValidationError(_("What happened is not changed."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Errors: ValidationError, always: history stays."""
        raise ValidationError(_("What happened is not changed."))
