"""Claims: what is being said without anybody's own experience."""

from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.db.change_times import changed_at_field
from common.db.fields import staff_account
from common.models import PolicyVersion
from community.models import Post
from immunity.querysets import ClaimQuerySet
from immunity.rules import claim_states as states
from members.models import validate_readable, validate_readable_lines

CLAIM_LENGTH = 200
SUBJECT_LENGTH = 60
ANSWER_LENGTH = 1000
NOTE_LENGTH = 300
LINK_LENGTH = 500


class ClaimPolicy(PolicyVersion):
    """A version of the thresholds of claims."""

    suggest_authors = models.PositiveSmallIntegerField(
        _("people until a claim is suggested"),
        validators=[MinValueValidator(2), MaxValueValidator(100)],
        help_text=_("So many different people pass on the same thing."),
    )
    spreading_authors = models.PositiveSmallIntegerField(
        _("people until colleagues are notified"),
        validators=[MinValueValidator(2), MaxValueValidator(1000)],
        help_text=_("So many different people spread an open claim."),
    )
    window_days = models.PositiveSmallIntegerField(
        _("in so many days"),
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    note = models.CharField(
        _("why"),
        max_length=NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )

    class Meta(PolicyVersion.Meta):
        verbose_name = _("thresholds of claims")
        verbose_name_plural = _("thresholds of claims")
        constraints = [
            models.CheckConstraint(
                name="claim_spreads_after_suggestion",
                condition=Q(spreading_authors__gte=F("suggest_authors")),
                violation_error_message=_(
                    "Colleagues are notified of at least as many people as a "
                    "suggestion takes.",
                ),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("immunity:policy_detail", args=[self.pk])


class Claim(models.Model):
    """What people pass on that is not their own experience.

    words: by which it is compared, as ClaimWords.as_stored() has them ·
    scene_words: what an own experience has to name · returns_of: a claim that
    was settled before and comes again here · post: the post whose words the
    text is, until a colleague words it.
    """

    class State(models.TextChoices):
        SUGGESTED = states.SUGGESTED, pgettext_lazy("a claim", "Suggested")
        CONFIRMED = states.CONFIRMED, pgettext_lazy("a claim", "Rumour")
        ANSWERED = states.ANSWERED, pgettext_lazy("a claim", "Answered")
        CLOSED = states.CLOSED, pgettext_lazy("a claim", "Closed")
        NOT_RUMOUR = states.NOT_RUMOUR, pgettext_lazy("a claim", "No rumour")

    text = models.CharField(
        _("claim"),
        max_length=CLAIM_LENGTH,
        validators=[validate_readable],
        help_text=_("What is being said, in one sentence."),
    )
    subject = models.CharField(
        _("subject"),
        max_length=SUBJECT_LENGTH,
        blank=True,
        validators=[validate_readable],
        help_text=_("What it is about, in a few words: it fills {topic}."),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=State,
        default=State.SUGGESTED,
    )
    model_series = models.JSONField(
        _("model series"),
        default=list,
        blank=True,
        help_text=_("Empty: it is said of all models."),
    )
    scene_words = models.JSONField(
        _("words of the scene"),
        default=list,
        blank=True,
        help_text=_(
            "An own experience names each of them; write 下雨/雨天 for words "
            "that mean the same.",
        ),
    )
    link = models.URLField(
        _("link"),
        max_length=LINK_LENGTH,
        blank=True,
        help_text=_("Where it was seen outside of the community."),
    )
    words = models.JSONField(default=dict, editable=False)
    post = models.ForeignKey(
        Post,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="named_claims",
    )
    returns_of = models.ForeignKey(
        "self",
        verbose_name=_("comes again from"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="returns",
        help_text="The settled claim that comes again in this one.",
    )
    owner = staff_account(_("responsible"))
    answer = models.TextField(
        _("what we know"),
        max_length=ANSWER_LENGTH,
        blank=True,
        validators=[
            validate_readable_lines,
            MaxLengthValidator(ANSWER_LENGTH),
        ],
        help_text=_("The answer, as anybody may read it."),
    )
    answered_at = models.DateTimeField(
        _("answered at"),
        null=True,
        blank=True,
        editable=False,
    )
    settled_at = models.DateTimeField(
        _("closed at"),
        null=True,
        blank=True,
        editable=False,
    )
    opened_at = models.DateTimeField(_("found at"), editable=False)
    opened_by = staff_account(_("entered by"))
    spreading_at = models.DateTimeField(
        _("spreading since"),
        null=True,
        blank=True,
        editable=False,
        help_text="When colleagues were notified that it spreads.",
    )
    updated_at = changed_at_field()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("-opened_at", "-pk")
        indexes = [
            models.Index(fields=("state", "-opened_at"), name="claim_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="answered_claim_has_time",
                condition=~Q(state=states.ANSWERED)
                | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_returns_of_another",
                condition=Q(returns_of__isnull=True) | ~Q(returns_of=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("immunity:claim_detail", args=[self.pk])


class ClaimWording(models.Model):
    """One of the wordings in which a claim is said.

    words: by which it is compared · text_key: tells copies · post: the post
    that says so, None if a colleague has entered it.
    """

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.CASCADE,
        related_name="wordings",
    )
    post = models.ForeignKey(
        Post,
        verbose_name=_("post"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="claim_wordings",
    )
    text = models.CharField(
        _("wording"),
        max_length=400,
        validators=[validate_readable],
    )
    words = models.JSONField(default=dict)
    text_key = models.CharField(max_length=32)
    seen_at = models.DateTimeField(_("first seen"))
    added_by = staff_account(_("entered by"))

    class Meta:
        verbose_name = _("wording of a claim")
        verbose_name_plural = _("wordings of claims")
        ordering = ("seen_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("claim", "text_key"),
                name="claim_wording_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ClaimChange(models.Model):
    """What staff decided about a claim, and why.

    before: what an undo writes back, by field.
    """

    claim = models.ForeignKey(
        Claim,
        on_delete=models.CASCADE,
        related_name="changes",
    )
    from_state = models.CharField(max_length=10, choices=Claim.State)
    to_state = models.CharField(max_length=10, choices=Claim.State)
    note = models.CharField(
        _("note"),
        max_length=NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    before = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = staff_account(_("changed by"))
    is_undone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("change of a claim")
        verbose_name_plural = _("changes of claims")
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.from_state} -> {self.to_state}"
