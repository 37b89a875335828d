from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from members.models import Member, validate_readable
from members.rules.merging import OnMerge
from teamwork.querysets import MemberMergeQuerySet

REASON_LENGTH = 300


class MemberMerge(models.Model):
    """A merge of two members: whose record is kept, and what is needed to undo
    it.

    `moved`: "model field" -> keys of the rows that moved · `dropped`: model ->
    computed rows that were set aside · `before`: field -> former value of the
    kept member · `taken`: field -> value that the kept member got.
    """

    on_member_merge = {"kept": OnMerge.STAY, "merged": OnMerge.STAY}

    kept = models.ForeignKey(
        Member,
        verbose_name=_("stands"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    merged = models.ForeignKey(
        Member,
        verbose_name=_("merged"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.CharField(
        _("reason"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = staff_account(_("merged by"))
    moved = models.JSONField(default=dict)
    dropped = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    taken = models.JSONField(default=dict)
    # The newest post when they were merged: threads with newer ones were read since.
    through_post = models.BigIntegerField(default=0, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = staff_account(_("undone by"))

    objects = MemberMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of members")
        verbose_name_plural = _("merges of members")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("merged",),
                condition=Q(undone_at__isnull=True),
                name="merged_once",
            ),
            models.CheckConstraint(
                name="merge_of_two",
                condition=~Q(kept=F("merged")),
            ),
            models.CheckConstraint(
                name="merge_has_reason",
                condition=~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"

    def get_absolute_url(self) -> str:
        return reverse("teamwork:merge_detail", args=[self.pk])

    @property
    def moved_count(self) -> int:
        return sum(len(keys) for keys in self.moved.values())


class NotDuplicate(models.Model):
    """Two members of whom staff say that they are two people."""

    on_member_merge = {"first": OnMerge.STAY, "second": OnMerge.STAY}

    first = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="+",
    )
    second = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="+",
    )
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        db_table = "teamwork_differentpeople"
        constraints = [
            models.UniqueConstraint(
                fields=("first", "second"),
                name="told_apart_once",
            ),
            models.CheckConstraint(
                name="told_apart_in_order",
                condition=Q(first__lt=F("second")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
