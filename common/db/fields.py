"""Fields for encrypted values, and for the colleague who did something."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models
from django.utils.functional import Promise

# Every encrypted text (a token of Fernet) begins so.
TOKEN_START = "gAAAA"  # noqa: S105 - no secret


@cache
def _cipher(key: str) -> Fernet:
    digest = hashlib.sha256(b"cipher:" + key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


@cache
def _index_key(key: str) -> bytes:
    return hashlib.sha256(b"index:" + key.encode()).digest()


def blind_index(value: str) -> str:
    """Return a keyed digest by which an encrypted value can be found exactly but not read."""
    text = value.strip().upper().encode()
    return hmac.digest(_index_key(settings.FIELD_KEY), text, "sha256").hex()


def encrypt_text(text: str) -> str:
    """Return a text encrypted with FIELD_KEY."""
    return _cipher(settings.FIELD_KEY).encrypt(text.encode()).decode("ascii")


def encrypt_texts(texts: Iterable[str | None]) -> list[str | None]:
    """Return each text encrypted as encrypt_text does; empty ones stay."""
    encrypt = _cipher(settings.FIELD_KEY).encrypt
    return [
        encrypt(text.encode()).decode("ascii") if text else text
        for text in texts
    ]


def decrypt_with(key: str, token: str) -> str:
    """Return the text of a token that was encrypted with a key.

    Errors: InvalidToken if it was another one.
    """
    return _cipher(key).decrypt(token.encode("ascii")).decode()


def decrypt_text(token: str) -> str:
    """Return the text of a token of encrypt_text; while keys are rotated, also
    of one that was written with an old key.

    Errors: InvalidToken if no key fits.
    """
    for key in (settings.FIELD_KEY, *settings.OLD_FIELD_KEYS):
        with suppress(InvalidToken):
            return decrypt_with(key, token)
    raise InvalidToken


class EncryptedTextField(models.TextField):
    """Text that is encrypted with FIELD_KEY (kept apart from SECRET_KEY)
    before it reaches the database.
    """

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        if not text:
            return text
        return encrypt_text(text)

    def from_db_value(
        self,
        value: str | None,
        expression: Any,
        connection: Any,
    ) -> str | None:
        if not value:
            return value
        return decrypt_text(value)


def staff_account(label: Promise) -> Any:
    """Return a field for the colleague who did something; the row stays when
    the account is deleted.
    """
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,  # type: ignore[arg-type]
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
