from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from common.security.access import ROLE_LABELS

NAME_LENGTH = 40


class Invitation(models.Model):
    """A link by which one person makes their account; it works once.

    digest: of the secret in the link, which is stored nowhere.
    """

    name = models.CharField(_("full name"), max_length=NAME_LENGTH)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(
        _("position"),
        max_length=20,
        choices=tuple(ROLE_LABELS.items()),
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_at = models.DateTimeField(_("invited at"))
    invited_by = staff_account(_("invited by"))
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(
        _("withdrawn at"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name

    def is_open(self, now: datetime) -> bool:
        """Tell whether the link still works."""
        is_over = self.used_at is not None or self.withdrawn_at is not None
        return not is_over and self.expires_at > now
