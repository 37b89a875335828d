"""What a pull has at hand: the platform's addresses, its cursors, and what we
have stored of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Q

from activity.models import EventSource
from common.rules.strict_json import parse_json
from common.security.outgoing import Fetched, fetch
from community.models import Post, Reaction
from integrations.rules.rows import PullFault, Row

SERVER_ERRORS = 500
MOST_IDS = 1000
STATUS_CODES = {
    401: "wrong_secret",
    403: "wrong_secret",
    404: "not_found",
    410: "not_found",
}


@dataclass
class Pulling:
    """One run of a connection. `cursors` is kept up to date between steps."""

    base_url: str
    options: Mapping[str, str]
    secrets: Mapping[str, str]
    cursors: dict[str, Any]
    now: datetime
    source: EventSource | None = None
    memory: dict[str, Any] = field(default_factory=dict)

    def get_json(
        self,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Return the object that the platform answers. Errors: PullFault."""
        found = self._ask("GET", path, query or {}, headers or {}, b"")
        return _object(found)

    def get_list(
        self,
        path: str,
        *,
        query: Mapping[str, str],
        headers: Mapping[str, str],
    ) -> list[Any]:
        """Return the list that the platform answers. Errors: PullFault."""
        found = self._ask("GET", path, query, headers, b"")
        if not isinstance(found, list):
            raise PullFault("bad_answer", str(found)[:100])
        return found

    def post_json(
        self,
        path: str,
        body: Any,
        *,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Send JSON and return the object that the platform answers.

        Errors: PullFault.
        """
        headers = {"Content-Type": "application/json"}
        encoded = json.dumps(body).encode()
        return _object(self._ask("POST", path, query or {}, headers, encoded))

    def get_text(
        self,
        path: str,
        *,
        query: Mapping[str, str],
        headers: Mapping[str, str],
    ) -> str:
        """Return the text that the platform answers. Errors: PullFault."""
        got = self._fetch("GET", path, query, headers, b"")
        return got.body.decode("utf-8", "replace")

    def _ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> Any:
        got = self._fetch(method, path, query, headers, body)
        try:
            return parse_json(got.body.decode("utf-8-sig"))
        except ValueError as error:
            start = got.body[:100].decode("utf-8", "replace")
            raise PullFault("bad_answer", start) from error

    def _fetch(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> Fetched:
        url = self.base_url.rstrip("/") + path
        if query:
            url = f"{url}?{urlencode(query)}"
        is_safe = url.startswith("https://") or settings.OUTGOING_LOOPBACK
        if not is_safe:
            raise PullFault("not_found", "https")
        got = fetch(url, method=method, headers=dict(headers), body=body)
        check_answer(got)
        return got

    def stored_posts(self, lowest: int, highest: int) -> set[str]:
        """Return which posts with ids of these bounds are stored and not
        deleted. Errors: PullFault if the bounds are too far apart.
        """
        if highest - lowest > MOST_IDS:
            raise PullFault("bad_answer", f"ids {lowest}-{highest}")
        external_ids = map(str, range(lowest, highest + 1))
        found = Post.objects.filter(
            source=self.source,
            external_id__in=list(external_ids),
            is_deleted=False,
        )
        return set(found.values_list("external_id", flat=True))

    def changed_likes(self, posts: list[Row]) -> dict[str, str]:
        """Return the moments of those posts, by id, of which not as many likes
        are stored as they have.
        """
        rows = {row["external_id"]: row for row in posts}
        is_like = Q(reactions__kind=Reaction.Kind.LIKE)
        stored = Post.objects.filter(source=self.source, external_id__in=rows)
        counted = stored.annotate(likes=Count("reactions", filter=is_like))
        known = dict(counted.values_list("external_id", "likes"))
        changed = {}
        for external_id, row in rows.items():
            likes = int(row.get("reaction_count") or 0)
            if likes != known.get(external_id, 0):
                changed[external_id] = row["occurred_at"]
        return changed


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise PullFault("bad_answer", str(found)[:100])
    return found


def check_answer(got: Fetched) -> None:
    """Raise PullFault unless the platform answered well and whole."""
    status = got.status or 0
    start = got.body[:200].decode("utf-8", "replace").strip()
    if status == 429:
        raise PullFault(
            "rate_limited",
            start,
            retry_after=_seconds(got.headers.get("retry-after", "")),
        )
    if status in STATUS_CODES:
        raise PullFault(STATUS_CODES[status], f"{status} {start}")
    if status >= SERVER_ERRORS:
        raise PullFault("server_error", f"{status} {start}")
    if got.fault:
        raise PullFault(got.fault)
    if not 200 <= status < 300:
        raise PullFault("bad_answer", f"{status} {start}")


def _seconds(header: str) -> float | None:
    text = header.strip()
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return float(text) if is_number else None
