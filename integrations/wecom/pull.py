"""WeCom by its API: customers once a day, groups in each run, and archived
messages from the feed of the brand's own program.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from common.rules.strict_json import parse_json
from integrations.rules.moments import day_of
from integrations.rules.rows import MappedRows, PullFault, PullStep
from integrations.selectors.pulling import Pulling
from integrations.wecom.mapping import map_contact, map_group, map_messages

USERS_AT_ONCE = 100
GROUPS_AT_ONCE = 1000
MESSAGES_AT_ONCE = 1000
TOKEN_FAULTS = frozenset({40014, 42001})
BUSY = frozenset({45009, 45033})
BLOCKED_SECONDS = 60
REFUSED = frozenset({40001, 40013, 41004, 48002, 60011, 60020})


def try_connection(pulling: Pulling) -> None:
    """Ask for the list of colleagues. Errors: PullFault if the platform refuses."""
    _get(pulling, "externalcontact/get_follow_user_list")


def pull(pulling: Pulling) -> Iterator[PullStep]:
    """Yield all that is new since the cursors."""
    yield from _pull_contacts(pulling)
    yield from _pull_groups(pulling)
    yield from _pull_archive(pulling)


def _pull_contacts(pulling: Pulling) -> Iterator[PullStep]:
    today = day_of(pulling.now.isoformat())
    at = dict(pulling.cursors.get("contacts") or {})
    if at.get("done_on") == today:
        return
    if "users" not in at:
        answer = _get(pulling, "externalcontact/get_follow_user_list")
        at = {"users": list(answer.get("follow_user") or ()), "cursor": ""}
    while at["users"]:
        answer = _post(
            pulling,
            "externalcontact/batch/get_by_user",
            {
                "userid_list": at["users"][:USERS_AT_ONCE],
                "cursor": at["cursor"],
                "limit": USERS_AT_ONCE,
            },
        )
        rows = MappedRows()
        for item in answer.get("external_contact_list") or ():
            map_contact(item, rows)
        cursor = answer.get("next_cursor") or ""
        users = at["users"] if cursor else at["users"][USERS_AT_ONCE:]
        at = {"users": users, "cursor": cursor}
        yield PullStep(rows, {"contacts": at})
    yield PullStep(MappedRows(), {"contacts": {"done_on": today}})


def _pull_groups(pulling: Pulling) -> Iterator[PullStep]:
    at = dict(pulling.cursors.get("groups") or {})
    waiting = list(at.get("waiting") or ())
    cursor = at.get("cursor") or ""
    is_listed = bool(waiting) and not cursor
    while not is_listed:
        answer = _post(
            pulling,
            "externalcontact/groupchat/list",
            {"status_filter": 0, "cursor": cursor, "limit": GROUPS_AT_ONCE},
        )
        for one in answer.get("group_chat_list") or ():
            if one.get("chat_id") not in waiting:
                waiting.append(one.get("chat_id"))
        cursor = answer.get("next_cursor") or ""
        is_listed = not cursor
        state = {"waiting": waiting, "cursor": cursor}
        yield PullStep(MappedRows(), {"groups": state})
    while waiting:
        answer = _post(
            pulling,
            "externalcontact/groupchat/get",
            {"chat_id": waiting[0], "need_name": 1},
        )
        rows = MappedRows()
        map_group(answer, rows)
        waiting = waiting[1:]
        state = {"waiting": waiting, "cursor": ""}
        yield PullStep(rows, {"groups": state})


def _pull_archive(pulling: Pulling) -> Iterator[PullStep]:
    """Read decrypted messages from the feed, from the last seq on, until it
    gives none.
    """
    address = pulling.options.get("archive_url", "")
    if not address:
        return
    feed = Pulling(
        base_url=address,
        options={},
        secrets=pulling.secrets,
        cursors={},
        now=pulling.now,
    )
    at = dict(pulling.cursors.get("archive") or {})
    seq = int(at.get("seq") or 0)
    rooms = dict(at.get("rooms") or {})
    headers = {"Authorization": f"Bearer {pulling.secrets.get('token', '')}"}
    while True:
        query = {"seq": str(seq), "limit": str(MESSAGES_AT_ONCE)}
        text = feed.get_text("", query=query, headers=headers)
        messages = _messages(text, after=seq)
        if not messages:
            return
        rows = MappedRows()
        map_messages(messages, rows, rooms)
        seq = max(int(message["seq"]) for message in messages)
        state = {"seq": seq, "rooms": dict(rooms)}
        yield PullStep(rows, {"archive": state})


def _messages(text: str, *, after: int) -> list[dict[str, Any]]:
    """Return the messages of JSON lines that follow a seq, in its order."""
    found = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            message = parse_json(line)
            seq = int(message["seq"])
        except (ValueError, KeyError, TypeError) as error:
            raise PullFault("bad_answer", line[:100]) from error
        if seq > after:
            found[seq] = message
    return [found[seq] for seq in sorted(found)]


def _get(pulling: Pulling, path: str) -> dict[str, Any]:
    return _with_token(pulling, path, None)


def _post(pulling: Pulling, path: str, body: Any) -> dict[str, Any]:
    return _with_token(pulling, path, body)


def _with_token(pulling: Pulling, path: str, body: Any) -> dict[str, Any]:
    """Return the answer of an address; once with a new token if the old one
    has run out. Errors: PullFault.
    """
    answer = _ask(pulling, path, body, _token(pulling))
    if answer.get("errcode") in TOKEN_FAULTS:
        cache.delete(_cache_key(pulling))
        answer = _ask(pulling, path, body, _token(pulling))
    _check(answer)
    return answer


def _ask(
    pulling: Pulling,
    path: str,
    body: Any,
    token: str,
) -> dict[str, Any]:
    query = {"access_token": token}
    address = f"/cgi-bin/{path}"
    if body is None:
        answer = pulling.get_json(address, query=query)
    else:
        answer = pulling.post_json(address, body, query=query)
    if not isinstance(answer, dict):
        raise PullFault("bad_answer", str(answer)[:100])
    return answer


def _token(pulling: Pulling) -> str:
    key = _cache_key(pulling)
    token = cache.get(key)
    if token:
        return str(token)
    query = {
        "corpid": pulling.options.get("corp_id", ""),
        "corpsecret": pulling.secrets.get("corp_secret", ""),
    }
    answer = pulling.get_json("/cgi-bin/gettoken", query=query)
    _check(answer)
    token = str(answer["access_token"])
    # A little less than it holds, so that it does not run out on the way.
    holds = max(60, int(answer.get("expires_in") or 7200) - 300)
    cache.set(key, token, timeout=holds)
    return token


def _cache_key(pulling: Pulling) -> str:
    """Return a name under which no token for another host or secret is kept."""
    known = "\n".join(
        (
            pulling.base_url,
            pulling.options.get("corp_id", ""),
            pulling.secrets.get("corp_secret", ""),
        ),
    )
    digest = sha256(known.encode("utf-8", "replace")).hexdigest()
    return f"wecom-token:{pulling.memory.get('name', '')}:{digest}"


def _check(answer: dict[str, Any]) -> None:
    code = answer.get("errcode") or 0
    detail = f"{code} {answer.get('errmsg', '')}"
    if code in BUSY:
        raise PullFault("rate_limited", detail, retry_after=BLOCKED_SECONDS)
    if code in REFUSED or code in TOKEN_FAULTS:
        raise PullFault("wrong_secret", detail)
    if code:
        raise PullFault("platform_error", detail)
