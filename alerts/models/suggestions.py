from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alerts.models.decisions import NOTE_LENGTH
from alerts.querysets.suggestions import (
    SuggestionPostQuerySet,
    SuggestionQuerySet,
)
from alerts.rules.suggestion_states import PROMISED_DAYS, SuggestionState
from common.db.fields import staff_account
from community.models import Post
from members.models import validate_readable

SUGGESTION_LENGTH = 80
MAX_PROMISED_DAYS = 365


class Suggestion(models.Model):
    """What several members suggest, as one matter: from the first of them to
    the answer that all of them get.

    topic: the part or service that its posts name, "" for none · outcome and
    decided_at: that it was shipped or declined, and since when; the promised
    days to inform its members run from then.
    """

    class State(models.TextChoices):
        NOTED = SuggestionState.NOTED.value, _("Noted")
        PLANNED = SuggestionState.PLANNED.value, _("Planned")
        SHIPPED = SuggestionState.SHIPPED.value, _("Shipped")
        DECLINED = SuggestionState.DECLINED.value, _("Turned down")
        ANSWERED = SuggestionState.ANSWERED.value, _("Everybody informed")

    name = models.CharField(
        _("name"),
        max_length=SUGGESTION_LENGTH,
        validators=[validate_readable],
        help_text=_("In a few words, as it is called in meetings."),
    )
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=State,
        default=State.NOTED,
    )
    topic = models.CharField(_("part or service"), max_length=40, blank=True)
    opened_at = models.DateTimeField(_("first made"))
    owner = staff_account(_("responsible"))
    promised_days = models.PositiveSmallIntegerField(
        _("days promised"),
        default=PROMISED_DAYS,
        validators=[
            MinValueValidator(1),
            MaxValueValidator(MAX_PROMISED_DAYS),
        ],
        help_text=_(
            "So many days after it is shipped or declined, every member who "
            "made it shall know.",
        ),
    )
    outcome = models.CharField(
        max_length=8,
        choices=[
            (State.SHIPPED.value, State.SHIPPED.label),
            (State.DECLINED.value, State.DECLINED.label),
        ],
        blank=True,
        editable=False,
    )
    decided_at = models.DateTimeField(
        _("decided at"),
        null=True,
        blank=True,
        editable=False,
    )
    answer = models.CharField(
        _("what members may know"),
        max_length=NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
        help_text=_("In which version it comes, or why it does not."),
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ("-opened_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="decided_suggestion_has_outcome",
                condition=Q(outcome="", decided_at__isnull=True)
                | (~Q(outcome="") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="suggestion_not_merged_into_itself",
                condition=~Q(merged_into=F("id")),
            ),
        ]
        indexes = [
            models.Index(
                fields=("state", "-opened_at"),
                name="suggestion_state",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("alerts:suggestion_detail", args=[self.pk])


class SuggestionPost(models.Model):
    """A post in which a member makes a suggestion.

    said: the sentence that makes it, in one spelling · words: its terms, by
    which alike posts are found.
    """

    suggestion = models.ForeignKey(
        Suggestion,
        on_delete=models.CASCADE,
        related_name="posts",
    )
    post = models.OneToOneField(
        Post,
        on_delete=models.CASCADE,
        related_name="suggestion_post",
    )
    posted_at = models.DateTimeField(_("posted at"))
    topic = models.CharField(max_length=40, blank=True)
    said = models.CharField(_("words"), max_length=400)
    words = models.JSONField(default=dict)

    objects = SuggestionPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post with a suggestion")
        verbose_name_plural = _("posts with a suggestion")
        ordering = ("posted_at", "id")
        indexes = [
            models.Index(
                fields=("topic", "-post"),
                name="suggestion_post_topic",
            ),
        ]

    def __str__(self) -> str:
        return self.said[:60]


class SuggestionNotice(models.Model):
    """That the member of a post was informed what became of the suggestion."""

    entry = models.ForeignKey(
        SuggestionPost,
        on_delete=models.CASCADE,
        related_name="notices",
    )
    kind = models.CharField(
        _("notice"),
        max_length=8,
        choices=[
            (Suggestion.State.SHIPPED.value, Suggestion.State.SHIPPED.label),
            (Suggestion.State.DECLINED.value, Suggestion.State.DECLINED.label),
        ],
    )
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = staff_account(_("sent by"))

    class Meta:
        verbose_name = _("notice about a suggestion")
        verbose_name_plural = _("notices about suggestions")
        ordering = ("-sent_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("entry", "kind"),
                name="suggestion_notice_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.kind}"


class SuggestionChange(models.Model):
    """What staff decided about a suggestion, and why.

    merged, entries: of a merge, the suggestion that was merged away and the
    posts that came from it, so that it can be undone.
    """

    class Kind(models.TextChoices):
        STATE = "state", _("State")
        EDITED = "edited", _("Edited")
        MERGED = "merged", _("Merged")
        SPLIT = "split", _("Split")
        UNDONE = "undone", _("Undone")

    suggestion = models.ForeignKey(
        Suggestion,
        on_delete=models.CASCADE,
        related_name="changes",
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    from_state = models.CharField(max_length=8, choices=Suggestion.State)
    to_state = models.CharField(max_length=8, choices=Suggestion.State)
    note = models.CharField(
        _("note"),
        max_length=NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    merged = models.ForeignKey(
        Suggestion,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    entries = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("change of a suggestion")
        verbose_name_plural = _("changes of suggestions")
        ordering = ("-changed_at", "-id")

    def __str__(self) -> str:
        return f"{self.suggestion}: {self.from_state} -> {self.to_state}"

    @property
    def is_undoable(self) -> bool:
        """Tell whether it is a merge that was not undone."""
        return self.merged_id is not None and self.undone_at is None


class SuggestionCursor(models.Model):
    """Up to which post suggestions were read; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    through_post = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="one_suggestion_cursor",
                condition=Q(id=1),
            ),
        ]

    def __str__(self) -> str:
        return str(self.through_post)
