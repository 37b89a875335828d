"""The changes of one act, written down together when it ends.

A unit keeps what each touched row was before the act. At its end the rows are
read again: one whose fields differ gives one record, however often it was
saved, and one whose change was rolled back gives none.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from common.api.request_ids import NO_REQUEST, current_request_id
from common.audit.actors import current_actor
from common.audit.chain import seal
from common.audit.policy import policy_of
from common.audit.values import Snapshot, differences, read_snapshots
from common.models import AuditRecord
from common.rules.personal_text import hide_personal

BATCH = 1000
Act = AuditRecord.Act
Key = tuple[type[models.Model], Any]


@dataclass
class Unit:
    """One act: what caused it, why, and the touched rows as they were before
    (None: they did not exist).
    """

    cause: str = ""
    reason: str = ""
    before: dict[Key, Snapshot | None] = field(default_factory=dict)

    def note(self, model: type[models.Model], keys: Iterable[Any]) -> None:
        """Remember rows as they are stored now, unless they are known already."""
        new = [key for key in keys if (model, key) not in self.before]
        if not new:
            return
        stored = read_snapshots(model, new)
        for key in new:
            self.before[model, key] = stored.get(key)

    def note_new(self, model: type[models.Model], keys: Iterable[Any]) -> None:
        """Remember that rows did not exist before."""
        for key in keys:
            self.before.setdefault((model, key), None)


_unit: ContextVar[Unit | None] = ContextVar("audit_unit", default=None)
_is_off: ContextVar[bool] = ContextVar("audit_is_off", default=False)


def open_unit() -> Unit | None:
    """Return the act that is under way, None if none is."""
    return _unit.get()


def is_recording() -> bool:
    """Tell whether changes are written down."""
    return not _is_off.get()


@contextmanager
def unrecorded() -> Iterator[None]:
    """Write nothing down: for rows that machines make by the thousand, which
    another record names as a whole.
    """
    before = _is_off.set(True)
    try:
        yield
    finally:
        _is_off.reset(before)


@contextmanager
def recorded_act(cause: str = "", reason: str = "") -> Iterator[Unit]:
    """Write down all changes within as one act, in the transaction that the
    caller has opened; within another act they belong to that one.
    """
    outer = _unit.get()
    if outer is not None:
        yield outer
        return
    unit = Unit(cause=cause, reason=reason)
    token = _unit.set(unit)
    try:
        yield unit
    finally:
        _unit.reset(token)
    write_unit(unit)


def record(
    act: str,
    *,
    of: models.Model | None = None,
    object_type: str = "",
    object_id: Any = "",
    words: str = "",
    changes: dict[str, Any] | None = None,
    reason: str = "",
    cause: str = "",
) -> None:
    """Write down an act that changes no audited row, such as a login or an export."""
    row = AuditRecord(
        act=act,
        object_type=of._meta.label if of else object_type,
        object_id=str(of.pk if of else object_id),
        object_words=words[:150],
        changes=changes or {},
        cause=cause[:120],
        reason=hide_personal(reason)[:300],
        **_who(),
    )
    _store([row])


def _who() -> dict[str, Any]:
    actor = current_actor()
    request_id = current_request_id()
    return {
        "actor_kind": actor.kind,
        "actor_id": actor.account_id,
        "actor_words": actor.words[:150],
        "request_id": "" if request_id == NO_REQUEST else request_id,
    }


def write_unit(unit: Unit) -> None:
    """Write one record for each row that differs from what it was before the act."""
    rows: list[AuditRecord] = []
    who: dict[str, Any] = {}
    for model, keys in _by_model(unit).items():
        after = read_snapshots(model, keys)
        for key in keys:
            was, now = unit.before[model, key], after.get(key)
            changes = differences(model, was, now)
            if not changes and (was is None) == (now is None):
                continue
            if was is None and now is None:
                continue
            who = who or _who()
            rows.append(_record(unit, model, key, (was, now), changes, who))
    _store(rows)


def _by_model(unit: Unit) -> dict[type[models.Model], list[Any]]:
    keys: dict[type[models.Model], list[Any]] = {}
    for model, key in unit.before:
        keys.setdefault(model, []).append(key)
    return keys


def _record(
    unit: Unit,
    model: type[models.Model],
    key: Any,
    states: tuple[Snapshot | None, Snapshot | None],
    changes: dict[str, Any],
    who: dict[str, Any],
) -> AuditRecord:
    was, now = states
    row = now or was or {}
    policy = policy_of(model)
    name = policy.name if policy else ""
    if policy and policy.key:
        key = row.get(policy.key)
    about_type, about_id = _about(model, key, row)
    return AuditRecord(
        act=_act(was, now),
        cause=unit.cause[:120],
        object_type=model._meta.label,
        object_id=str(key),
        object_words=str(row.get(name) or "")[:150] if name else "",
        about_type=about_type,
        about_id=about_id,
        changes=changes,
        reason=hide_personal(unit.reason)[:300],
        **who,
    )


def _act(was: Snapshot | None, now: Snapshot | None) -> str:
    if was is None:
        return str(Act.CREATE)
    return str(Act.CHANGE if now is not None else Act.DELETE)


def _about(
    model: type[models.Model],
    key: Any,
    row: Snapshot,
) -> tuple[str, str]:
    policy = policy_of(model)
    if policy is None or not policy.about:
        return model._meta.label, str(key)
    related: Any = model._meta.get_field(policy.about).related_model
    return related._meta.label, str(row.get(policy.about) or "")


def _store(rows: Sequence[AuditRecord]) -> None:
    if not rows:
        return
    stored = AuditRecord.objects.bulk_create(rows, batch_size=BATCH)
    keys = [row.pk for row in stored]
    transaction.on_commit(lambda: seal(keys))
