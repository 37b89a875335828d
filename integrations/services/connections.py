"""Create and change connections. Secrets go in and never come out again, but
for those that we make, which are shown once.
"""

import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from activity.models import EventSource
from activity.services.sources import change_source, save_source
from common.db.transactions import atomic_with_retry
from common.errors import Invalid, NotFound
from integrations.models import Connection
from integrations.platforms import PLATFORMS, Platform
from integrations.services.addresses import check_addresses, check_secrets

HOOK_SECRET = "hook_secret"  # noqa: S105 - the name of a secret
SECRET_BYTES = 32
SLUG_LENGTH = 40


def find_platform(name: str) -> Platform:
    """Return a platform by its name. Errors: NotFound."""
    if name not in PLATFORMS:
        raise NotFound("unknown_platform", _("There is no such platform."))
    return PLATFORMS[name]


@atomic_with_retry
def create_connection(
    *,
    platform: Platform,
    name: str,
    base_url: str,
    values: Mapping[str, str],
    now: datetime,
    user: Any,
) -> tuple[Connection, str]:
    """Create a connection with a source of its own; return it and the secret
    of its deliveries, "" if it has none.

    Errors: Invalid for an address that must not be called, ValidationError.
    """
    check_addresses(platform, base_url, values)
    made = secrets.token_urlsafe(SECRET_BYTES) if platform.makes_secret else ""
    options, kept = _sort_out(platform, values)
    if made:
        kept[HOOK_SECRET] = made
    connection = Connection(
        platform=platform.name,
        name=name,
        base_url=base_url,
        options=options,
        secrets_text=json.dumps(kept),
        created_at=now,
        created_by=user,
    )
    connection.next_run_at = now if platform.pull else None
    connection.full_clean(exclude=["source"])
    connection.source = save_source(
        name=_free_source_name(platform.name, name),
        label=name,
        kinds=platform.kinds,
        time_zone=settings.BUSINESS_TIME_ZONE,
    )
    connection.save(force_insert=True)
    return connection, made


def _free_source_name(platform: str, name: str) -> str:
    """Return a name that no source has, made of the platform and the name."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    base = f"{platform}-{slug}".strip("-")[: SLUG_LENGTH - 4]
    taken = EventSource.objects.filter(name__startswith=base)
    names = set(taken.values_list("name", flat=True))
    number = 1
    found = base
    while found in names:
        number += 1
        found = f"{base}-{number}"
    return found


def _sort_out(
    platform: Platform,
    values: Mapping[str, str],
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what may be shown, and what is kept secret."""
    options: dict[str, str] = {}
    kept: dict[str, str] = {}
    for setting in platform.settings:
        value = values.get(setting.name, "").strip()
        if value:
            (kept if setting.is_secret else options)[setting.name] = value
    return options, kept


@atomic_with_retry
def change_connection(
    *,
    connection: Connection,
    name: str,
    base_url: str,
    values: Mapping[str, str],
    now: datetime,
) -> Connection:
    """Change a connection; secrets that are not given stay. It runs again at once.

    Errors: Invalid for an address, ValidationError.
    """
    platform = find_platform(connection.platform)
    check_addresses(platform, base_url, values)
    row = Connection.objects.select_for_update().get(pk=connection.pk)
    check_secrets(platform, row, base_url, values)
    options, given = _sort_out(platform, values)
    row.name = name
    row.base_url = base_url
    row.options = options
    row.secrets_text = json.dumps({**row.secrets, **given})
    if row.next_run_at is not None:
        row.next_run_at = now
    row.full_clean(exclude=["source"])
    row.save(
        update_fields=[
            "name",
            "base_url",
            "options",
            "secrets_text",
            "next_run_at",
        ],
    )
    return row


def choose_threads(*, connection: Connection, threads: str) -> EventSource:
    """Say what posts of this platform without a thread are: messages of a chat
    or topics of a forum; return the source. Stored messages of a chat are put
    together by a job.

    Errors: Invalid for another value.
    """
    return change_source(
        name=connection.source.name,
        changes={"threads": threads},
    )


@atomic_with_retry
def rotate_secret(*, connection: Connection) -> str:
    """Replace the secret of deliveries and return the new one.

    Errors: Invalid for a platform whose secrets others make.
    """
    if not find_platform(connection.platform).makes_secret:
        text = _(
            "The secrets of this platform are made there; enter them by editing."
        )
        raise Invalid("no_own_secret", text)
    row = Connection.objects.select_for_update().get(pk=connection.pk)
    made = secrets.token_urlsafe(SECRET_BYTES)
    row.secrets_text = json.dumps({**row.secrets, HOOK_SECRET: made})
    row.save(update_fields=["secrets_text"])
    return made


def pause(*, connection: Connection) -> None:
    """Fetch nothing and make nothing of deliveries, which wait meanwhile."""
    Connection.objects.filter(pk=connection.pk).update(
        state=Connection.State.PAUSED,
    )


def resume(*, connection: Connection, now: datetime) -> None:
    """Go on where it stopped, at once."""
    paused = Connection.objects.filter(
        pk=connection.pk,
        state=Connection.State.PAUSED,
    )
    is_pulled = find_platform(connection.platform).pull is not None
    paused.update(
        state=Connection.State.NEW,
        failures=0,
        next_run_at=now if is_pulled else None,
    )


def run_now(*, connection: Connection, now: datetime) -> None:
    """Let the next free worker run it, whatever pause it is in."""
    pulled = Connection.objects.filter(pk=connection.pk)
    if find_platform(connection.platform).pull is not None:
        pulled.update(next_run_at=now)


@atomic_with_retry
def reset_cursors(*, connection: Connection, now: datetime) -> None:
    """Forget how far the platform was read: all is read again, and what is
    stored is counted as known.
    """
    connection.cursors.all().delete()
    run_now(connection=connection, now=now)
