from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.models import PolicyVersion
from lifecycle.querysets import DormancyDisputeQuerySet, DormancyStateQuerySet
from lifecycle.rules import states
from members.models import Member, validate_readable
from members.rules.merging import OnMerge

REASON_LENGTH = 300


class DormancyPolicy(PolicyVersion):
    """A version of scorecard and thresholds."""

    class Origin(models.TextChoices):
        SHIPPED = "shipped", _("As shipped")
        REFIT = "refit", _("Refitted on the community's own past")
        EDITED = "edited", _("Edited by staff")

    origin = models.CharField(_("origin"), max_length=7, choices=Origin)
    scorecard = models.JSONField(_("scorecard"))
    thresholds = models.JSONField(_("thresholds"))
    record = models.JSONField(_("record of the fit"), default=dict, blank=True)
    note = models.CharField(
        _("why"),
        max_length=REASON_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    replays_states = models.BooleanField(
        _("states are decided anew"),
        default=False,
        help_text=_(
            "The next night walks through the whole past again; otherwise "
            "states go on from where they are.",
        ),
    )

    class Meta(PolicyVersion.Meta):
        verbose_name = _("dormancy policy")
        verbose_name_plural = _("dormancy policies")

    def get_absolute_url(self) -> str:
        return reverse("lifecycle:policy_detail", args=[self.pk])


class DormancyState(models.Model):
    """A member's state in one generation; rules/spells.py packs `spells`."""

    on_member_merge = {"member": OnMerge.RECOMPUTE}

    class State(models.IntegerChoices):
        UNKNOWN = int(states.State.UNKNOWN), _("Too little history")
        ACTIVE = int(states.State.ACTIVE), _("Active")
        COOLING = int(states.State.COOLING), _("Cooling")
        DORMANT = int(states.State.DORMANT), _("Dormant")
        RETURNED = int(states.State.RETURNED), _("Returned")

    pk = models.CompositePrimaryKey("generation", "member_id")
    generation = models.PositiveIntegerField()
    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="dormancy_states",
    )
    score = models.FloatField(_("chance of silence"))
    state = models.PositiveSmallIntegerField(_("state"), choices=State)
    since = models.DateField(
        _("state since"),
        help_text=_("The last day of the week that decided it."),
    )
    is_browsing_only = models.BooleanField(_("browsing only"))
    policy_version = models.PositiveIntegerField(_("policy"))
    held_days = models.PositiveSmallIntegerField(
        default=0,
        help_text=_(
            "How many days before the night's date the state was decided, because a "
            "source has been silent since; 0 if it is not held.",
        ),
    )
    weeks_high = models.PositiveSmallIntegerField()
    weeks_very_high = models.PositiveSmallIntegerField()
    spells = models.BinaryField()

    objects = DormancyStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("dormancy state")
        verbose_name_plural = _("dormancy states")
        indexes = [
            models.Index(
                fields=("generation", "state", "since"),
                name="dormancy_state_since",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.member_id}@{self.generation}: {self.get_state_display()}"
        )

    def held_since(self, business_date: date) -> date | None:
        """Return the first day that the state does not know of, None if it is
        not held; `business_date` is that of its generation.
        """
        return first_held_day(self.held_days, business_date)


def held_days_since(first_day: date, business_date: date) -> int:
    """Return how many days are missing from a day on; see `first_held_day`."""
    return (business_date - first_day).days + 1


def first_held_day(held_days: int, business_date: date) -> date | None:
    """Return the first day that a state does not know of which was decided so
    many days before the night's date, None if it is not held.
    """
    if not held_days:
        return None
    return business_date - timedelta(days=held_days - 1)


class DormancyFlow(models.Model):
    """How many members of a shard moved between two states in a week, in one
    generation.
    """

    generation = models.PositiveIntegerField()
    shard = models.PositiveSmallIntegerField()
    week_start = models.DateField(_("week"))
    from_state = models.PositiveSmallIntegerField(choices=DormancyState.State)
    to_state = models.PositiveSmallIntegerField(choices=DormancyState.State)
    members = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("flow between states")
        verbose_name_plural = _("flows between states")
        constraints = [
            models.UniqueConstraint(
                fields=(
                    "generation",
                    "shard",
                    "week_start",
                    "from_state",
                    "to_state",
                ),
                name="dormancy_flow_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week_start}: {self.from_state} -> {self.to_state}: {self.members}"


class DormancyDispute(models.Model):
    """A statement of staff that a state is wrong, with a reason and an end date.

    States are decided as before; the page shows both.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="dormancy_disputes",
    )
    disputed_state = models.PositiveSmallIntegerField(
        _("disputed state"),
        choices=DormancyState.State,
    )
    score = models.FloatField(_("chance of silence"))
    policy_version = models.PositiveIntegerField(_("policy"))
    reason = models.CharField(
        _("reason"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )
    until = models.DateField(_("until"))
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(
        _("withdrawn at"),
        null=True,
        blank=True,
    )

    objects = DormancyDisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("disputed state")
        verbose_name_plural = _("disputed states")
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("member",),
                condition=Q(withdrawn_at__isnull=True),
                name="one_open_dispute_a_member",
            ),
            models.CheckConstraint(
                name="dispute_has_reason",
                condition=~Q(reason=""),
            ),
            models.CheckConstraint(
                name="dispute_withdrawn_after_made",
                condition=Q(withdrawn_at__isnull=True)
                | Q(withdrawn_at__gte=F("created_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.reason}"


class DormancyBacktest(models.Model):
    """How right the policy was on the community's own past, at some moment."""

    policy_version = models.PositiveIntegerField(_("policy"))
    business_date = models.DateField(_("business date"))
    created_at = models.DateTimeField(_("created at"))
    members = models.PositiveIntegerField(_("members"))
    figures = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("backtest")
        verbose_name_plural = _("backtests")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"v{self.policy_version} {self.business_date}"
