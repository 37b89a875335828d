"""Write encrypted values anew with the present key, and find them by it."""

from collections.abc import Iterator
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Cast

from common.audit.units import unrecorded
from common.db.fields import (
    EncryptedTextField,
    blind_index,
    decrypt_with,
    encrypt_text,
)
from common.db.transactions import atomic_with_retry
from common.personal.ciphertexts import Ciphertexts, rewritten
from common.personal.inventory import Model

BATCH = 500


def encrypted_fields() -> Iterator[tuple[Model, str]]:
    """Yield the models with encrypted fields, and each such field."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field.name


def rotate(model: Model, name: str) -> tuple[int, int]:
    """Write the values of a field that an older key wrote with the present
    one, and their blind indexes; return how many were written anew, and how
    many had the present key already. Safe to run again after it broke off.

    Errors: InvalidToken if neither key reads a value.
    """
    changed = kept = 0
    last = 0
    while True:
        part = _raw_values(model, name, after=last)
        if not part:
            return changed, kept
        anew = _rotate_part(model, name, part)
        changed += anew
        kept += len(part) - anew
        last = part[-1][0]


def _raw_values(
    model: Model, name: str, *, after: int
) -> list[tuple[int, str]]:
    column = str(model._meta.get_field(name).column)  # type: ignore[union-attr]
    table = connection.ops.quote_name(model._meta.db_table)
    quoted = connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {quoted} FROM {table} "  # noqa: S608 - names of our own
            f"WHERE id > %s AND {quoted} <> '' ORDER BY id LIMIT {BATCH}",
            [after],
        )
        return [(key, value) for key, value in cursor.fetchall()]


@atomic_with_retry
def _rotate_part(
    model: Model,
    name: str,
    part: list[tuple[int, str]],
) -> int:
    count = 0
    index = f"{name}_index"
    has_index = any(
        field.name == index for field in model._meta.local_concrete_fields
    )
    for key, token in part:
        if _is_present(token):
            continue
        text = _read_with_old(token)
        change = {name: text}
        if has_index:
            change[index] = blind_index(text)
        # A value that somebody has just changed is written with the present key.
        count += _replace(model, key, name, token, change)
    return count


def _is_present(token: str) -> bool:
    try:
        decrypt_with(settings.FIELD_KEY, token)
    except InvalidToken:
        return False
    return True


def _written_anew(token: str) -> str:
    """Return an encrypted text as the present key writes it; one that it wrote
    already stays.

    Errors: InvalidToken if no key reads it.
    """
    if _is_present(token):
        return token
    return encrypt_text(_read_with_old(token))


def _read_with_old(token: str) -> str:
    for key in settings.OLD_FIELD_KEYS:
        try:
            return decrypt_with(key, token)
        except InvalidToken:
            continue
    raise InvalidToken


def _replace(
    model: Model,
    key: int,
    name: str,
    token: str,
    change: dict[str, str],
) -> int:
    rows = model._base_manager.annotate(raw=Cast(name, models.TextField()))
    rows = rows.filter(pk=key, raw=token)
    try:
        with transaction.atomic(), unrecorded():
            return int(rows.update(**change))
    except IntegrityError:
        # The same value was stored again meanwhile, with the present key.
        with unrecorded():
            rows.delete()
        return 1


def rotate_ciphertexts(of: Ciphertexts) -> tuple[int, int]:
    """Write the encrypted texts of a field anew; return how many rows changed,
    and how many stayed.

    Errors: InvalidToken if no key reads a text.
    """
    changed = kept = 0
    keys = list(of.written().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        anew = _rotate_texts(of, part)
        changed += anew
        kept += len(part) - anew
    return changed, kept


@atomic_with_retry
def _rotate_texts(of: Ciphertexts, keys: list[Any]) -> int:
    # Locked, so that what somebody changes meanwhile is not overwritten.
    rows = of.written().filter(pk__in=keys).order_by("pk")
    locked = rows.select_for_update(of=("self",))
    count = 0
    for key, value in list(locked.values_list("pk", of.name)):
        after = rewritten(of, value, _written_anew)
        if after == value:
            continue
        with unrecorded():
            of.model._base_manager.filter(pk=key).update(**{of.name: after})
        count += 1
    return count
