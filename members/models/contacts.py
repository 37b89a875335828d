"""How members can be reached and recognised; what deliveries say against staff."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.db.fields import EncryptedTextField, staff_account
from members.models.members import Member
from members.rules.masking import mask_contact
from members.rules.merging import OnMerge


class MemberContact(models.Model):
    """A phone number, name or other personal detail of a member, encrypted; it
    can be found exactly by its blind index.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        REAL_NAME = "real_name", _("Real name")
        EMAIL = "email", _("E-mail")
        UNIONID = "unionid", _("WeChat unionid")

    class Source(models.TextChoices):
        STAFF = "staff", _("Staff")
        FILE = "file", _("file or interface")

    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="contacts",
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    value = EncryptedTextField(_("value"))
    value_index = models.CharField(max_length=64, editable=False)
    source = models.CharField(_("source"), max_length=5, choices=Source)
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("personal detail")
        verbose_name_plural = _("personal details")
        ordering = ("kind", "-updated_at", "id")
        indexes = [
            models.Index(
                fields=("kind", "value_index"),
                name="contact_by_value",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("member", "kind", "value_index"),
                name="contact_once_per_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.masked}"

    @property
    def masked(self) -> str:
        """Return the value with most of its characters hidden."""
        return mask_contact(self.kind, self.value or "")


class SyncConflict(models.Model):
    """A delivery says otherwise than staff have set. Staff's value stands until
    somebody takes the other one.

    field: of Member, the kind of a personal detail, or vehicle.ID.FIELD.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN = "taken", _("Taken from the delivery")
        KEPT = "kept", _("Kept as it was")

    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="sync_conflicts",
    )
    field = models.CharField(_("field"), max_length=60)
    value = EncryptedTextField(_("delivered value"), blank=True)
    value_index = models.CharField(max_length=64, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=60)
    seen_at = models.DateTimeField(_("seen at"))
    state = models.CharField(
        _("state"),
        max_length=5,
        choices=State,
        default=State.OPEN,
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = staff_account(_("decided by"))

    class Meta:
        verbose_name = _("conflict with a delivery")
        verbose_name_plural = _("conflicts with deliveries")
        ordering = ("field", "id")
        indexes = [
            models.Index(
                fields=("seen_at",),
                condition=Q(state="open"),
                name="open_sync_conflict",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("member", "field"),
                name="one_conflict_per_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.field}"
