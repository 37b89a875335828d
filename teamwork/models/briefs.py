"""Works that the team means to use in its own content."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from community.models import Post


class BriefWork(models.Model):
    """A post on the brief list (选题清单), which the whole team shares."""

    post = models.OneToOneField(
        Post,
        verbose_name=_("work"),
        on_delete=models.CASCADE,
        related_name="brief",
    )
    added_by = staff_account(_("added by"))
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("work on the brief list")
        verbose_name_plural = _("works on the brief list")
        ordering = ("-added_at", "-pk")

    def __str__(self) -> str:
        return str(self.post)
