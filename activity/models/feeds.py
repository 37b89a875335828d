"""Which data come in how often, and where they have stopped."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.models.events import EventSource
from activity.querysets import FeedSilenceQuerySet
from common.db.fields import staff_account
from members.models import validate_readable

REASON_LENGTH = 300
SCOPE_LENGTH = 20


def hours_of_a_day() -> list[int]:
    """Return 24 zeros."""
    return [0] * 24


class FeedCursor(models.Model):
    """The one row that says up to which event the days of feeds are counted."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    events_through = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="one_feed_cursor",
                condition=Q(id=1),
            ),
        ]

    def __str__(self) -> str:
        return str(self.events_through)


class FeedDay(models.Model):
    """How many events of a kind of a source happened on a business day, in
    each of its hours, and in which hours of that day events arrived.
    """

    source = models.ForeignKey(
        EventSource,
        on_delete=models.CASCADE,
        related_name="+",
    )
    kind = models.PositiveSmallIntegerField()
    day = models.DateField()
    hours = models.JSONField(default=hours_of_a_day)
    last_at = models.DateTimeField(
        null=True,
        help_text="The latest event that happened on this day.",
    )
    arrivals = models.PositiveIntegerField(
        default=0,
        help_text="Bit n: events of any day arrived in hour n of this day.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("source", "kind", "day"),
                name="feed_day_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.day}"


class FeedState(models.Model):
    """The usual rhythm of a feed, and how long it has been silent, when it was
    last looked at.

    A feed is a part of a source (activity/rules/feed_scopes.py).
    """

    source = models.ForeignKey(
        EventSource,
        on_delete=models.CASCADE,
        related_name="feeds",
    )
    scope = models.CharField(max_length=SCOPE_LENGTH)
    last_event_at = models.DateTimeField(_("last event"), null=True)
    last_arrival_at = models.DateTimeField(_("last arrival"), null=True)
    usual_by_weekday = models.JSONField(
        _("events a day, by weekday"),
        default=list,
        help_text=_("Empty: too little is known."),
    )
    usual_gap_hours = models.FloatField(
        _("longest usual silence, hours"),
        null=True,
    )
    expected = models.FloatField(_("events due since the last one"), default=0)
    checked_at = models.DateTimeField(_("checked at"))

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ("source", "scope")
        constraints = [
            models.UniqueConstraint(
                fields=("source", "scope"),
                name="feed_state_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.scope}"

    @property
    def usual_per_week(self) -> float | None:
        """Return how many events usually come in a week, None if unknown."""
        return sum(self.usual_by_weekday) if self.usual_by_weekday else None


class FeedSilence(models.Model):
    """A span in which a feed was silent for longer than usual: an alarm until
    it is filled or decided about.

    Filled: its events came in after all. Decided: staff said that they will
    not come, because the source has ended or they are lost.
    """

    class Cause(models.TextChoices):
        NOTHING = "nothing", _("No rows arrived")
        REFUSED = "refused", _("Rows arrived, and all were rejected")
        TURNED_AWAY = "turned_away", _("Rows of an unknown kind were rejected")

    class Decision(models.TextChoices):
        ENDED = "ended", _("This source has ended")
        LOST = "lost", _("These data are lost")

    source = models.ForeignKey(
        EventSource,
        verbose_name=_("source"),
        on_delete=models.CASCADE,
        related_name="silences",
    )
    scope = models.CharField(max_length=SCOPE_LENGTH)
    silent_since = models.DateTimeField(_("silent since"))
    silent_until = models.DateTimeField(
        _("events again from"),
        null=True,
        blank=True,
        help_text=_("Empty: no events have come since."),
    )
    alarm_since = models.DateTimeField(_("alarm since"))
    expected = models.FloatField(_("events due"))
    cause = models.CharField(_("what arrived"), max_length=11, choices=Cause)
    refused = models.PositiveIntegerField(_("rows rejected"), default=0)
    ended_at = models.DateTimeField(_("alarm ended"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    acknowledged_by = staff_account(_("seen by"))
    decision = models.CharField(
        _("decision"),
        max_length=5,
        choices=Decision,
        blank=True,
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = staff_account(_("decided by"))
    reason = models.CharField(
        _("reason"),
        max_length=REASON_LENGTH,
        blank=True,
        validators=[validate_readable],
    )

    objects = FeedSilenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("silence of a source")
        verbose_name_plural = _("silences of sources")
        ordering = ("-silent_since", "scope")
        constraints = [
            models.UniqueConstraint(
                fields=("source", "scope"),
                condition=Q(ended_at__isnull=True),
                name="one_open_silence_a_feed",
            ),
            models.CheckConstraint(
                name="silence_decision_has_reason",
                condition=Q(decision="") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="silence_ends_after_it_began",
                condition=Q(silent_until__isnull=True)
                | Q(silent_until__gte=F("silent_since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.scope} {self.silent_since:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("activity:source_detail", args=[self.source_id])
