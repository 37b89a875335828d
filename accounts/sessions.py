"""Sessions in the database: they end 12 hours after the login, or after 3
hours without a request.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models.sessions import LoginSession, set_store

BEGAN, SEEN = "began_at", "seen_at"
ADDRESS, BROWSER = "address", "browser"
# A session that is used all the time is stored once a minute.
NOTED_EVERY = timedelta(minutes=1)


class SessionStore(DatabaseStore):
    """Keeps with each session whose it is, since when, and where it was last used."""

    @classmethod
    def get_model_class(cls) -> Any:
        return LoginSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        account = data.get(SESSION_KEY)
        row.account_id = int(account) if account else None
        row.began_at = _moment(data, BEGAN)
        row.seen_at = _moment(data, SEEN)
        row.address = data.get(ADDRESS, "")
        row.browser = data.get(BROWSER, "")
        return row

    def get_expiry_date(self, **_how: Any) -> datetime:
        """Return when the session ends if nothing more happens."""
        now = timezone.now()
        idle = now + timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        began = _moment(self._session, BEGAN)  # type: ignore[attr-defined]
        if began is None:
            return idle
        whole = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return min(idle, began + whole)


set_store(SessionStore)


def _moment(data: dict[str, Any], name: str) -> datetime | None:
    text = data.get(name)
    return parse_datetime(text) if text else None


def note_begin(request: Any, now: datetime) -> None:
    """Let the session of a login begin now, at this address."""
    request.session[BEGAN] = now.isoformat()
    note_use(request, now)


def note_use(request: Any, now: datetime) -> None:
    """Note that the session is used, at most once a minute."""
    session = request.session
    if BEGAN not in session:
        session[BEGAN] = now.isoformat()
    seen = parse_datetime(session.get(SEEN, ""))
    if seen is not None and now - seen < NOTED_EVERY:
        return
    session[SEEN] = now.isoformat()
    session[ADDRESS] = request.META.get("REMOTE_ADDR", "")[:45]
    session[BROWSER] = request.headers.get("User-Agent", "")[:200]
