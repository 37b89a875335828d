from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.models.batches import IngestBatch
from activity.models.events import EventSource
from common.db.fields import staff_account


class ColumnMapping(models.Model):
    """Which column holds which field in a source's files with one header; kept
    when a file was sent, so that the next one like it need not be mapped.

    columns: our field -> column, "" for none · digest: of the header, see
    header_digest in activity/rules/column_guesses.py.
    """

    source = models.ForeignKey(
        EventSource,
        verbose_name=_("source"),
        on_delete=models.CASCADE,
        related_name="column_mappings",
    )
    content = models.CharField(
        _("content"),
        max_length=9,
        choices=IngestBatch.Content,
    )
    digest = models.CharField(max_length=64)
    header = models.JSONField(_("header"), default=list)
    columns = models.JSONField(_("columns"), default=dict)
    kept_by = staff_account(_("kept by"))
    used_at = models.DateTimeField(_("last used"))

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        ordering = ("-used_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("source", "content", "digest"),
                name="columns_mapped_once_a_header",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.header)[:80]
