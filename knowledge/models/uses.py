"""Which version of a script was used with whom."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from knowledge.models.scripts import ScriptVersion
from knowledge.querysets import ScriptUseQuerySet
from members.models import Member
from members.rules.merging import OnMerge


class ScriptUse(models.Model):
    """That a version was used with a member.

    used_on: the business day, never later than valid_until, which is copied
    from the version so that the database can refuse an expired one ·
    was_quiet: the member was cooling or dormant at that time.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    class Place(models.TextChoices):
        INTERACTION = "interaction", _("Interaction")
        NOTICE = "notice", _("Notice to an owner")
        OUTREACH = "outreach", _("Message to a member")

    version = models.ForeignKey(
        ScriptVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="uses",
    )
    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="script_uses",
    )
    place = models.CharField(_("used in"), max_length=11, choices=Place)
    used_by = staff_account(_("used by"))
    used_at = models.DateTimeField(_("used at"))
    used_on = models.DateField(editable=False)
    valid_until = models.DateField(editable=False)
    was_quiet = models.BooleanField(_("was quiet"), default=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer_noted_by = staff_account(_("answer noted by"))

    objects = ScriptUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a script")
        verbose_name_plural = _("uses of scripts")
        ordering = ("-used_at", "-id")
        indexes = [
            models.Index(
                fields=("version", "-used_at"),
                name="script_use_time",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="script_used_before_expiry",
                condition=Q(used_on__lte=F("valid_until")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.member}"
