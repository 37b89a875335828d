from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.base_session import BaseSessionManager as Manager
from django.db import models
from django.utils.translation import gettext_lazy as _


class LoginSession(AbstractBaseSession):
    """A session with its account, so that it can be listed and ended."""

    account_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    began_at = models.DateTimeField(_("began at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last used"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    browser = models.CharField(_("browser"), max_length=200, blank=True)

    objects = Manager()  # type: ignore[misc]

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("session")  # type: ignore[assignment]
        verbose_name_plural = _("sessions")  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.account_id} {self.began_at}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Return the store of these rows; Django asks for it by this name."""
        return _STORE[0]


# The store registers itself: it knows the model, not the other way round.
_STORE: list[Any] = [None]


def set_store(store: Any) -> None:
    """Make this class the store of sessions."""
    _STORE[0] = store
