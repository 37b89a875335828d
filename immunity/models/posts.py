"""Posts about claims, the evidence of owners, and invitations to show it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.db.fields import staff_account
from community.models import Post
from immunity.models.claims import NOTE_LENGTH, Claim
from immunity.querysets import ClaimEvidenceQuerySet, ClaimPostQuerySet
from immunity.rules.stances import Stance
from members.models import Member, validate_readable
from members.rules.merging import OnMerge
from outreach.models import OutreachMessage


class ClaimPost(models.Model):
    """A post that passes something on, refutes it or asks about it.

    claim: None while too few people say it · words: by which it is compared ·
    decided_by: the colleague who set the stance · is_by_evidence: it belongs
    to the claim only because it was linked as evidence.
    """

    class StanceWord(models.TextChoices):
        SPREADING = Stance.SPREADING.value, pgettext_lazy("a post", "Spreads")
        REFUTING = Stance.REFUTING.value, pgettext_lazy("a post", "Refutes")
        ASKING = Stance.ASKING.value, pgettext_lazy("a post", "Asks")

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="posts",
        db_index=False,
    )
    post = models.OneToOneField(
        Post,
        verbose_name=_("post"),
        on_delete=models.CASCADE,
        related_name="claim_post",
    )
    stance = models.CharField(
        _("stance"),
        max_length=9,
        choices=StanceWord,
        help_text=_("What the post does with the claim."),
    )
    said = models.CharField(
        pgettext_lazy("a post", "what it says"),
        max_length=400,
        help_text=_("The sentences that say so."),
    )
    words = models.JSONField(default=dict)
    text_key = models.CharField(max_length=32)
    posted_at = models.DateTimeField(_("posted at"))
    decided_by = staff_account(_("stance set by"))
    is_excluded = models.BooleanField(
        _("is not about it"),
        default=False,
        help_text=_("A colleague said that it is not about the claim."),
    )

    is_by_evidence = models.BooleanField(default=False, editable=False)

    objects = ClaimPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post about a claim")
        verbose_name_plural = _("posts about claims")
        ordering = ("-posted_at", "-pk")
        indexes = [
            models.Index(
                fields=("claim", "posted_at"),
                name="claim_post_time",
            ),
            models.Index(
                fields=("posted_at",),
                name="claim_post_free",
                condition=Q(claim__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.said


class ClaimEvidence(models.Model):
    """A post by which an owner shows that a claim does not hold, linked by a
    colleague.
    """

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.CASCADE,
        related_name="evidence",
    )
    post = models.ForeignKey(
        Post,
        verbose_name=_("post"),
        on_delete=models.CASCADE,
        related_name="claim_evidence",
    )
    note = models.CharField(
        _("what it shows"),
        max_length=NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    linked_at = models.DateTimeField(_("linked at"))
    linked_by = staff_account(_("linked by"))

    objects = ClaimEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of an owner")
        verbose_name_plural = _("evidence of owners")
        ordering = ("linked_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("claim", "post"),
                name="claim_evidence_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.post_id}"


class ClaimInvitation(models.Model):
    """That an owner was invited to show their own experience, and why they;
    the message goes the way of all messages.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="claim_invitations",
    )
    message = models.OneToOneField(
        OutreachMessage,
        verbose_name=_("message"),
        on_delete=models.PROTECT,
        related_name="claim_invitation",
    )
    reasons = models.JSONField(_("why"), default=dict)
    invited_at = models.DateTimeField(_("invited at"))
    invited_by = staff_account(_("invited by"))

    class Meta:
        verbose_name = _("invitation to show an experience")
        verbose_name_plural = _("invitations to show an experience")
        ordering = ("-invited_at", "-pk")

    def __str__(self) -> str:
        return f"{self.claim_id} {self.member_id}"


class ClaimCursor(models.Model):
    """Up to which post claims were read; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    through_post = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("progress of reading claims")
        verbose_name_plural = _("progress of reading claims")
        constraints = [
            models.CheckConstraint(
                name="one_claim_cursor",
                condition=Q(id=1),
            ),
        ]

    def __str__(self) -> str:
        return str(self.through_post)
