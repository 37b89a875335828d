"""Encrypted texts in ordinary fields, as the inventory declares them: inside
of JSON, or where some rows only are encrypted.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from cryptography.fernet import InvalidToken

from common.db.fields import TOKEN_START, decrypt_text
from common.personal.inventory import Model, all_records

Write = Callable[[str], str]


class Ciphertexts(NamedTuple):
    """A field with encrypted texts. keys: where they are in its JSON; without
    keys, its whole text is one if it begins as such texts do.
    """

    model: Model
    name: str
    keys: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return app.Model.field."""
        return f"{self.model._meta.label}.{self.name}"

    def written(self) -> Any:
        """Return the rows that may hold an encrypted text."""
        rows = self.model._base_manager.all()
        if self.keys:
            return rows
        return rows.filter(**{f"{self.name}__startswith": TOKEN_START})


def all_ciphertexts() -> Iterator[Ciphertexts]:
    """Yield the fields that the apps declare."""
    for model, records in all_records().items():
        found: dict[str, list[str]] = {}
        for path in records.encrypted.split():
            name, _dot, key = path.partition(".")
            found.setdefault(name, []).extend([key] if key else [])
        for name, keys in found.items():
            yield Ciphertexts(model, name, tuple(keys))


def rewritten(of: Ciphertexts, value: Any, write: Write) -> Any:
    """Return the value of a field with each encrypted text in it written anew."""
    if not of.keys:
        return write(value)
    after = dict(value)
    for key in of.keys:
        inner = after.get(key)
        if isinstance(inner, list):
            after[key] = [write(one) for one in inner]
        elif inner:
            after[key] = write(inner)
    return after


def is_readable(of: Ciphertexts) -> bool:
    """Tell whether the oldest and the newest encrypted text can be read."""
    try:
        for order in ("pk", "-pk"):
            rows = of.written().order_by(order).values_list(of.name, flat=True)
            for value in rows[:1]:
                rewritten(of, value, decrypt_text)
    except InvalidToken:
        return False
    return True
