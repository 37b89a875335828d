from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.models.issues import Issue
from community.models import Post
from members.models import validate_readable

NOTE_LENGTH = 500


class Alert(models.Model):
    """An alert of an issue: which post raised it, how many owners there were,
    and how many are usual.
    """

    class Cause(models.TextChoices):
        FIRST = "first", _("First alert")
        AGAIN = "again", _("Again, after a quiet time")
        REGRESSION = "regression", _("Came back after the fix")
        OTHER_MODEL = "other_model", _("After the fix, in another model")
        MUTE_ENDED = "mute_ended", _("More owners than it was muted for")

    issue = models.ForeignKey(
        Issue,
        verbose_name=_("issue"),
        on_delete=models.CASCADE,
        related_name="alerts",
    )
    cause = models.CharField(_("cause"), max_length=11, choices=Cause)
    post = models.ForeignKey(
        Post,
        verbose_name=_("post"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    raised_at = models.DateTimeField(_("raised at"))
    reporter_count = models.PositiveIntegerField(_("owners"))
    expected = models.FloatField(_("usual"))
    is_historic = models.BooleanField(
        _("historic"),
        default=False,
        help_text=_("Its post was history when it arrived: no news."),
    )
    last_time = models.DateTimeField(
        _("last time"),
        null=True,
        blank=True,
        help_text=_("The last report before the quiet time."),
    )

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ("-raised_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("issue", "cause", "post"),
                name="alert_raised_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.get_cause_display()}"


class IssueChange(models.Model):
    """What staff or a rule decided about an issue, and why.

    before, after: of a name, a severity or an owner, what it was and is.
    """

    class Kind(models.TextChoices):
        STATE = "state", _("State")
        NAME = "name", _("Name")
        SEVERITY = "severity", _("Severity")
        OWNER = "owner", _("Who is responsible")

    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=Kind,
        default=Kind.STATE,
    )
    before = models.CharField(max_length=150, blank=True)
    after = models.CharField(max_length=150, blank=True)
    issue = models.ForeignKey(
        Issue,
        on_delete=models.CASCADE,
        related_name="changes",
    )
    from_state = models.CharField(max_length=11, choices=Issue.State)
    to_state = models.CharField(max_length=11, choices=Issue.State)
    note = models.CharField(
        _("note"),
        max_length=NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("change of an issue")
        verbose_name_plural = _("changes of issues")
        ordering = ("-changed_at", "-id")

    def __str__(self) -> str:
        return f"{self.issue}: {self.from_state} -> {self.to_state}"

    @property
    def shown_before(self) -> str:
        """Return what it was before, in words."""
        return self._shown(self.before)

    @property
    def shown_after(self) -> str:
        """Return what it is since, in words."""
        return self._shown(self.after)

    @property
    def is_undoable(self) -> bool:
        """Return whether it can be undone as long as nothing has followed."""
        is_by_rule = self.kind == self.Kind.OWNER and not self.changed_by_id
        return self.kind != self.Kind.STATE and not is_by_rule

    def _shown(self, value: str) -> str:
        if self.kind == self.Kind.SEVERITY and value:
            return str(Issue.Severity(value).label)
        return value
