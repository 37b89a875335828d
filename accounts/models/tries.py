from django.db import models
from django.utils.translation import gettext_lazy as _


class LoginTries(models.Model):
    """How often a password or code was tried since it was last right.

    key: a keyed digest of what is tried for; somebody may have typed the
    password into the wrong field.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveSmallIntegerField(_("tries"), default=0)
    began_at = models.DateTimeField(_("since"))
    locked_until = models.DateTimeField(
        _("locked until"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("tries to log in")
        verbose_name_plural = _("tries to log in")

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"
