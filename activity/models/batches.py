from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.models.events import EventSource
from activity.querysets import IngestBatchQuerySet
from activity.rules.limits import ALL_REJECTED, TOO_MANY_REJECTED
from common.db.fields import staff_account
from common.models import JobRun


class IngestBatch(models.Model):
    """One import of rows, and what became of each.

    accepted: new · duplicate: known already, or an older state · changed: of
    something known that it changed or deleted · ignored: of a kind that the
    mapping leaves out · rejected: wrong. ignored_kinds: how many of which
    kind · notes: what else the sender should know, each a code and a count.
    """

    class Content(models.TextChoices):
        EVENTS = "events", _("Events")
        POSTS = "posts", _("Posts")
        REACTIONS = "reactions", _("Reactions")
        MEMBERS = "members", _("Members")

    class Channel(models.TextChoices):
        REST = "rest", _("REST")
        PAGE = "page", _("Page")
        COMMAND = "command", _("Command")
        PULL = "pull", _("Connection")

    class Stop(models.TextChoices):
        ALL_REJECTED = ALL_REJECTED, _("Nothing could be read")
        TOO_MANY_REJECTED = TOO_MANY_REJECTED, _("Too many rejected rows")

    source = models.ForeignKey(
        EventSource,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        related_name="batches",
    )
    content = models.CharField(
        _("content"),
        max_length=9,
        choices=Content,
        default=Content.EVENTS,
    )
    channel = models.CharField(_("channel"), max_length=7, choices=Channel)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    sheet = models.CharField(
        _("sheet"),
        max_length=100,
        blank=True,
        default="",
        db_default="",
    )
    digest = models.CharField(max_length=64, blank=True)
    job = models.ForeignKey(
        JobRun,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sent_by = staff_account(_("sent by"))
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    received = models.BigIntegerField(_("received"), default=0)
    accepted = models.BigIntegerField(_("accepted"), default=0)
    duplicate = models.BigIntegerField(_("duplicate"), default=0)
    changed = models.BigIntegerField(_("changed"), default=0)
    ignored = models.BigIntegerField(_("ignored"), default=0)
    rejected = models.BigIntegerField(_("rejected"), default=0)
    created_members = models.BigIntegerField(_("new members"), default=0)
    stopped = models.CharField(
        _("stopped"),
        max_length=20,
        choices=Stop,
        blank=True,
    )

    ignored_kinds = models.JSONField(
        _("ignored kinds"),
        default=dict,
        blank=True,
    )
    notes = models.JSONField(_("notes"), default=list, blank=True)

    objects = IngestBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="every_row_accounted_for",
                condition=models.Q(
                    received=models.F("accepted")
                    + models.F("duplicate")
                    + models.F("changed")
                    + models.F("ignored")
                    + models.F("rejected"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or f"{self.source} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("activity:batch_detail", args=[self.pk])


class RejectedRow(models.Model):
    """A row that was not stored, with every fault; `raw` is the row as ASCII
    JSON, to be corrected and sent again: of members encrypted.
    """

    batch = models.ForeignKey(
        IngestBatch,
        on_delete=models.CASCADE,
        related_name="rejected_rows",
    )
    line = models.BigIntegerField(_("line"))
    code = models.CharField(_("code"), max_length=30)
    faults = models.JSONField(_("faults"), default=list)
    raw = models.TextField()

    class Meta:
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")
        ordering = ("line",)
        constraints = [
            models.UniqueConstraint(
                fields=("batch", "line"),
                name="line_rejected_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"
