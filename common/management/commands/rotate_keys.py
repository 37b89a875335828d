"""Write everything that is encrypted anew with the present FIELD_KEY."""

from collections.abc import Callable
from functools import partial
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from common.personal.ciphertexts import all_ciphertexts
from common.personal.rotation import (
    encrypted_fields,
    rotate,
    rotate_ciphertexts,
)


class Command(BaseCommand):
    help = (
        "After FIELD_KEY was replaced, with the key of before in "
        "OLD_FIELD_KEYS: encrypt all values and their indexes with the new "
        "key. Pages go on working meanwhile; run it again if it broke off."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.OLD_FIELD_KEYS:
            raise CommandError(
                "OLD_FIELD_KEYS is empty: put the key of before there and "
                "the new one in FIELD_KEY.",
            )
        for model, name in encrypted_fields():
            label = f"{model._meta.label}.{name}"
            self._rotate(label, partial(rotate, model, name))
        for one in all_ciphertexts():
            self._rotate(one.label, partial(rotate_ciphertexts, one))
        self.stdout.write("All values have the present key.")

    def _rotate(self, label: str, act: Callable[[], tuple[int, int]]) -> None:
        try:
            changed, kept = act()
        except InvalidToken as error:
            raise CommandError(
                f"{label}: neither FIELD_KEY nor OLD_FIELD_KEYS reads all values.",
            ) from error
        self.stdout.write(f"{label}: {changed} anew, {kept} as they are")
