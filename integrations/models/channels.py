from urllib.parse import urlsplit

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import EncryptedTextField, staff_account
from integrations.querysets import ChannelQuerySet
from members.models import validate_readable

SHOWN_CHARACTERS = 4


class Channel(models.Model):
    """Where messages to colleagues go: a group robot, or e-mail.

    address: that of the robot, with its key · secret: what messages are
    signed with · recipients: to whom an e-mail goes that names nobody.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail")
        FEISHU = "feishu", _("Feishu group robot")
        DINGTALK = "dingtalk", _("DingTalk group robot")
        WECOM = "wecom", _("WeCom group robot")

    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=Kind,
        editable=False,
    )
    name = models.CharField(
        _("name"),
        max_length=60,
        unique=True,
        validators=[validate_readable],
    )
    address = EncryptedTextField(_("address"), blank=True, editable=False)
    secret = EncryptedTextField(_("secret"), blank=True, editable=False)
    recipients = models.JSONField(
        _("recipients"),
        default=list,
        blank=True,
        editable=False,
    )
    created_at = models.DateTimeField(_("created at"), editable=False)
    created_by = staff_account(_("created by"))

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("message channel")
        verbose_name_plural = _("message channels")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("integrations:channel_detail", args=[self.pk])

    @property
    def masked_address(self) -> str:
        """Return the host of the robot and the end of its key."""
        if not self.address:
            return ""
        host = urlsplit(self.address).hostname or ""
        return f"{host}/…{self.address[-SHOWN_CHARACTERS:]}"

    @property
    def is_signed(self) -> bool:
        return bool(self.secret)
