"""Messages to members, and the channels that send them."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.db.change_times import changed_at_field
from common.db.fields import EncryptedTextField, staff_account
from knowledge.models import TEXT_LENGTH, ScriptUse, ScriptVersion
from members.models import Member, validate_readable, validate_readable_lines
from members.rules.merging import OnMerge
from outreach.models.choices import Purpose, RefusalReason, Way
from outreach.models.opportunities import Match
from outreach.querysets import MemberChannelQuerySet, MessageQuerySet
from outreach.rules import messages as states
from teamwork.models import Interaction

NOTE_LENGTH = 300


class MemberChannel(models.Model):
    """A system that sends messages to members: the brand's gateway for app
    push or WeCom, or the mail server of the settings.

    address: where the gateway is called · secret: what calls are signed with.
    """

    way = models.CharField(_("way"), max_length=5, choices=Way)
    name = models.CharField(
        _("name"),
        max_length=60,
        unique=True,
        validators=[validate_readable],
    )
    address = models.URLField(_("address"), blank=True, max_length=500)
    secret = EncryptedTextField(_("secret"), blank=True, editable=False)
    platform = models.CharField(
        _("platform of the ids"),
        max_length=40,
        blank=True,
        help_text=_("By which of their ids the gateway knows a member."),
    )
    is_open = models.BooleanField(_("sends"), default=True)
    created_at = models.DateTimeField(_("created at"), editable=False)
    created_by = staff_account(_("created by"))

    objects = MemberChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel to members")
        verbose_name_plural = _("channels to members")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("outreach:channel_list")


class OutreachMessage(models.Model):
    """One personal message to a member, from the draft to the answer.

    addressee: the member for whom it was written, by number; if a merge gives
    the message to another one, it is not sent. channel: None for a message
    that a colleague sends by hand.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    class State(models.TextChoices):
        DRAFT = states.DRAFT, pgettext_lazy("of a message", "Draft")
        SUBMITTED = states.SUBMITTED, _("Waiting for approval")
        APPROVED = states.APPROVED, pgettext_lazy("of a message", "Approved")
        SENDING = states.SENDING, _("Being sent")
        SENT = states.SENT, _("Sent")
        UNCERTAIN = states.UNCERTAIN, _("Uncertain whether it arrived")
        REFUSED = states.REFUSED, _("Refused by the rules of contact")
        FAILED = states.FAILED, _("Failed")
        CANCELLED = states.CANCELLED, _("Cancelled")

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="outreach_messages",
    )
    addressee = models.BigIntegerField(editable=False)
    purpose = models.CharField(_("purpose"), max_length=11, choices=Purpose)
    match = models.OneToOneField(
        Match,
        verbose_name=_("match"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outreach_message",
    )
    way = models.CharField(_("way"), max_length=5, choices=Way)
    channel = models.ForeignKey(
        MemberChannel,
        verbose_name=_("channel"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outreach_messages",
    )
    script_version = models.ForeignKey(
        ScriptVersion,
        verbose_name=_("version of the script"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outreach_messages",
    )
    text = models.TextField(
        _("text"),
        max_length=TEXT_LENGTH,
        validators=[validate_readable_lines, MaxLengthValidator(TEXT_LENGTH)],
    )
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=State,
        default=State.DRAFT,
    )
    note = models.CharField(
        _("note"),
        max_length=NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
        help_text=_("Why it was sent back or cancelled."),
    )
    author = staff_account(_("written by"))
    written_at = models.DateTimeField(_("written at"))
    approver = staff_account(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    send_before = models.DateField(
        _("not after"),
        null=True,
        blank=True,
        help_text=_("It is not sent after this day."),
    )
    outbox_uid = models.CharField(
        max_length=40,
        blank=True,
        editable=False,
        db_index=True,
    )
    refused_for = models.CharField(
        _("refused for"),
        max_length=12,
        choices=RefusalReason,
        blank=True,
    )
    allowed_at = models.DateTimeField(
        _("allowed from"),
        null=True,
        blank=True,
    )
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    sender = staff_account(_("sent by"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    script_use = models.OneToOneField(
        ScriptUse,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="outreach_message",
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer = models.OneToOneField(
        Interaction,
        verbose_name=_("answer"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="outreach_message",
    )
    updated_at = changed_at_field()

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to a member")
        verbose_name_plural = _("messages to members")
        ordering = ("-written_at", "-pk")
        indexes = [
            models.Index(
                fields=("member", "claimed_at"),
                name="outreach_contacts",
                condition=Q(state__in=states.CONTACT_STATES),
            ),
            models.Index(
                fields=("state", "written_at"),
                name="outreach_open",
                condition=Q(state__in=states.OPEN_STATES),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="outreach_approved_by_another",
                condition=Q(approver__isnull=True)
                | Q(author__isnull=True)
                | ~Q(approver=F("author")),
            ),
            models.CheckConstraint(
                name="outreach_contact_has_time",
                condition=~Q(state__in=states.CONTACT_STATES)
                | Q(claimed_at__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="outreach_says_something",
                condition=~Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return reverse("outreach:message_detail", args=[self.pk])
