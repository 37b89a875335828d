from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


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
