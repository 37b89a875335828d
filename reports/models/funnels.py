"""When members first reached each stage of AISAS, as last computed."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.models import PolicyVersion
from members.models import Member, validate_readable
from members.rules.merging import OnMerge
from reports.querysets import MemberStagesQuerySet

REASON_LENGTH = 300


class FunnelPolicy(PolicyVersion):
    """A version of which kinds of events belong to which stage."""

    kinds = models.JSONField(_("kinds of each stage"))
    note = models.CharField(
        _("why"),
        max_length=REASON_LENGTH,
        blank=True,
        validators=[validate_readable],
    )

    class Meta(PolicyVersion.Meta):
        verbose_name = _("stages of AISAS")
        verbose_name_plural = _("stages of AISAS")

    def get_absolute_url(self) -> str:
        return reverse("reports:funnel_policy")


class FunnelRun(models.Model):
    """The funnel as it was computed last; there is one row.

    cohorts: the counts by way and month, as reports/rules/cohorts.py has them ·
    contents: what members liked before each stage.
    """

    generation = models.PositiveIntegerField(_("generation"))
    business_date = models.DateField(_("business date"))
    policy_version = models.PositiveIntegerField(_("policy"))
    computed_at = models.DateTimeField(_("computed at"))
    cohorts = models.JSONField(_("cohorts"))
    contents = models.JSONField(_("contents"))

    class Meta:
        verbose_name = _("computed funnel")
        verbose_name_plural = _("computed funnels")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.business_date} v{self.policy_version}"


class MemberStages(models.Model):
    """When a member first reached each stage: the day of their first act, and
    how many days after it they reached the others, -1: not yet.

    Rewritten after each night. A merge leaves it to the next one.
    """

    on_member_merge = {"member": OnMerge.STAY}

    member = models.OneToOneField(
        Member,
        verbose_name=_("member"),
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="stages",
    )
    came_as_owner = models.BooleanField(_("came as an owner"))
    attention_on = models.DateField(_("Attention"))
    interest_days = models.IntegerField(_("Interest"))
    search_days = models.IntegerField(_("Search"))
    action_days = models.IntegerField(_("Action"))
    share_days = models.IntegerField(_("Share"))

    objects = MemberStagesQuerySet.as_manager()

    class Meta:
        verbose_name = _("stages of a member")
        verbose_name_plural = _("stages of members")
        ordering = ("attention_on", "member_id")
        indexes = [
            models.Index(
                fields=("came_as_owner", "attention_on"),
                name="stages_by_arrival",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.attention_on}"
