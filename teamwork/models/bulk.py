from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.models import JobRun

_BY = {"null": True, "blank": True, "on_delete": models.SET_NULL, "related_name": "+"}


class BulkChange(models.Model):
    """One change to many members, with what was before of each, so that it can be taken back.

    `parameters`: what the change was given · `before`: member id -> what he had, of those who were changed ·
    `refused`: member id -> why not · `done`, `undone`: how many of `member_ids` have been gone through.
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
    job = models.ForeignKey(JobRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("made by"), **_BY)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("undone by"), **_BY)

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("teamwork:bulk_detail", args=[self.pk])
