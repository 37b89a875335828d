"""Members, the names by which they are found and their ids on other platforms."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from members.models.validators import (
    validate_readable,
    validate_readable_lines,
)
from members.querysets import (
    MemberIdentityQuerySet,
    MemberQuerySet,
)
from members.rules.merging import OnMerge

NOTE_LENGTH = 2000
# The fields that staff edit on pages and in files.
STAFF_EDITED = (
    "nickname",
    "kind",
    "owner_status",
    "joined_on",
    "province",
    "city",
    "primary_contact",
    "backup_contact",
    "contact_note",
)


class Member(models.Model):
    """A person (or a machine that acts like one) in the community."""

    on_member_merge = {"merged_into": OnMerge.STAY}

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        STAFF = "staff", _("Staff")
        BOT = "bot", _("Bot")
        TEST = "test", _("Test account")
        ERASED = "erased", _("Erased")

    class OwnerStatus(models.TextChoices):
        PROSPECT = "prospect", _("Prospect")
        OWNER = "owner", _("Owner")
        FORMER = "former", _("Former owner")

    class JoinedFrom(models.TextChoices):
        ARRIVAL = "arrival", _("first seen")
        FILE = "file", _("file or interface")
        STAFF = "staff", _("staff")

    nickname = models.CharField(
        _("nickname"),
        max_length=60,
        validators=[validate_readable],
    )
    kind = models.CharField(
        _("kind"),
        max_length=6,
        choices=Kind,
        default=Kind.PERSON,
    )
    owner_status = models.CharField(
        _("owner status"),
        max_length=8,
        choices=OwnerStatus,
        default=OwnerStatus.PROSPECT,
    )
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    joined_from = models.CharField(
        _("joining date known from"),
        max_length=7,
        choices=JoinedFrom,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    province = models.CharField(
        _("province"),
        max_length=30,
        blank=True,
        validators=[validate_readable],
    )
    city = models.CharField(
        _("city"),
        max_length=30,
        blank=True,
        validators=[validate_readable],
    )
    primary_contact = staff_account(_("primary contact"))
    backup_contact = staff_account(_("backup contact"))
    contact_note = models.TextField(
        _("note for the next contact"),
        blank=True,
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines, MaxLengthValidator(NOTE_LENGTH)],
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged_members",
    )
    staff_edited_at = models.JSONField(
        default=dict,
        db_default=Value({}, output_field=models.JSONField()),
        blank=True,
        editable=False,
        help_text="When staff last set each field; what they set, no delivery overwrites.",
    )
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        indexes = [
            models.Index(fields=("city", "id"), name="member_city"),
            models.Index(fields=("kind", "id"), name="member_kind"),
            models.Index(
                fields=("kind", "owner_status"),
                condition=Q(merged_into__isnull=True),
                name="member_by_status",
            ),
            models.Index(fields=("nickname", "id"), name="member_nickname"),
            models.Index(fields=("joined_on", "id"), name="member_joined"),
        ]
        constraints = [
            models.CheckConstraint(
                name="member_has_nickname",
                condition=~Q(nickname=""),
            ),
            models.CheckConstraint(
                name="member_backup_is_another",
                condition=Q(backup_contact__isnull=True)
                | Q(primary_contact__isnull=True)
                | ~Q(backup_contact=F("primary_contact")),
                violation_error_message=_(
                    "Primary and backup contact must be two people.",
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.nickname

    def get_absolute_url(self) -> str:
        raise NotImplementedError("its page is named in kocops/pages.py")


class MemberNameToken(models.Model):
    """One piece of a nickname by which it is found (members/rules/names.py)."""

    on_member_merge = {"member": OnMerge.STAY}

    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="name_tokens",
    )
    token = models.CharField(max_length=44)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("token", "member"),
                name="name_token_once",
            ),
        ]

    def __str__(self) -> str:
        return self.token


class MemberIdentity(models.Model):
    """Under which id a platform knows a member."""

    on_member_merge = {"member": OnMerge.MOVE}

    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="identities",
    )
    platform = models.CharField(_("platform"), max_length=40)
    external_id = models.CharField(_("external id"), max_length=128)
    moved_by_merge = models.BooleanField(
        default=False,
        editable=False,
        help_text="A merge gave it to another member; what arrives under it goes back with it.",
    )

    objects = MemberIdentityQuerySet.as_manager()

    class Meta:
        verbose_name = _("external identity")
        verbose_name_plural = _("external identities")
        constraints = [
            models.UniqueConstraint(
                fields=("platform", "external_id"),
                name="identity_belongs_to_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=("platform", "external_id"),
                condition=Q(moved_by_merge=True),
                name="identity_moved_by_merge",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform}:{self.external_id}"
