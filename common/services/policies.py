"""Versions of what the night decides by: the newest is in force, older ones stay, the first one is shipped."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from common.models import PolicyVersion
from common.services.locks import exclusive

Policy = TypeVar("Policy", bound=PolicyVersion)


def in_force(shipped: Callable[[], Policy]) -> Policy:
    """Return the newest version; before the first night the shipped one, not yet stored."""
    first = shipped()
    newest: Policy | None = type(first).objects.newest()
    return first if newest is None else newest


def ensure_version(shipped: Callable[[], Policy], *, now: datetime) -> Policy:
    """A version stands, if need be the shipped one; returns the one in force."""
    policy = in_force(shipped)
    if policy.pk is None:
        with exclusive(policy._meta.label, wait=True):
            policy = _stored(in_force(shipped), shipped, now)
    return policy


def _stored(policy: Policy, shipped: Callable[[], Policy], now: datetime) -> Policy:
    """Return the policy stored; the transaction of a night that opens may have stored it before this one sees it."""
    if policy.pk is not None:
        return policy
    policy.created_at = now
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError:
        return in_force(shipped)
    return policy


def add_version(shipped: Callable[[], Policy], *, now: datetime, user: Any, **fields: Any) -> Policy:
    """A new version with these fields stands and is in force from the next night on; older ones stay."""
    model = type(ensure_version(shipped, now=now))
    with exclusive(model._meta.label, wait=True), transaction.atomic():
        policy = model(version=in_force(shipped).version + 1, created_at=now, created_by=user, **fields)
        policy.save()
    return policy
