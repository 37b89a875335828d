from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from community.models import Post
from koc.models import KocSpell
from members.models import NOTE_LENGTH, Member, validate_readable_lines
from members.rules.merging import OnMerge
from teamwork.querysets import NominationQuerySet


def _reason_text(label: Any, *, blank: bool = False) -> Any:
    """Return a field for a reason or comment of several lines."""
    return models.TextField(
        label,
        blank=blank,
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines, MaxLengthValidator(NOTE_LENGTH)],
    )


class Nomination(models.Model):
    """A member proposed as KOC (提报), judged by planner and analyst, decided by
    the lead.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    class State(models.TextChoices):
        OPEN = "open", _("To be judged")
        ACCEPTED = "accepted", _("Approved")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="nominations",
    )
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=State,
        default=State.OPEN,
    )
    reason = _reason_text(_("reason"))
    proposed_by = staff_account(_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"))
    decision_reason = _reason_text(_("reason of the decision"), blank=True)
    decided_by = staff_account(_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    proposer_informed_at = models.DateTimeField(
        _("proposer informed at"),
        null=True,
        blank=True,
    )
    koc_spell = models.ForeignKey(
        KocSpell,
        verbose_name=_("KOC status"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="nominations",
        help_text=_("The status that the approval began or renewed."),
    )

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ("-proposed_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("member",),
                condition=Q(state="open"),
                name="member_nominated_once",
            ),
            models.CheckConstraint(
                name="decision_has_reason_and_time",
                condition=Q(state__in=("open", "withdrawn"))
                | (
                    Q(
                        state__in=("accepted", "declined"),
                        decided_at__isnull=False,
                    )
                    & ~Q(decision_reason="")
                ),
            ),
            models.CheckConstraint(
                name="nomination_has_reason",
                condition=~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)

    def get_absolute_url(self) -> str:
        return reverse("teamwork:nomination_detail", args=[self.pk])


class NominationWork(models.Model):
    """A post that shows why a member is proposed."""

    nomination = models.ForeignKey(
        Nomination,
        on_delete=models.CASCADE,
        related_name="works",
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("representative work")
        verbose_name_plural = _("representative works")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("nomination", "post"),
                name="work_shown_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.post)


class Judgement(models.Model):
    """The judgement of planner or analyst on a nomination: one each, on three
    criteria from 1 to 5.
    """

    class By(models.TextChoices):
        PLANNER = "planner", _("Content planner")
        ANALYST = "analyst", _("Data analyst")

    SCORES = [(n, str(n)) for n in range(1, 6)]

    nomination = models.ForeignKey(
        Nomination,
        on_delete=models.CASCADE,
        related_name="judgements",
    )
    by = models.CharField(_("judged as"), max_length=7, choices=By)
    works_score = models.PositiveSmallIntegerField(
        _("quality of the works"),
        choices=SCORES,
    )
    influence_score = models.PositiveSmallIntegerField(
        _("moves other owners"),
        choices=SCORES,
    )
    steadiness_score = models.PositiveSmallIntegerField(
        _("steadiness"),
        choices=SCORES,
    )
    comment = _reason_text(_("comment"))
    judged_by = staff_account(_("judged by"))
    judged_at = models.DateTimeField(_("judged at"))

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering = ("judged_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("nomination", "by"),
                name="judged_once_by_each",
            ),
            models.CheckConstraint(
                name="scores_from_one_to_five",
                condition=Q(
                    works_score__range=(1, 5),
                    influence_score__range=(1, 5),
                    steadiness_score__range=(1, 5),
                ),
            ),
        ]

    def __str__(self) -> str:
        scores = f"{self.works_score}/{self.influence_score}/{self.steadiness_score}"
        return f"{self.get_by_display()} {scores}"
