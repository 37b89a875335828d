"""What members have agreed to, purpose by purpose."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from members.models.members import Member
from members.models.validators import validate_readable
from members.querysets import MemberConsentQuerySet
from members.rules.merging import OnMerge

CONSENT_NOTE_LENGTH = 200
NOTICE_LENGTH = 40


class MemberConsent(models.Model):
    """That a member agreed to a purpose, or withdrew it. Rows are only added;
    the database refuses anything else, but for moving a row in a merge and
    clearing the note of somebody who is erased.

    note: where and how they said so · notice: the version of the privacy
    notice that they had before them · said_on: the day they said it.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    class Via(models.TextChoices):
        PAGE = "page", _("on their page")
        FILE = "file", _("by file")
        API = "api", _("by an interface")

    class Purpose(models.TextChoices):
        ENGINEERING = (
            "engineering",
            _("VIN to engineering, to look for the cause of a fault"),
        )
        FAQ = "faq", _("Quoting what they wrote in the FAQ, with their name")
        WORKS = "works", _("Use of their works in the brand's own content")
        OUTREACH = "outreach", _("Being contacted by the team of the brand")
        SCORING = (
            "scoring",
            _("Scores computed about them: dormancy and roles"),
        )

    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="consents",
    )
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    is_given = models.BooleanField(_("agreed"))
    note = models.CharField(
        _("where and how they said so"),
        max_length=CONSENT_NOTE_LENGTH,
        validators=[validate_readable],
    )
    notice = models.CharField(
        _("version of the privacy notice"),
        max_length=NOTICE_LENGTH,
        blank=True,
        default="",
        db_default="",
        validators=[validate_readable],
    )
    said_on = models.DateField(_("said on"), null=True, blank=True)
    via = models.CharField(
        _("recorded"),
        max_length=4,
        choices=Via,
        default=Via.PAGE,
        db_default=Via.PAGE,
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = staff_account(_("recorded by"))

    objects = MemberConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=("member", "purpose", "id"),
                name="consent_of_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.purpose} {self.is_given}"
