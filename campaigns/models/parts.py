"""What belongs to a campaign: members of its plan, nodes, costs and works."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.choices import (
    DAY_BOUNDS,
    EXTERNAL_ID_LENGTH,
    WORDS_LENGTH,
    Arm,
    Via,
)
from campaigns.querysets import NodeQuerySet, WorkQuerySet
from common.db.fields import staff_account
from community.models import Post
from members.models import Member, validate_readable
from members.rules.merging import OnMerge


class PlanMember(models.Model):
    """A member of the audience or of the control group of a campaign, as they
    were at its start. Rows are only added.

    It stays with a merged member: who was in a group is not drawn again.
    """

    on_member_merge = {"member": OnMerge.STAY}

    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.CASCADE,
        related_name="plan_members",
    )
    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="campaign_plans",
    )
    arm = models.CharField(_("group"), max_length=8, choices=Arm)
    fixed_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("member of a campaign's plan")
        verbose_name_plural = _("members of campaign plans")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("campaign", "member"),
                name="plan_member_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.member_id}"


class CampaignNode(models.Model):
    """A node of a campaign's plan: what is to be done by whom until when, and
    what shows that it is done.
    """

    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        on_delete=models.CASCADE,
        related_name="nodes",
    )
    what = models.CharField(
        _("what is to be done"),
        max_length=WORDS_LENGTH,
        validators=[validate_readable],
    )
    owner = staff_account(_("who does it"))
    due_on = models.DateField(_("due on"), validators=DAY_BOUNDS)
    done_at = models.DateTimeField(
        _("done at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Empty: it is still to be done."),
    )
    done_by = staff_account(_("done by"))
    evidence = models.CharField(
        _("evidence"),
        max_length=WORDS_LENGTH,
        blank=True,
        editable=False,
        help_text=_("A link, or what was said."),
    )

    objects = NodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("node")
        verbose_name_plural = _("nodes")
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(
                fields=("due_on",),
                name="node_open",
                condition=Q(done_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="done_node_has_evidence",
                condition=Q(done_at__isnull=True) | ~Q(evidence=""),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return f"{self.campaign.get_absolute_url()}#nodes"


class CostLine(models.Model):
    """Something that a campaign cost."""

    class CostKind(models.TextChoices):
        GIFT = "gift", _("Gifts and prizes")
        VENUE = "venue", _("Venue and catering")
        TRAVEL = "travel", _("Travel")
        MEDIA = "media", _("Media and production")
        OTHER = "other", _("Other costs")

    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.CASCADE,
        related_name="costs",
    )
    what = models.CharField(
        _("for what"),
        max_length=WORDS_LENGTH,
        validators=[validate_readable],
    )
    kind = models.CharField(_("kind"), max_length=6, choices=CostKind)
    amount = models.DecimalField(
        _("amount in yuan"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )
    spent_on = models.DateField(_("spent on"), validators=DAY_BOUNDS)
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
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")
        ordering = ("spent_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("campaign", "external_id"),
                condition=~Q(external_id=""),
                name="cost_line_once",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class CampaignWork(models.Model):
    """A post that belongs to a campaign. One that staff took out stays as a row
    and is not linked by topic words again.
    """

    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.CASCADE,
        related_name="works",
    )
    post = models.ForeignKey(
        Post,
        verbose_name=_("post"),
        on_delete=models.CASCADE,
        related_name="campaign_works",
    )
    via = models.CharField(_("way of linking"), max_length=5, choices=Via)
    linked_at = models.DateTimeField(_("linked at"))
    linked_by = staff_account(_("by"))
    removed_at = models.DateTimeField(
        _("taken out at"),
        null=True,
        blank=True,
    )

    objects = WorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("work of a campaign")
        verbose_name_plural = _("works of campaigns")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("campaign", "post"),
                name="campaign_work_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.post)
