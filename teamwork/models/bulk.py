from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from common.models import JobRun


class BulkChange(models.Model):
    """A change to many members, with what was before, so that it can be undone.

    `parameters`: of the change · `before`: member id -> former value, of the
    members who were changed · `refused`: member id -> why not · `done`,
    `undone`: how many of `member_ids` were processed.
    """

    class Kind(models.TextChoices):
        TAG = "tag", _("Give a tag")
        CONTACT = "contact", _("Give a primary contact")
        ENLIST = "enlist", _("Put on a fixed list")
        NOMINATE = "nominate", _("Nominate")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    subject = models.CharField(_("what"), max_length=200)
    parameters = models.JSONField(default=dict)
    member_ids = models.JSONField(default=list)
    member_count = models.PositiveIntegerField(_("members"))
    before = models.JSONField(default=dict)
    refused = models.JSONField(default=dict)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    restored = models.PositiveIntegerField(_("restored"), default=0)
    done = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(
        JobRun,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made at"))
    made_by = staff_account(_("made by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = staff_account(_("undone by"))

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("teamwork:bulk_detail", args=[self.pk])
