from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.querysets import IngestBatchQuerySet
from activity.rules.drafts import TEXT_LIMIT
from activity.rules.kinds import KINDS
from common.fields import staff_account
from common.models import JobRun
from members.models import Member, validate_readable

KIND_CHOICES = [(kind.number, kind.name) for kind in KINDS]


def validate_time_zone(name: str) -> None:
    if name and name not in settings.KNOWN_TIME_ZONES:
        raise ValidationError(_("“%(name)s” is not a time zone, e.g. Asia/Shanghai."), params={"name": name})


class EventSource(models.Model):
    """Where events come from, and how its rows are read."""

    class UnknownMembers(models.TextChoices):
        CREATE = "create", _("Create them")
        REFUSE = "refuse", _("Refuse the row")

    name = models.SlugField(
        _("name"), max_length=40, unique=True, help_text=_("Letters, digits, - and _; cannot change later.")
    )
    label = models.CharField(_("label"), max_length=60, blank=True, validators=[validate_readable])
    platform = models.CharField(
        _("platform of its member ids"),
        max_length=40,
        blank=True,
        validators=[validate_readable],
        help_text=_("Sources that share member ids share a platform; empty: the source's own name."),
    )
    time_zone = models.CharField(
        _("time zone of times without offset"),
        max_length=40,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Empty: such times are refused."),
    )
    unknown_members = models.CharField(
        _("unknown members"), max_length=6, choices=UnknownMembers, default=UnknownMembers.CREATE
    )
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    kinds = models.JSONField(_("kinds"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event source")
        verbose_name_plural = _("event sources")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.label or self.name

    def get_absolute_url(self) -> str:
        return reverse("activity:source_detail", args=[self.pk])

    @property
    def member_platform(self) -> str:
        return self.platform or self.name


class IngestBatch(models.Model):
    """One delivery of rows, and what became of each: accepted, duplicate or rejected."""

    class Channel(models.TextChoices):
        REST = "rest", _("REST")
        PAGE = "page", _("Page")
        COMMAND = "command", _("Command")

    source = models.ForeignKey(EventSource, verbose_name=_("source"), on_delete=models.PROTECT, related_name="batches")
    channel = models.CharField(_("channel"), max_length=7, choices=Channel)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    job = models.ForeignKey(JobRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sent_by = staff_account(_("sent by"))
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    received = models.BigIntegerField(_("received"), default=0)
    accepted = models.BigIntegerField(_("accepted"), default=0)
    duplicate = models.BigIntegerField(_("duplicate"), default=0)
    rejected = models.BigIntegerField(_("rejected"), default=0)
    created_members = models.BigIntegerField(_("new members"), default=0)

    objects = IngestBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="every_row_accounted_for",
                condition=models.Q(received=models.F("accepted") + models.F("duplicate") + models.F("rejected")),
            )
        ]

    def __str__(self) -> str:
        return self.file_name or f"{self.source} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("activity:batch_detail", args=[self.pk])


class RejectedRow(models.Model):
    """A row that could not go in, with every fault; `raw` is the row as ASCII JSON, to be mended and resent."""

    batch = models.ForeignKey(IngestBatch, on_delete=models.CASCADE, related_name="rejected_rows")
    line = models.BigIntegerField(_("line"))
    code = models.CharField(_("code"), max_length=30)
    faults = models.JSONField(_("faults"), default=list)
    raw = models.TextField()

    class Meta:
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")
        ordering = ("line",)
        constraints = [models.UniqueConstraint(fields=("batch", "line"), name="line_rejected_once")]

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"


class ActivityEvent(models.Model):
    """Something a member did. Append-only: the database itself refuses to change or delete a row."""

    source = models.ForeignKey(EventSource, on_delete=models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(max_length=TEXT_LIMIT)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.PositiveSmallIntegerField(choices=KIND_CHOICES)
    quantity = models.PositiveSmallIntegerField(default=1)
    occurred_at = models.DateTimeField()
    batch = models.ForeignKey(
        IngestBatch, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        verbose_name = _("activity event")
        verbose_name_plural = _("activity events")
        indexes = [
            models.Index(fields=("member", "-occurred_at"), name="event_member_time"),
            BrinIndex(fields=("occurred_at",), name="event_time_brin"),
        ]
        constraints = [
            models.UniqueConstraint(fields=("source", "external_id"), name="event_stored_once"),
            models.CheckConstraint(name="event_quantity_positive", condition=models.Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred_at:%Y-%m-%d}"
