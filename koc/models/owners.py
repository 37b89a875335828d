"""Real-owner scores with their reasons, and how far they are computed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from koc.querysets import OwnerScoreQuerySet
from members.models import Member
from members.rules.merging import OnMerge


class OwnerScore(models.Model):
    """How much of what a member writes shows own use of the car, less what
    shows paid or professional opinion (koc/rules/owner_score.py); and whom
    they helped of late, whatever their reach.

    reasons: mark, points, number of posts and examples of each part of the
    score · thankers: different people who thanked them · healed: questions
    solved by them · savers: different people who saved a post of theirs.
    """

    on_member_merge = {"member": OnMerge.STAY}

    member = models.OneToOneField(
        Member,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="owner_score",
    )
    score = models.PositiveSmallIntegerField(_("real-owner score"))
    against = models.PositiveSmallIntegerField(_("speaks against own use"))
    posts = models.PositiveIntegerField(_("posts read"))
    reasons = models.JSONField(_("reasons"))
    thankers = models.PositiveIntegerField(_("people who thanked"), default=0)
    healed = models.PositiveIntegerField(_("questions solved"), default=0)
    savers = models.PositiveIntegerField(_("people who saved"), default=0)
    effect = models.PositiveIntegerField(
        _("effect"),
        default=0,
        help_text=_("Thanks, questions solved and saves together."),
    )
    computed_at = models.DateTimeField(_("computed at"))

    objects = OwnerScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("real-owner score")
        verbose_name_plural = _("real-owner scores")
        ordering = ("-score", "member")
        indexes = [
            models.Index(
                fields=("-effect", "-score"),
                name="owner_effect",
                condition=Q(effect__gt=0),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="owner_score_in_range",
                condition=Q(score__range=(0, 100)),
            ),
            models.CheckConstraint(
                name="owner_score_has_reasons",
                condition=~Q(reasons=[]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.score}"


class OwnerRound(models.Model):
    """The round in which owner scores are brought up to date; one row.

    changed_since: members whose posts or consents changed since then are
    computed · started_at: when the round began · after_member: up to whom it
    has come · is_done: it is over.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    changed_since = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    after_member = models.BigIntegerField(default=0)
    is_done = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("round of real-owner scores")
        verbose_name_plural = _("rounds of real-owner scores")
        constraints = [
            models.CheckConstraint(name="one_owner_round", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return str(self.started_at)
