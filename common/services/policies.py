"""Versions of the night's policies: the newest is in force, older ones are
kept, the first one is shipped.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.db.locks import exclusive
from common.errors import Conflict, DomainError
from common.models import PolicyVersion

VERSION_IS_OLDER = "version_is_older"
Policy = TypeVar("Policy", bound=PolicyVersion)


def in_force(shipped: Callable[[], Policy]) -> Policy:
    """Return the newest version; before the first night the shipped one, not yet stored."""
    first = shipped()
    newest: Policy | None = type(first).objects.newest()
    return first if newest is None else newest


def ensure_version(shipped: Callable[[], Policy], *, now: datetime) -> Policy:
    """Return the version in force; store the shipped one if there is none yet."""
    policy = in_force(shipped)
    if policy.pk is None:
        with exclusive(policy._meta.label, wait=True):
            policy = _stored(in_force(shipped), shipped, now)
    return policy


def _stored(
    policy: Policy,
    shipped: Callable[[], Policy],
    now: datetime,
) -> Policy:
    """Store the policy unless it is stored, and return it; a night that opens
    at the same moment may have stored it first.
    """
    if policy.pk is not None:
        return policy
    policy.created_at = now
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError:
        return in_force(shipped)
    return policy


def version_is_older() -> DomainError:
    """Return the error for a new version that is based on one no longer in force."""
    text = _(
        "Another version has come into force since you opened this page. What "
        "you did not change was taken over"
        " from it: look at the preview again.",
    )
    return Conflict(VERSION_IS_OLDER, text)


def add_version(
    shipped: Callable[[], Policy],
    *,
    now: datetime,
    user: Any,
    based_on: int | None = None,
    **fields: Any,
) -> Policy:
    """Store and return a new version with these fields, which is in force from
    the next night on; older ones are kept.

    Errors: Conflict if the version that it is `based_on` is no longer in force.
    """
    model = type(ensure_version(shipped, now=now))
    with exclusive(model._meta.label, wait=True), transaction.atomic():
        newest = in_force(shipped).version
        if based_on not in (None, newest):
            raise version_is_older()
        policy = model(
            version=newest + 1,
            created_at=now,
            created_by=user,
            **fields,
        )
        policy.save()
    return policy
