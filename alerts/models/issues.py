from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alerts.models.issue_labels import issue_name
from alerts.querysets import IssueQuerySet
from alerts.rules.episodes import EpisodeSpan
from alerts.rules.facet_counts import Counts
from alerts.rules.facets import FACET_FIELDS
from alerts.rules.fixes import FixKind
from alerts.rules.severity import SuggestedSeverity, suggest_severity
from common.db.change_times import changed_at_field
from common.db.fields import staff_account
from members.models import validate_readable

FIX_NOTE_LENGTH = 200
NAME_LENGTH = 80


class Issue(models.Model):
    """A fault that owners report, from its first report to its end.

    `number` is the clustering's own. The columns of facets are declared in
    alerts/rules/facets.py; each holds [name, count] pairs.
    """

    class State(models.TextChoices):
        NEW = "new", _("New issue")
        CONFIRMED = "confirmed", _("Confirmed")
        ENGINEERING = "engineering", _("With engineering")
        FIXED = "fixed", _("Fixed")
        VERIFIED = "verified", _("Verified")
        CLOSED = "closed", _("Closed")
        REGRESSED = "regressed", _("Came back")
        MUTED = "muted", _("Muted")

    class FixedBy(models.TextChoices):
        VERSION = FixKind.VERSION.value, _("Software version")
        PART = FixKind.PART.value, _("Part")
        SERVICE = FixKind.SERVICE.value, _("Service")
        EXPLANATION = FixKind.EXPLANATION.value, _("Explanation")

    class Severity(models.TextChoices):
        CRITICAL = "critical", _("Critical")
        HIGH = "high", _("High")
        NORMAL = "normal", _("Normal")
        LOW = "low", _("Low")

    number = models.PositiveBigIntegerField(unique=True)
    name = models.CharField(
        _("name"),
        max_length=NAME_LENGTH,
        blank=True,
        validators=[validate_readable],
        help_text=_("Empty: it is named by what its reports say."),
    )
    state = models.CharField(
        _("state"),
        max_length=11,
        choices=State,
        default=State.NEW,
    )
    components = models.JSONField(_("parts"), default=list)
    symptoms = models.JSONField(_("symptoms"), default=list)
    scenes = models.JSONField(_("scenes"), default=list)
    triggers = models.JSONField(_("triggers"), default=list)
    model_series = models.JSONField(_("model series"), default=list)
    shared_words = models.JSONField(
        default=list,
        editable=False,
        help_text="What its reports have in common, in their own words.",
    )
    severity = models.CharField(
        _("severity"),
        max_length=8,
        choices=Severity,
        blank=True,
    )
    opened_at = models.DateTimeField(_("first report"))
    alerted_at = models.DateTimeField(_("alerted at"), null=True, blank=True)
    last_alerted_at = models.DateTimeField(
        _("last alerted at"),
        null=True,
        blank=True,
    )
    history_alerted_at = models.DateTimeField(
        _("historic alert at"),
        null=True,
        blank=True,
        help_text=_("Of posts that were history when they arrived: no news."),
    )
    episode_began_at = models.DateTimeField(null=True, editable=False)
    last_report_at = models.DateTimeField(null=True, editable=False)
    regression_of = models.ForeignKey(
        "self",
        verbose_name=_("came back from"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="regressions",
        help_text=_("The fixed issue whose fault owners report here."),
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    alerted_as = models.ForeignKey(
        "self",
        verbose_name=_("alerted as"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="alerted_with",
        help_text=_("The issue of the same matter that has raised the alert."),
    )
    owner = staff_account(_("responsible"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    fixed_by = models.CharField(
        _("fixed by"),
        max_length=11,
        choices=FixedBy,
        blank=True,
    )
    fixed_in = models.CharField(
        _("fixed in version"),
        max_length=40,
        blank=True,
        validators=[validate_readable],
    )
    fix_note = models.CharField(
        _("what fixes it"),
        max_length=FIX_NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
        help_text=_("The part, what service does, or the explanation."),
    )
    fixed_on = models.DateField(_("fixed on"), null=True, blank=True)
    muted_until_reporters = models.PositiveIntegerField(
        _("muted until so many owners"),
        null=True,
        blank=True,
        help_text=_("A muted issue speaks up again at this count."),
    )

    updated_at = changed_at_field()

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ("-opened_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="muted_issue_has_condition",
                condition=~Q(state="muted")
                | Q(muted_until_reporters__isnull=False),
            ),
            models.CheckConstraint(
                name="issue_not_merged_into_itself",
                condition=~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name or issue_name(
            self.facet_counts,
            self.shared_words,
            self.number,
        )

    def get_absolute_url(self) -> str:
        return reverse("alerts:issue_detail", args=[self.pk])

    @property
    def facet_counts(self) -> dict[str, Counts]:
        """Return the counts of each facet by its column."""
        return {name: getattr(self, name) for name in FACET_FIELDS}

    @property
    def suggested_severity(self) -> SuggestedSeverity:
        """Return the severity that its reports suggest."""
        return suggest_severity(self.facet_counts)

    @property
    def shown_severity(self) -> str:
        """Return the severity that staff have set, else the suggested one."""
        return self.severity or self.suggested_severity.level

    @property
    def is_historic(self) -> bool:
        """Return whether it has raised an alert, but none that was news."""
        return self.history_alerted_at is not None and self.alerted_at is None

    @property
    def fix(self) -> str:
        """Return what fixes it: a version, a part, an act or an explanation."""
        return self.fixed_in or self.fix_note

    @property
    def episode(self) -> EpisodeSpan | None:
        """Return its present episode, None before its first report."""
        if self.episode_began_at is None or self.last_report_at is None:
            return None
        return EpisodeSpan(self.episode_began_at, self.last_report_at)

    @episode.setter
    def episode(self, span: EpisodeSpan | None) -> None:
        self.episode_began_at = span.began_at if span else None
        self.last_report_at = span.last_at if span else None

    def is_overdue(self, today: date) -> bool:
        """Return whether its due date is past and it is not fixed."""
        open_states = (
            self.State.NEW,
            self.State.CONFIRMED,
            self.State.ENGINEERING,
            self.State.REGRESSED,
        )
        return (
            self.due_on is not None
            and self.due_on < today
            and self.state in open_states
        )
