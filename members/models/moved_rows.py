"""Rows that were written for somebody who was merged into another member."""

from django.db import models
from django.db.models import Q

from members.models.members import Member, MemberIdentity
from members.rules.merging import OnMerge


class MovedIdentityRow(models.Model):
    """A row that was written under an identity that a merge had moved, or for
    the number of a merged member; undoing the merge moves it to its owner.

    relation: model and field of its member, as in MemberMerge.moved.
    """

    on_member_merge = {"member": OnMerge.STAY}

    relation = models.CharField(max_length=80)
    row_id = models.BigIntegerField()
    identity = models.ForeignKey(
        MemberIdentity,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    member = models.ForeignKey(
        Member,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
    )

    class Meta:
        verbose_name = "row of a moved identity"
        verbose_name_plural = "rows of moved identities"
        constraints = [
            models.UniqueConstraint(
                fields=("relation", "row_id"),
                name="moved_row_noted_once",
            ),
            models.CheckConstraint(
                name="moved_row_has_one_owner",
                condition=Q(identity__isnull=True, member__isnull=False)
                | Q(identity__isnull=False, member__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relation} {self.row_id}"
