from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from insights.querysets import SegmentSpellQuerySet
from members.models import Member, validate_readable
from members.rules.merging import OnMerge


class Segment(models.Model):
    """Members under a name: by a rule, recomputed every night, or a fixed list."""

    class Kind(models.TextChoices):
        RULE = "rule", _("By rule")
        LIST = "list", _("Fixed list")

    name = models.CharField(
        _("name"),
        max_length=60,
        unique=True,
        validators=[validate_readable],
    )
    kind = models.CharField(
        _("kind"),
        max_length=4,
        choices=Kind,
        default=Kind.RULE,
    )
    note = models.CharField(
        _("what for"),
        max_length=300,
        blank=True,
        validators=[validate_readable],
    )
    created_at = models.DateTimeField(_("created at"))
    created_by = staff_account(_("created by"))
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    counted_at = models.DateTimeField(_("counted at"), null=True, blank=True)
    counted_generation = models.PositiveIntegerField(default=0)
    counted_version = models.PositiveIntegerField(default=0)
    member_count = models.PositiveIntegerField(_("members"), default=0)
    failure = models.CharField(_("failure"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("insights:segment_detail", args=[self.pk])


class SegmentVersion(models.Model):
    """A version of a segment's rule; all versions are kept."""

    segment = models.ForeignKey(
        Segment,
        on_delete=models.CASCADE,
        related_name="versions",
    )
    number = models.PositiveIntegerField(_("version"))
    rule = models.JSONField(_("rule"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("version of a segment")
        verbose_name_plural = _("versions of segments")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=("segment", "number"),
                name="segment_version_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment} v{self.number}"


class SegmentSpell(models.Model):
    """A membership of a segment: from when until when, by which version of the
    rule, and why.

    `reason` numbers the conditions of `version` that held at the start,
    `end_reason` those of `ended_version` that made the rule fail at the end.
    `start_values` and `end_values` are the member's own values of them, in the
    same order.
    Null: not recorded (a row of an earlier release, a fixed list, an archived
    segment). An empty `end_reason`: the member was merged into another.
    """

    on_member_merge = {"member": OnMerge.STAY}

    segment = models.ForeignKey(
        Segment,
        on_delete=models.CASCADE,
        related_name="spells",
    )
    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="segment_spells",
    )
    started_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"))
    ended_version = models.PositiveIntegerField(
        _("version when it ended"),
        null=True,
        blank=True,
    )
    reason = models.JSONField(_("conditions that held"), default=list)
    start_values = models.JSONField(_("values at the start"), null=True)
    end_reason = models.JSONField(
        _("conditions that no longer held"),
        null=True,
    )
    end_values = models.JSONField(_("values at the end"), null=True)

    objects = SegmentSpellQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership of a segment")
        verbose_name_plural = _("memberships of segments")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=("segment", "started_at"),
                name="segment_joined",
            ),
            models.Index(fields=("segment", "ended_at"), name="segment_left"),
            models.Index(
                fields=("segment", "id"),
                condition=Q(ended_at__isnull=True),
                name="segment_inside",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("segment", "member"),
                condition=Q(ended_at__isnull=True),
                name="in_a_segment_once",
            ),
            models.CheckConstraint(
                name="segment_spell_ends_after_start",
                condition=Q(ended_at__isnull=True)
                | Q(ended_at__gte=F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment} {self.member_id}"
