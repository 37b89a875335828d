"""Empty and delete the stored rows of a person, as the inventory declares."""

import json
from typing import Any, NamedTuple

from cryptography.fernet import InvalidToken
from django.db.models import Case, JSONField, Q, TextField, Value, When
from django.db.models.functions import Cast

from common.audit.units import unrecorded
from common.db.fields import (
    TOKEN_START,
    EncryptedTextField,
    decrypt_text,
    encrypt_text,
)
from common.db.transactions import atomic_with_retry
from common.models import JobRun
from common.personal.declarations import (
    DataClass,
    OnErasure,
    Purpose,
    Records,
)
from common.personal.inventory import Model, all_records
from members.models import Member
from members.rules.mentions import (
    HIDDEN,
    Identifiers,
    Searched,
    hide_in_json,
    hide_mentions,
    searched_for,
)
from members.selectors.personal_rows import emptied_fields, rows_about

BATCH = 500
# Texts that kocops puts together, or rows as platforms delivered them.
OF_MACHINES = frozenset({Purpose.MESSAGES, Purpose.IMPORTS, Purpose.PROOF})


def erase_rows(numbers: list[int]) -> dict[str, int]:
    """Delete or empty all rows about these members; return how many, by model.

    What they are known by goes last, so that an erasure that broke off finds
    it again.
    """
    counts = {}
    for model, records in _in_order():
        if not records.about:
            continue
        changed = _erase_model(model, records, numbers)
        if changed:
            counts[model._meta.label] = changed
    return counts


def _in_order() -> list[tuple[Model, Records]]:
    """Return the declarations, rows that refer to others before those, and
    members last.
    """
    tables = list(all_records().items())
    return sorted(
        tables,
        key=lambda item: (
            item[0] is Member,
            item[0]._meta.app_label == "members",
            min((-path.count("__") for path in item[1].about), default=0),
        ),
    )


@atomic_with_retry
def _erase_model(model: Model, records: Records, numbers: list[int]) -> int:
    rows = rows_about(model, records, numbers)
    # One record of the log says that the person was erased.
    with unrecorded():
        if records.on_erasure is OnErasure.DELETE:
            count, _by_model = rows.delete()
            return count
        return _empty(model, records, rows)


def _empty(model: Model, records: Records, rows: Any) -> int:
    names = emptied_fields(model, records)
    if not names:
        return 0
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        part = model._base_manager.filter(pk__in=keys[start : start + BATCH])
        part.update(**_emptied(model, records, names))
        if records.marked:
            _mark(part, records.marked)
    return len(keys)


def _emptied(model: Model, records: Records, names: list[str]) -> Any:
    """Return what the fields hold afterwards. A text that was there becomes
    stars, because some rows have to say something.
    """
    away = records.also_emptied.split()
    after: dict[str, Any] = {}
    for name in names:
        if name == records.marked:
            continue
        empty = empty_value(model, name)
        is_text = empty == "" and name not in away
        after[name] = _stars(name) if is_text else empty
    return after


def _stars(name: str) -> Case:
    was_empty = When(**{name: ""}, then=Value(""))
    return Case(was_empty, default=Value(HIDDEN))


def _mark(rows: Any, name: str) -> None:
    for key in list(rows.values_list("pk", flat=True)):
        rows.filter(pk=key).update(
            **{name: f"#{key}", "kind": Member.Kind.ERASED},
        )


def empty_value(model: Model, name: str) -> Any:
    """Return what a field holds when it holds nothing."""
    field: Any = model._meta.get_field(name)
    if field.null:
        return None
    if isinstance(field, JSONField):
        return field.get_default() if field.has_default() else {}
    if field.get_internal_type() == "BinaryField":
        return b""
    return field.get_default() if field.has_default() else ""


def hide_in_texts(known: Identifiers) -> dict[str, int]:
    """Take what a person is known by out of the texts of all other rows;
    return how many were changed, by model.
    """
    counts = {}
    for model, records in all_records().items():
        names = _texts(model, records)
        is_machine = records.purpose in OF_MACHINES and not records.is_prose
        searched = searched_for(known, is_machine=is_machine)
        if not names or not searched.texts:
            continue
        changed = _hide_in_model(model, records, searched)
        if changed:
            counts[model._meta.label] = changed
    return counts


def _texts(model: Model, records: Records) -> list[str]:
    """Return the fields of a model in whose texts people may be mentioned."""
    held = (DataClass.PERSONAL, DataClass.SENSITIVE)
    found = []
    for name, kind in records.classes().items():
        field: Any = model._meta.get_field(name)
        is_text = field.get_internal_type() in (
            "TextField",
            "CharField",
            "JSONField",
            "URLField",
        )
        is_encrypted = isinstance(field, EncryptedTextField)
        is_digest = name.endswith(("_index", "digest"))
        if kind in held and is_text and not (is_encrypted or is_digest):
            found.append(name)
    if model._meta.label in ("members.MemberIdentity", "members.Member"):
        # Another member's own name or id is theirs, even if it is alike.
        found = [name for name in found if name == "contact_note"]
    return found


def _hideable(model: Model) -> Any:
    rows = model._base_manager.all()
    if model is JobRun:
        # Without its arguments a job that is not done could not be done.
        rows = rows.exclude(state__in=("waiting", "running"))
    return rows


class _Hiding(NamedTuple):
    """Takes what is searched for out of the fields of a model."""

    searched: Searched
    records: Records

    def hidden(self, name: str, value: Any) -> Any:
        """Return a value without what is searched for, encrypted as it was."""
        if name in self.records.only_names.split():
            searched = self.searched.as_whole()
        else:
            searched = self.searched
        if not isinstance(value, str):
            return hide_mentions(value, searched)
        decrypted = self._decrypted(name, value)
        text = value if decrypted is None else decrypted
        is_json = name in self.records.json_texts.split()
        hide = hide_in_json if is_json else hide_mentions
        after = hide(text, searched)
        if after == text:
            return value
        return after if decrypted is None else encrypt_text(after)

    def _decrypted(self, name: str, value: str) -> str | None:
        """Return what an encrypted text says, None for a text in the clear: of
        a field that holds none, or one that only begins like a token.
        """
        if name not in self.records.encrypted.split():
            return None
        if not value.startswith(TOKEN_START):
            return None
        try:
            return decrypt_text(value)
        except InvalidToken:
            # It may be searched as it is: nobody can read more out of it.
            return None


@atomic_with_retry
def _hide_in_model(
    model: Model,
    records: Records,
    searched: Searched,
) -> int:
    names = _texts(model, records)
    rows = _hideable(model).alias(
        **{f"{name}_text": Cast(name, TextField()) for name in names},
    )
    found = rows.filter(_mentioning(records, names, searched))
    hiding = _Hiding(searched, records)
    count = 0
    with unrecorded():
        for row in found.values("pk", *names).iterator(BATCH):
            key = row.pop("pk")
            hidden = {}
            for name, value in row.items():
                hidden[name] = hiding.hidden(name, value)
            if hidden != row:
                model._base_manager.filter(pk=key).update(**hidden)
                count += 1
    return count


def _mentioning(records: Records, names: list[str], searched: Searched) -> Q:
    """Return the condition of rows that may hold what is searched for; the
    database cannot look into encrypted texts.
    """
    mentioning = Q()
    for name in names:
        for one in searched.texts:
            mentioning |= Q(**{f"{name}_text__contains": one})
            escaped = json.dumps(one)[1:-1]
            mentioning |= Q(**{f"{name}_text__contains": escaped})
    for name in records.only_names.split():
        for one in searched.weak:
            mentioning |= Q(**{f"{name}__contains": one})
    for name in set(names) & set(records.encrypted.split()):
        mentioning |= Q(**{f"{name}__startswith": TOKEN_START})
    return mentioning
