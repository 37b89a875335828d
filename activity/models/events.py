from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activity.models.mappings import validate_columns, validate_kinds
from activity.querysets import EventDetailQuerySet
from activity.rules.cells import TEXT_LIMIT
from activity.rules.kinds import KINDS
from common.rules.local_time import ClockChange
from common.rules.moments import TimeFormat
from members.models import Member, MemberIdentity, validate_readable
from members.rules.merging import OnMerge

KIND_CHOICES = [(kind.number, kind.name) for kind in KINDS]


def validate_time_zone(name: str) -> None:
    if name and name not in settings.KNOWN_TIME_ZONES:
        raise ValidationError(
            _("“%(name)s” is not a time zone, e.g. Asia/Shanghai."),
            params={"name": name},
        )


class EventSource(models.Model):
    """Where events come from, and how its rows are read."""

    class UnknownMembers(models.TextChoices):
        CREATE = "create", _("Create them")
        REFUSE = "refuse", _("Refuse the row")

    class TimeFormats(models.TextChoices):
        AUTO = TimeFormat.AUTO.value, _("Only what can mean one thing")
        DAY_FIRST = TimeFormat.DAY_FIRST.value, _("Day first: 31/12/2026")
        MONTH_FIRST = (
            TimeFormat.MONTH_FIRST.value,
            _("Month first: 12/31/2026"),
        )
        EXCEL_SERIAL = (
            TimeFormat.EXCEL_SERIAL.value,
            _("Numbers of Excel: 46143.378"),
        )
        EPOCH_SECONDS = (
            TimeFormat.EPOCH_SECONDS.value,
            _("Seconds since 1970"),
        )
        EPOCH_MILLISECONDS = (
            TimeFormat.EPOCH_MILLISECONDS.value,
            _("Milliseconds since 1970"),
        )

    class Threads(models.TextChoices):
        AUTO = "auto", _("As its rows show")
        CHAT = "chat", _("Group chat: put messages together by time and topic")
        FORUM = "forum", _("Forum: each post without a thread opens one")

    class ClockChanges(models.TextChoices):
        REFUSE = ClockChange.REFUSE.value, _("Refuse the row")
        EARLIER = ClockChange.EARLIER.value, _("Take the earlier moment")
        LATER = ClockChange.LATER.value, _("Take the later moment")

    name = models.SlugField(
        _("name"),
        max_length=40,
        unique=True,
        help_text=_("Letters, digits, - and _; cannot change later."),
    )
    label = models.CharField(
        _("label"),
        max_length=60,
        blank=True,
        validators=[validate_readable],
    )
    platform = models.CharField(
        _("platform of its member ids"),
        max_length=40,
        blank=True,
        validators=[validate_readable],
        help_text=_(
            "Sources that share member ids share a platform; empty: the source's own name.",
        ),
    )
    time_zone = models.CharField(
        _("time zone of times without offset"),
        max_length=40,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Empty: such times are refused."),
    )
    time_format = models.CharField(
        _("format of times"),
        max_length=20,
        choices=TimeFormats,
        default=TimeFormats.AUTO,
        help_text=_(
            "How times are read that can mean several moments, such as "
            "5/1/2026 or 46143.378.",
        ),
    )
    clock_change = models.CharField(
        _("local times that a clock change skips or repeats"),
        max_length=8,
        choices=ClockChanges,
        default=ClockChanges.REFUSE,
    )
    unknown_members = models.CharField(
        _("unknown members"),
        max_length=6,
        choices=UnknownMembers,
        default=UnknownMembers.CREATE,
    )
    threads = models.CharField(
        _("posts without a thread"),
        max_length=5,
        choices=Threads,
        default=Threads.AUTO,
        help_text=_(
            "Where rows do not say to which thread a post belongs. If you "
            "choose the group chat, stored posts are put together too.",
        ),
    )
    history_until = models.DateField(
        _("history until"),
        null=True,
        blank=True,
        help_text=_(
            "What was posted before this day is history: it is learnt from, "
            "but raises no news. Empty: what is older than 30 days when it "
            "arrives.",
        ),
    )
    columns = models.JSONField(
        _("columns"),
        default=dict,
        blank=True,
        validators=[validate_columns],
    )
    kinds = models.JSONField(
        _("kinds"),
        default=dict,
        blank=True,
        validators=[validate_kinds],
    )

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


class ActivityEvent(models.Model):
    """Something a member did. Append-only: the database itself refuses to
    change or delete a row.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    source = models.ForeignKey(
        EventSource,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    external_id = models.CharField(max_length=TEXT_LIMIT)
    member = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    kind = models.PositiveSmallIntegerField(choices=KIND_CHOICES)
    quantity = models.PositiveSmallIntegerField(default=1)
    occurred_at = models.DateTimeField()
    batch = models.ForeignKey(
        "activity.IngestBatch",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("activity event")
        verbose_name_plural = _("activity events")
        indexes = [
            models.Index(
                fields=("member", "-occurred_at"),
                name="event_member_time",
            ),
            BrinIndex(fields=("occurred_at",), name="event_time_brin"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("source", "external_id"),
                name="event_stored_once",
            ),
            models.CheckConstraint(
                name="event_quantity_positive",
                condition=models.Q(quantity__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred_at:%Y-%m-%d}"


class EventDetail(models.Model):
    """What an event was about: its object, as its source names it, and its
    properties. Only events of which something was said have one.
    """

    class ObjectType(models.TextChoices):
        POST = "post", pgettext_lazy("object of an event", "Post")
        ACTIVITY = "activity", pgettext_lazy("object of an event", "Activity")
        PAGE = "page", pgettext_lazy("object of an event", "Page")
        PRODUCT = "product", pgettext_lazy("object of an event", "Product")
        OTHER = "other", pgettext_lazy("object of an event", "Other")

    event = models.OneToOneField(
        ActivityEvent,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="detail",
    )
    object_type = models.CharField(
        _("kind of object"),
        max_length=8,
        choices=ObjectType,
        blank=True,
    )
    object_id = models.CharField(
        _("object"),
        max_length=TEXT_LIMIT,
        blank=True,
    )
    properties = models.JSONField(_("properties"), default=dict, blank=True)

    objects = EventDetailQuerySet.as_manager()

    class Meta:
        verbose_name = _("detail of an event")
        verbose_name_plural = _("details of events")
        indexes = [
            models.Index(
                fields=("object_type", "object_id"),
                name="event_object",
                condition=~models.Q(object_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id}"


class MovedIdentityEvent(models.Model):
    """An event that arrived under an identity that a merge had moved; it
    follows the identity when the merge is undone.
    """

    event = models.OneToOneField(
        ActivityEvent,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
    )
    identity = models.ForeignKey(
        MemberIdentity,
        on_delete=models.CASCADE,
        related_name="+",
    )

    class Meta:
        verbose_name = _("event of a moved identity")
        verbose_name_plural = _("events of moved identities")

    def __str__(self) -> str:
        return f"{self.event_id} {self.identity}"
