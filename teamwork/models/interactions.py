from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.db.change_times import changed_at_field
from common.db.fields import staff_account
from knowledge.models import ScriptUse
from members.models import (
    NOTE_LENGTH,
    Member,
    validate_readable,
    validate_readable_lines,
)
from members.rules.merging import OnMerge
from teamwork.querysets import InteractionQuerySet

LINE_LENGTH = 300


class Interaction(models.Model):
    """What was said with a member (沟通日志), and the promise that was made."""

    on_member_merge = {"member": OnMerge.MOVE}

    class Channel(models.TextChoices):
        WECOM = "wecom", pgettext_lazy("way of talking", "WeCom")
        SMS = "sms", pgettext_lazy("way of talking", "Text message")
        MINI = "mini", pgettext_lazy("way of talking", "Mini program")
        FEISHU = "feishu", pgettext_lazy("way of talking", "Feishu")
        PHONE = "phone", pgettext_lazy("way of talking", "Phone")
        STORE = "store", pgettext_lazy("way of talking", "At the store")
        EVENT = "event", pgettext_lazy("way of talking", "At an event")
        # Entries of before have these; the form offers them no more.
        WECHAT = "wechat", _("WeChat")
        APP = "app", _("App message")
        MEETING = "meeting", _("In person")
        OTHER = "other", _("Other")

    class Mood(models.IntegerChoices):
        UPSET = -1, _("Upset")
        CALM = 0, _("Calm")
        GLAD = 1, _("Glad")

    key = models.UUIDField(unique=True, editable=False)
    body_digest = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Hash of what was sent with the key; empty: not kept.",
    )
    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="interactions",
    )
    staff = staff_account(_("who"))
    happened_at = models.DateTimeField(_("when"))
    channel = models.CharField(
        pgettext_lazy("way of talking", "channel"),
        max_length=7,
        choices=Channel,
        default=Channel.WECOM,
    )
    mood = models.SmallIntegerField(_("mood"), choices=Mood, default=Mood.CALM)
    summary = models.TextField(
        _("what was said"),
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines, MaxLengthValidator(NOTE_LENGTH)],
    )
    next_step = models.CharField(
        _("next step"),
        max_length=LINE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    promise = models.CharField(
        _("promise"),
        max_length=LINE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    promise_owner = staff_account(_("who keeps it"))
    kept_at = models.DateTimeField(_("kept at"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"),
        max_length=LINE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    script_use = models.ForeignKey(
        ScriptUse,
        verbose_name=_("script used"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="interactions",
    )
    created_at = models.DateTimeField(_("created at"))
    updated_at = changed_at_field()

    objects = InteractionQuerySet.as_manager()

    class Meta:
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        ordering = ("-happened_at", "-id")
        indexes = [
            models.Index(
                fields=("member", "-happened_at"),
                name="interaction_of_member",
            ),
            models.Index(
                fields=("promise_owner", "due_on"),
                name="promise_open",
                condition=Q(kept_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="promise_has_due_day",
                condition=Q(promise="", due_on__isnull=True)
                | (~Q(promise="") & Q(due_on__isnull=False)),
                violation_error_message=_(
                    "A promise needs a day by which it is due, and the day a promise.",
                ),
            ),
            models.CheckConstraint(
                name="only_promises_are_kept",
                condition=Q(kept_at__isnull=True) | ~Q(promise=""),
            ),
            models.CheckConstraint(
                name="interaction_says_something",
                condition=~Q(summary=""),
            ),
        ]

    def __str__(self) -> str:
        return self.summary[:60]

    def get_absolute_url(self) -> str:
        return f"{self.member.get_absolute_url()}#interactions"
