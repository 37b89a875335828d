"""Where an account is logged in."""

import hashlib
import re
from datetime import datetime
from typing import Any, NamedTuple

from accounts.models import LoginSession

HANDLE_LENGTH = 16
_BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "WeChat"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone|iPad", "iOS"),
    ("Android", "Android"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


class ShownSession(NamedTuple):
    """A session as a page shows it. `handle` names it without giving away its key."""

    key: str
    handle: str
    browser: str
    address: str
    began_at: datetime | None
    seen_at: datetime | None
    ends_at: datetime
    is_here: bool


def read_sessions(
    user: Any,
    *,
    now: datetime,
    here: str,
) -> list[ShownSession]:
    """Return the open sessions of an account, the last used first."""
    rows = LoginSession.objects.filter(account_id=user.pk, expire_date__gt=now)
    shown = []
    for row in rows.order_by("-seen_at"):
        shown.append(
            ShownSession(
                key=row.session_key,
                handle=_handle(row.session_key),
                browser=browser_name(row.browser),
                address=row.address,
                began_at=row.began_at,
                seen_at=row.seen_at,
                ends_at=row.expire_date,
                is_here=row.session_key == here,
            ),
        )
    return shown


def _handle(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:HANDLE_LENGTH]


def browser_name(agent: str) -> str:
    """Return browser and system in short words."""
    names = []
    for table in (_BROWSERS, _SYSTEMS):
        for pattern, name in table:
            if re.search(pattern, agent):
                names.append(name)
                break
    return " · ".join(names) or "–"
