"""Check that FIELD_KEY is the key with which the encrypted values were written."""

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import connection, models

from common.db.fields import EncryptedTextField
from common.personal.ciphertexts import all_ciphertexts, is_readable


def unreadable_fields() -> list[str]:
    """Return the encrypted fields (app.Model.field) that this FIELD_KEY cannot read.

    The oldest and the newest value of each are tried; tables that do not exist yet have none.
    """
    tables = set(connection.introspection.table_names())
    unreadable = []
    for model in apps.get_models():
        if model._meta.db_table not in tables:
            continue
        for field in model._meta.concrete_fields:
            is_encrypted = isinstance(field, EncryptedTextField)
            if is_encrypted and not _is_readable(model, field.attname):
                unreadable.append(f"{model._meta.label}.{field.attname}")
    for one in all_ciphertexts():
        if one.model._meta.db_table in tables and not is_readable(one):
            unreadable.append(one.label)
    return unreadable


def _is_readable(model: type[models.Model], name: str) -> bool:
    rows = model._default_manager.exclude(**{name: ""})
    written = rows.exclude(**{f"{name}__isnull": True})
    try:
        for order in ("pk", "-pk"):
            written.order_by(order).values_list(name, flat=True).first()
    except InvalidToken:
        return False
    return True
