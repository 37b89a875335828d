from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.querysets import GenerationQuerySet
from members.models import Member
from members.rules.merging import OnMerge


class ActivitySummary(models.Model):
    """One member's activity in one generation, flat for lists and filters."""

    on_member_merge = {"member": OnMerge.RECOMPUTE}

    pk = models.CompositePrimaryKey("generation", "member_id")
    generation = models.PositiveIntegerField()
    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="summaries",
    )
    first_activity_at = models.DateTimeField(_("first activity"))
    last_activity_at = models.DateTimeField(_("last activity"))
    active_days = models.PositiveIntegerField(_("active days, 156 weeks"))
    active_days_28 = models.PositiveSmallIntegerField(
        _("active days, 28 days"),
    )
    active_weeks = models.PositiveSmallIntegerField(
        _("active weeks, 156 weeks"),
    )
    active_weeks_52 = models.PositiveSmallIntegerField(
        _("active weeks, 52 weeks"),
    )
    tenure_weeks = models.PositiveSmallIntegerField(
        _("weeks since first activity"),
    )
    usual_days_per_week = models.FloatField(_("usual active days a week"))
    level = models.FloatField(_("active days a week, lately"))
    long_level = models.FloatField(_("active days a week, long-term"))
    change = models.FloatField(_("change against own level"))
    percentile = models.FloatField(_("community percentile"))
    presence_short = models.FloatField(_("presence, lately"))
    light_short = models.FloatField(_("light interaction, lately"))
    conversation_short = models.FloatField(_("conversation, lately"))
    creation_short = models.FloatField(_("creation, lately"))
    participation_short = models.FloatField(_("participation, lately"))
    presence_long = models.FloatField(_("presence, long-term"))
    light_long = models.FloatField(_("light interaction, long-term"))
    conversation_long = models.FloatField(_("conversation, long-term"))
    creation_long = models.FloatField(_("creation, long-term"))
    participation_long = models.FloatField(_("participation, long-term"))

    objects = GenerationQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity summary")
        verbose_name_plural = _("activity summaries")
        indexes = [
            models.Index(
                fields=("generation", "last_activity_at"),
                name="summary_last",
            ),
            models.Index(fields=("generation", "level"), name="summary_level"),
            models.Index(
                fields=("generation", "change"),
                name="summary_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}@{self.generation}"
