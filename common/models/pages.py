from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.querysets import SavedViewQuerySet


class SavedView(models.Model):
    """A list's address (filters, sort, columns) under a name, private or shared with the team."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_views",
    )
    page = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(_("shared with the team"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("owner", "page", "name"),
                name="saved_view_once_per_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ColumnChoice(models.Model):
    """Which columns a person wants on a list, in which order."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
    )
    page = models.CharField(max_length=80)
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("owner", "page"),
                name="column_choice_once_per_page",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {', '.join(self.columns)}"
