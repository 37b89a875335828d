from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from members.models import validate_readable
from teamwork.models.interactions import LINE_LENGTH


class SeenItem(models.Model):
    """An item that a colleague has dealt with; it stays off their desk for a
    while (teamwork/selectors/desk.py).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
    )
    kind = models.CharField(max_length=12)
    number = models.BigIntegerField()
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("item dealt with")
        verbose_name_plural = _("items dealt with")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "kind", "number"),
                name="item_seen_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class SnoozedItem(models.Model):
    """An item of the desk that a colleague has put off; it comes back by
    itself. What is critical is put off only with a reason.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
    )
    kind = models.CharField(max_length=12)
    number = models.BigIntegerField()
    until = models.DateTimeField(_("put off until"))
    reason = models.CharField(
        _("reason"),
        max_length=LINE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    snoozed_at = models.DateTimeField(_("put off at"))

    class Meta:
        verbose_name = _("item put off")
        verbose_name_plural = _("items put off")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "kind", "number"),
                name="item_snoozed_once",
            ),
            models.CheckConstraint(
                name="item_snoozed_ahead",
                condition=Q(until__gt=F("snoozed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Reassignment(models.Model):
    """Items of desks that were given to another colleague together, so that
    this can be undone.

    `items`: [kind, number, account before] of each.
    """

    to_user = staff_account(_("to"))
    items = models.JSONField(default=list)
    made_at = models.DateTimeField(_("made at"))
    made_by = staff_account(_("made by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = staff_account(_("undone by"))

    class Meta:
        verbose_name = _("reassignment")
        verbose_name_plural = _("reassignments")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{len(self.items)} → {self.to_user or '–'}"
