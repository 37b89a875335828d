"""Fields of our own: values unreadable in the database without the field key, and who of the staff did something."""

import base64
import hashlib
import hmac
from functools import cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models
from django.utils.functional import Promise


@cache
def _cipher(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"cipher:" + key.encode()).digest()))


def blind_index(value: str) -> str:
    """Return a keyed digest by which an encrypted value can be found exactly but not read."""
    key = hashlib.sha256(b"index:" + settings.FIELD_KEY.encode()).digest()
    return hmac.new(key, value.strip().upper().encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that is encrypted with FIELD_KEY (kept apart from SECRET_KEY) before it reaches the database."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return _cipher(settings.FIELD_KEY).encrypt(text.encode()).decode("ascii") if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return _cipher(settings.FIELD_KEY).decrypt(value.encode("ascii")).decode() if value else value


def staff_account(label: Promise) -> Any:
    """Return a field for who did something; what was done stays when the account goes."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
