from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.querysets import (
    GenerationQuerySet,
    NightlyRunQuerySet,
    PublishedGenerationQuerySet,
)
from members.models import Member
from members.rules.merging import OnMerge


class NightlyRun(models.Model):
    """One recomputation for one business date: all or nothing."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    class Mode(models.TextChoices):
        INCREMENTAL = "incremental", _("Incremental")
        FULL = "full", _("Full rebuild")

    business_date = models.DateField(_("business date"), unique=True)
    mode = models.CharField(_("mode"), max_length=11, choices=Mode)
    state = models.CharField(
        _("state"),
        max_length=7,
        choices=State,
        default=State.RUNNING,
    )
    generation = models.PositiveIntegerField(_("generation"), unique=True)
    base_generation = models.PositiveIntegerField(null=True, blank=True)
    base_date = models.DateField(_("based on"), null=True, blank=True)
    base_events_through = models.BigIntegerField(null=True, blank=True)
    events_through = models.BigIntegerField(
        _("events through"),
        help_text=_("Events with a greater id wait for the next night."),
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    events_read = models.BigIntegerField(_("events read"), default=0)
    member_count = models.BigIntegerField(
        _("members with activity"),
        default=0,
    )
    set_aside_at = models.DateTimeField(
        _("set aside at"),
        null=True,
        blank=True,
        help_text=_(
            "It was run while the clock was ahead; its results are replaced, "
            "and its day gets a night again.",
        ),
    )
    pinned = models.JSONField(
        default=dict,
        help_text="What each part of the night goes by, fixed when it opened (part name -> value).",
    )

    objects = NightlyRunQuerySet.as_manager()

    class Meta:
        db_table = "activity_night"
        verbose_name = _("night")
        verbose_name_plural = _("nights")
        ordering = ("-business_date",)
        constraints = [
            models.CheckConstraint(
                name="night_done_has_time",
                condition=models.Q(state="running", finished_at__isnull=True)
                | models.Q(state="done", finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.business_date)

    def get_absolute_url(self) -> str:
        return reverse("activity:night_detail", args=[self.pk])

    @property
    def seconds(self) -> float | None:
        """Return how long the night took from its last start, None while it runs."""
        if self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()

    def planned_shards(self) -> "models.QuerySet[NightShard]":
        """Return the shards of the present plan."""
        return self.shards.filter(generation=self.generation)


class NightShard(models.Model):
    """A range of members on which one worker works at a time: their series,
    their summaries, then the rows of other apps.

    A night planned anew has shards of another generation; workers ignore those
    of the old plan.
    """

    class Stage(models.IntegerChoices):
        WAITING = 0, _("Waiting")
        SERIES = 1, _("Series written")
        SUMMARIES = 2, _("Summaries written")
        DONE = 3, _("Done")

    night = models.ForeignKey(
        NightlyRun,
        on_delete=models.CASCADE,
        related_name="shards",
    )
    generation = models.PositiveIntegerField()
    number = models.PositiveSmallIntegerField()
    first_member = models.BigIntegerField()
    last_member = models.BigIntegerField()
    stage = models.PositiveSmallIntegerField(
        choices=Stage,
        default=Stage.WAITING,
    )
    events_read = models.BigIntegerField(default=0)
    member_count = models.BigIntegerField(default=0)
    gathered = models.BinaryField(default=bytes)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=("night", "generation", "number"),
                name="shard_once_per_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.night} {self.number}"


class PublishedGeneration(models.Model):
    """The one row that names the generation readers see; publishing a night changes it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    night = models.ForeignKey(
        NightlyRun,
        on_delete=models.PROTECT,
        related_name="+",
    )
    generation = models.PositiveIntegerField()
    business_date = models.DateField()
    events_through = models.BigIntegerField()
    published_at = models.DateTimeField()
    members_by_status = models.JSONField(
        null=True,
        help_text="Owner status -> members who counted when it was published; "
        "null: not counted yet.",
    )

    objects = PublishedGenerationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="one_published_generation",
                condition=models.Q(id=1),
            ),
        ]

    def __str__(self) -> str:
        return str(self.generation)


class MemberSeries(models.Model):
    """A member's weekly series in the packed form of activity/rules/series.py,
    of one generation.
    """

    on_member_merge = {"member": OnMerge.STAY}

    pk = models.CompositePrimaryKey("generation", "member_id")
    generation = models.PositiveIntegerField()
    member = models.ForeignKey(
        Member,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    first_activity_at = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    presence_total = models.BigIntegerField()
    light_total = models.BigIntegerField()
    conversation_total = models.BigIntegerField()
    creation_total = models.BigIntegerField()
    participation_total = models.BigIntegerField()
    weeks = models.BinaryField()

    objects = GenerationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.member_id}@{self.generation}"


class MemberRecount(models.Model):
    """A member whose events changed hands; the next night adds them up from the beginning."""

    on_member_merge = {"member": OnMerge.STAY}

    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="+",
    )
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.member_id)


class CommunityWeek(models.Model):
    """One calendar week of the community in one generation; numbers per
    dimension are in the order of DIMENSIONS.
    """

    generation = models.PositiveIntegerField()
    week_start = models.DateField(_("week"))
    active_members = models.PositiveIntegerField(_("active members"))
    new_members = models.PositiveIntegerField(_("new"))
    returning_members = models.PositiveIntegerField(_("returning"))
    dimension_members = models.JSONField(_("active members per dimension"))
    dimension_events = models.JSONField(_("events per dimension"))

    objects = GenerationQuerySet.as_manager()

    class Meta:
        verbose_name = _("community week")
        verbose_name_plural = _("community weeks")
        ordering = ("week_start",)
        constraints = [
            models.UniqueConstraint(
                fields=("generation", "week_start"),
                name="community_week_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.week_start)
