"""Scripts (话术): what we say in which scene, version by version."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from knowledge.models.validators import validate_slots
from knowledge.querysets import ScriptQuerySet, ScriptVersionQuerySet
from knowledge.rules.transitions import FINAL_STATES, OPEN_STATES, STATES
from members.models import validate_readable, validate_readable_lines

TITLE_LENGTH = 60
TEXT_LENGTH = 1000
REASON_LENGTH = 300


class Script(models.Model):
    """What we say in a scene, and whom it suits.

    Its text is in its versions. starter_key: of the shipped script that it
    began as, so that loading them twice adds nothing · search_words: under
    which it is found (knowledge/rules/search_words.py).
    """

    class Scene(models.TextChoices):
        WELCOME = "welcome", _("Welcome")
        ENCOURAGE = "encourage", _("Encouragement and thanks")
        KOC = "koc", _("KOC")
        WAKE_UP = "wake_up", _("Gentle wake-up")
        RECEIVED = "received", _("Notice: report received")
        FIXED = "fixed", _("Notice: fault fixed")
        COMPLAINT = "complaint", _("Complaint and apology")
        RUMOUR = "rumour", _("Answer to a rumour")
        EVENT = "event", _("Event and test drive")
        HANDOVER = "handover", _("Change of contact")
        FAREWELL = "farewell", _("Graduation and return")
        GREETING = "greeting", _("Greeting and car life")
        CONSENT = "consent", _("Asking for consent")

    class Audience(models.TextChoices):
        ANYONE = "", _("Anyone")
        NEWCOMER = "newcomer", _("Newcomers")
        OWNER = "owner", _("Owners")
        FORMER = "former", _("Former owners")
        PROSPECT = "prospect", _("Prospects")

    class Role(models.TextChoices):
        ANY = "", _("Any role")
        GEEK = "geek", _("Technical geek")
        SOCIAL = "social", _("Social queen bee")
        AESTHETIC = "aesthetic", _("Aesthetic evangelist")

    class ForState(models.TextChoices):
        ANY = "", _("Any state")
        ACTIVE = "active", _("Active")
        COOLING = "cooling", _("Cooling")
        DORMANT = "dormant", _("Dormant")
        RETURNED = "returned", _("Returned")

    scene = models.CharField(_("scene"), max_length=10, choices=Scene)
    title = models.CharField(
        _("title"),
        max_length=TITLE_LENGTH,
        unique=True,
        validators=[validate_readable],
    )
    title_en = models.CharField(
        _("English title"),
        max_length=TITLE_LENGTH,
        blank=True,
        validators=[validate_readable],
        help_text=_("Shown to colleagues who read English; may stay empty."),
    )
    audience = models.CharField(
        _("whom it suits"),
        max_length=10,
        choices=Audience,
        blank=True,
    )
    role = models.CharField(
        _("for the role"),
        max_length=10,
        choices=Role,
        blank=True,
    )
    for_state = models.CharField(
        _("for the state"),
        max_length=10,
        choices=ForState,
        blank=True,
    )
    owner = staff_account(pgettext_lazy("of a script", "owner"))
    starter_key = models.SlugField(blank=True, editable=False)
    search_words = models.TextField(editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)
    updated_at = models.DateTimeField(_("changed at"), editable=False)

    objects = ScriptQuerySet.as_manager()

    class Meta:
        verbose_name = _("script")
        verbose_name_plural = _("scripts")
        ordering = ("scene", "title")
        indexes = [
            models.Index(fields=("scene", "title"), name="script_of_scene"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("starter_key",),
                condition=~Q(starter_key=""),
                name="starter_script_once",
            ),
        ]

    def __str__(self) -> str:
        is_english = (get_language() or "").startswith("en")
        return self.title_en if is_english and self.title_en else self.title

    def get_absolute_url(self) -> str:
        return reverse("knowledge:script_detail", args=[self.pk])


class ScriptVersion(models.Model):
    """One text of a script, from draft to retirement.

    The text of an approved version never changes again: a trigger refuses it.
    author: who wrote the text last; those who wrote it cannot approve it ·
    valid_until: the last day on which it may be used.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for approval")
        APPROVED = "approved", pgettext_lazy("of a script", "Approved")
        RETIRED = "retired", _("Retired")

    script = models.ForeignKey(
        Script,
        verbose_name=_("script"),
        on_delete=models.CASCADE,
        related_name="versions",
    )
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(
        _("text"),
        max_length=TEXT_LENGTH,
        validators=[
            validate_readable_lines,
            MaxLengthValidator(TEXT_LENGTH),
            validate_slots,
        ],
    )
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=State,
        default=State.DRAFT,
    )
    author = staff_account(_("written by"))
    written_at = models.DateTimeField(_("written at"))
    submitted_at = models.DateTimeField(
        _("submitted at"),
        null=True,
        blank=True,
    )
    approver = staff_account(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    objects = ScriptVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a script")
        verbose_name_plural = _("versions of scripts")
        ordering = ("-number",)
        indexes = [
            models.Index(
                fields=("valid_until",),
                name="script_expiry",
                condition=Q(state="approved"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("script", "number"),
                name="script_version_once",
            ),
            models.UniqueConstraint(
                fields=("script",),
                condition=Q(state__in=OPEN_STATES),
                name="script_has_one_draft",
            ),
            models.UniqueConstraint(
                fields=("script",),
                condition=Q(state="approved"),
                name="script_has_one_approved",
            ),
            models.CheckConstraint(
                name="script_state_known",
                condition=Q(state__in=STATES),
            ),
            models.CheckConstraint(
                name="script_approved_by_another",
                condition=Q(approver__isnull=True)
                | Q(author__isnull=True)
                | ~Q(approver=F("author")),
            ),
            models.CheckConstraint(
                name="script_approved_expires",
                condition=Q(
                    state__in=OPEN_STATES,
                    approved_at__isnull=True,
                    valid_until__isnull=True,
                )
                | Q(
                    state__in=FINAL_STATES,
                    approved_at__isnull=False,
                    valid_until__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.script} v{self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.script.get_absolute_url()}#v{self.number}"


class ScriptChange(models.Model):
    """What was done with a script. Rows are only added."""

    class Kind(models.TextChoices):
        CREATED = "created", _("Version begun")
        EDITED = "edited", _("Text edited")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Sent back")
        APPROVED = "approved", pgettext_lazy("of a script", "Approved")
        RETIRED = "retired", _("Retired")

    version = models.ForeignKey(
        ScriptVersion,
        on_delete=models.CASCADE,
        related_name="changes",
    )
    kind = models.CharField(_("what happened"), max_length=9, choices=Kind)
    reason = models.CharField(
        _("reason"),
        max_length=REASON_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    made_by = staff_account(_("by"))
    made_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("change of a script")
        verbose_name_plural = _("changes of scripts")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new change. Errors: ValidationError if it is stored already."""
        if self.pk is not None:
            raise ValidationError(_("What happened is not changed."))
        super().save(*args, **kwargs)
