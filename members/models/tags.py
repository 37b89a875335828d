"""What members are interested in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.members import Member
from members.models.validators import validate_readable
from members.rules.merging import OnMerge


class MemberTag(models.Model):
    """What a member is interested in, who says so, and how strongly."""

    on_member_merge = {"member": OnMerge.MOVE}

    class Source(models.TextChoices):
        DECLARED = "declared", _("Declared by the member")
        INFERRED = "inferred", _("Inferred")
        STAFF = "staff", _("Set by staff")

    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="tags",
    )
    name = models.CharField(
        _("tag"),
        max_length=30,
        validators=[validate_readable],
    )
    source = models.CharField(_("source"), max_length=8, choices=Source)
    weight = models.FloatField(_("weight"), default=1.0)
    is_rejected = models.BooleanField(_("rejected by staff"), default=False)

    class Meta:
        verbose_name = _("interest tag")
        verbose_name_plural = _("interest tags")
        ordering = ("-weight", "name")
        constraints = [
            models.UniqueConstraint(
                fields=("name", "member"),
                name="tag_once_per_member",
            ),
            models.CheckConstraint(
                name="tag_weight_is_share",
                condition=Q(weight__gte=0) & Q(weight__lte=1),
            ),
            models.CheckConstraint(
                name="only_staff_reject_tags",
                condition=Q(is_rejected=False) | Q(source="staff"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
