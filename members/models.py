from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.fields import EncryptedTextField, staff_account
from members.querysets import MemberIdentityQuerySet, MemberQuerySet, VehicleOwnershipQuerySet
from members.rules.names import is_visible, unreadable_characters

NOTE_LENGTH = 2000
LINE_BREAKS = str.maketrans("\r\n\t", "   ")


def validate_readable(text: str) -> None:
    """Refuse text whose characters the reader would not see as they are stored."""
    strange = unreadable_characters(text)
    if strange:
        codes = ", ".join(f"U+{ord(c):04X}" for c in strange)
        raise ValidationError(_("Contains invisible or control characters: %(codes)s"), params={"codes": codes})
    if text and not is_visible(text):
        raise ValidationError(_("Contains no visible character."))


def validate_readable_lines(text: str) -> None:
    """Refuse what validate_readable refuses, but for line breaks and tabs."""
    validate_readable(text.translate(LINE_BREAKS))


class Member(models.Model):
    """A person (or a machine that acts like one) in the community."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        STAFF = "staff", _("Staff")
        BOT = "bot", _("Bot")
        TEST = "test", _("Test account")

    class OwnerStatus(models.TextChoices):
        PROSPECT = "prospect", _("Prospect")
        OWNER = "owner", _("Owner")
        FORMER = "former", _("Former owner")

    nickname = models.CharField(_("nickname"), max_length=60, validators=[validate_readable])
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.PERSON)
    owner_status = models.CharField(_("owner status"), max_length=8, choices=OwnerStatus, default=OwnerStatus.PROSPECT)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    province = models.CharField(_("province"), max_length=30, blank=True, validators=[validate_readable])
    city = models.CharField(_("city"), max_length=30, blank=True, validators=[validate_readable])
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
                fields=("kind", "owner_status"), condition=Q(merged_into__isnull=True), name="member_by_status"
            ),
            models.Index(fields=("nickname", "id"), name="member_nickname"),
            models.Index(fields=("joined_on", "id"), name="member_joined"),
        ]
        constraints = [
            models.CheckConstraint(name="member_has_nickname", condition=~Q(nickname="")),
            models.CheckConstraint(
                name="member_backup_is_another",
                condition=Q(backup_contact__isnull=True)
                | Q(primary_contact__isnull=True)
                | ~Q(backup_contact=F("primary_contact")),
                violation_error_message=_("Primary and backup contact must be two people."),
            ),
        ]

    def __str__(self) -> str:
        return self.nickname

    def get_absolute_url(self) -> str:
        return reverse("teamwork:member_page", args=[self.pk])


class MemberNameToken(models.Model):
    """One piece of a nickname by which it is found (members/rules/names.py)."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="name_tokens")
    token = models.CharField(max_length=44)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("token", "member"), name="name_token_once")]

    def __str__(self) -> str:
        return self.token


class MemberIdentity(models.Model):
    """Under which id a platform knows a member."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="identities")
    platform = models.CharField(_("platform"), max_length=40)
    external_id = models.CharField(_("external id"), max_length=128)

    objects = MemberIdentityQuerySet.as_manager()

    class Meta:
        verbose_name = _("external identity")
        verbose_name_plural = _("external identities")
        constraints = [models.UniqueConstraint(fields=("platform", "external_id"), name="identity_belongs_to_one")]

    def __str__(self) -> str:
        return f"{self.platform}:{self.external_id}"


class VehicleOwnership(models.Model):
    """A car a member owns or owned, and why that ended."""

    class EndReason(models.TextChoices):
        SOLD = "sold", _("Sold")
        TRADED_SAME = "traded_same", _("Traded for the same brand")
        LEFT_BRAND = "left_brand", _("Left the brand")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="vehicles")
    model_series = models.CharField(_("model series"), max_length=40, validators=[validate_readable])
    model_year = models.PositiveSmallIntegerField(_("model year"), null=True, blank=True)
    vin = EncryptedTextField(_("VIN"), blank=True)
    vin_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    started_on = models.DateField(_("owned since"))
    ended_on = models.DateField(_("owned until"), null=True, blank=True)
    end_reason = models.CharField(_("reason it ended"), max_length=12, choices=EndReason, blank=True)

    objects = VehicleOwnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        ordering = ("-started_on", "-id")
        indexes = [models.Index(fields=("model_series", "member"), name="vehicle_series")]
        constraints = [
            models.CheckConstraint(
                name="vehicle_ends_after_start",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                violation_error_message=_("A car cannot be given up before it was owned."),
            ),
            models.CheckConstraint(
                name="vehicle_end_has_reason",
                condition=Q(ended_on__isnull=True, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                violation_error_message=_("An ended ownership needs its reason, a current one has none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_series} {self.model_year or ''}".strip()

    @property
    def masked_vin(self) -> str:
        """Return the VIN with all but the first three and last two characters hidden."""
        return f"{self.vin[:3]}{'*' * max(len(self.vin) - 5, 0)}{self.vin[-2:]}" if self.vin else ""


class SoftwareSpell(models.Model):
    """Since when a car runs a software version; it holds until the next one."""

    vehicle = models.ForeignKey(VehicleOwnership, on_delete=models.CASCADE, related_name="software")
    version = models.CharField(_("software version"), max_length=40, validators=[validate_readable])
    started_on = models.DateField(_("installed on"))

    class Meta:
        verbose_name = _("software version")
        verbose_name_plural = _("software versions")
        ordering = ("-started_on",)
        constraints = [models.UniqueConstraint(fields=("vehicle", "started_on"), name="one_software_version_a_day")]

    def __str__(self) -> str:
        return self.version


class MemberTag(models.Model):
    """What a member is interested in, who says so, and how strongly."""

    class Source(models.TextChoices):
        DECLARED = "declared", _("Declared by the member")
        INFERRED = "inferred", _("Inferred")
        STAFF = "staff", _("Set by staff")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(_("tag"), max_length=30, validators=[validate_readable])
    source = models.CharField(_("source"), max_length=8, choices=Source)
    weight = models.FloatField(_("weight"), default=1.0)
    is_rejected = models.BooleanField(_("rejected by staff"), default=False)

    class Meta:
        verbose_name = _("interest tag")
        verbose_name_plural = _("interest tags")
        ordering = ("-weight", "name")
        constraints = [
            models.UniqueConstraint(fields=("name", "member"), name="tag_once_per_member"),
            models.CheckConstraint(name="tag_weight_is_share", condition=Q(weight__gte=0) & Q(weight__lte=1)),
            models.CheckConstraint(name="only_staff_reject_tags", condition=Q(is_rejected=False) | Q(source="staff")),
        ]

    def __str__(self) -> str:
        return self.name
