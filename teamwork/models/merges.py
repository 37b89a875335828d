from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models import Member, validate_readable
from teamwork.querysets import MemberMergeQuerySet

REASON_LENGTH = 300
_BY = {"null": True, "blank": True, "on_delete": models.SET_NULL, "related_name": "+"}


class MemberMerge(models.Model):
    """Two members are one: whose record stands, what moved to it, and what is needed to take that back whole.

    `moved`: "model field" -> keys of the rows that moved · `dropped`: model -> rows of the night that went away
    · `before`: field -> value of the member who stands, as it was · `taken`: field -> value that he got.
    """

    kept = models.ForeignKey(Member, verbose_name=_("stands"), on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Member, verbose_name=_("merged"), on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, validators=[validate_readable])
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("merged by"), **_BY)
    moved = models.JSONField(default=dict)
    dropped = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    taken = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("undone by"), **_BY)

    objects = MemberMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of members")
        verbose_name_plural = _("merges of members")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("merged",), condition=Q(undone_at__isnull=True), name="merged_once"),
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("merged"))),
            models.CheckConstraint(name="merge_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"

    def get_absolute_url(self) -> str:
        return reverse("teamwork:merge_detail", args=[self.pk])

    @property
    def moved_count(self) -> int:
        return sum(len(keys) for keys in self.moved.values())


class DifferentPeople(models.Model):
    """Staff looked at two members and say that they are two people; nobody suggests them again."""

    first = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_BY)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("first", "second"), name="told_apart_once"),
            models.CheckConstraint(name="told_apart_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
