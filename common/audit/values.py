"""Snapshots of audited rows, and what the log shows of them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from common.audit.policy import audited_fields, is_plain, policy_of
from common.db.fields import blind_index

# Variables of one query; SQLite has a limit.
AT_ONCE = 500
DIGEST_LENGTH = 12
HIDDEN = "hidden"

Snapshot = dict[str, Any]


def read_snapshots(
    model: type[models.Model],
    keys: Iterable[Any],
) -> dict[Any, Snapshot]:
    """Return the audited fields of stored rows by key."""
    wanted = list(keys)
    policy = policy_of(model)
    assert policy is not None  # noqa: S101
    names = {*audited_fields(model), model._meta.pk.name}
    names |= {name for name in (policy.name, policy.key, policy.about) if name}
    found: dict[Any, Snapshot] = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        rows = model._base_manager.filter(pk__in=part)
        for row in rows.values(*names):
            found[row[model._meta.pk.name]] = row
        for name in policy.many_to_many:
            _add_related(model, name, part, found)
    return found


def _add_related(
    model: type[models.Model],
    name: str,
    keys: list[Any],
    found: dict[Any, Snapshot],
) -> None:
    for row in found.values():
        row.setdefault(name, [])
    pairs = model._base_manager.filter(pk__in=keys)
    related: Any = model._meta.get_field(name).related_model
    shown = "name" if _has_name(related) else "pk"
    for key, value in pairs.values_list("pk", f"{name}__{shown}"):
        if value is not None:
            found[key][name] = sorted([*found[key][name], value], key=str)


def _has_name(model: type[models.Model]) -> bool:
    return any(field.name == "name" for field in model._meta.concrete_fields)


def differences(
    model: type[models.Model],
    before: Snapshot | None,
    after: Snapshot | None,
) -> dict[str, list[Any]]:
    """Return the fields that differ as [before, after], personal ones hidden;
    of a row that is created or deleted, those that have a value.
    """
    policy = policy_of(model)
    assert policy is not None  # noqa: S101
    changed = {}
    for name in (*audited_fields(model), *policy.many_to_many):
        was = before.get(name) if before else None
        now = after.get(name) if after else None
        if was == now or (_is_empty(was) and _is_empty(now)):
            continue
        changed[name] = [_shown(model, name, was), _shown(model, name, now)]
    return changed


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _shown(model: type[models.Model], name: str, value: Any) -> Any:
    if _is_empty(value):
        return None
    if not is_plain(model, name):
        return {HIDDEN: blind_index(str(value))[:DIGEST_LENGTH]}
    return plain_value(value)


def plain_value(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain_value(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain_value(one) for one in value]
    return str(value)
