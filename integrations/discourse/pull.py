"""Discourse by its API: posts from the newest down to where the last walk
began, the likes of each, and the list of members.

Ids of posts only grow, but the API shows windows of them: an empty or short
page is not the end. A walk that was cut off goes on where it was (`before`);
only a whole walk moves `through`. The latest RECHECKED ids are read in each
walk again, so that edits and deletions are seen.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from integrations.discourse.mapping import (
    map_likers,
    map_post,
    map_user,
)
from integrations.rules.moments import day_of
from integrations.rules.rows import MappedRows, PullFault, PullStep, text_of
from integrations.selectors.pulling import Pulling

WINDOW = 50
RECHECKED = 100
# Pages show WINDOW ids; twice as many are let pass, more are no page.
FARTHEST = 2 * WINDOW
HIGHEST_ID = (1 << 63) - 1


def headers_of(pulling: Pulling) -> dict[str, str]:
    """Return the headers that name and prove who asks."""
    return {
        "Api-Key": pulling.secrets.get("api_key", ""),
        "Api-Username": pulling.options.get("username", ""),
        "Accept": "application/json",
    }


def try_connection(pulling: Pulling) -> None:
    """Ask for the newest posts. Errors: PullFault if the platform refuses."""
    pulling.get_json("/posts.json", headers=headers_of(pulling))


def pull(pulling: Pulling) -> Iterator[PullStep]:
    """Yield all that is new since the cursors."""
    yield from _pull_likes(pulling)
    yield from _pull_posts(pulling)
    yield from _pull_users(pulling)


def _pull_posts(pulling: Pulling) -> Iterator[PullStep]:
    boards = _boards(pulling)
    cursor = dict(pulling.cursors.get("posts") or {})
    through = int(cursor.get("through") or 0)
    floor = max(0, through - RECHECKED)
    before = cursor.get("before")
    top = int(cursor.get("top") or 0)
    while before is None or before > floor + 1:
        posts = _page(pulling, before)
        if before is None and not posts:
            return
        ids = sorted(int(post["id"]) for post in posts)
        _check_window(ids, before)
        top = max([top, *ids])
        lowest = _lowest(ids, before)
        rows, likes = _map_page(pulling, posts, boards, floor)
        rows.deleted_posts += _vanished(pulling, ids, lowest, before)
        before = lowest
        at: dict[str, Any] = {
            "through": through,
            "before": before,
            "top": top,
        }
        if before <= floor + 1:
            at = {"through": max(top, through), "before": None, "top": 0}
        waiting = {**(pulling.cursors.get("likes") or {}), **likes}
        yield PullStep(rows, {"posts": at, "likes": waiting})
        yield from _pull_likes(pulling)


def _page(pulling: Pulling, before: int | None) -> list[dict[str, Any]]:
    query = {} if before is None else {"before": str(before)}
    answer = pulling.get_json(
        "/posts.json",
        query=query,
        headers=headers_of(pulling),
    )
    posts = answer.get("latest_posts")
    if not isinstance(posts, list):
        raise PullFault("bad_answer", "latest_posts")
    return posts


def _check_window(ids: list[int], before: int | None) -> None:
    """Raise PullFault for a page that no forum shows: ids above the one asked
    for, or further apart than pages reach.
    """
    if not ids:
        return
    highest = ids[-1] if before is None else before
    lowest = max(1, highest - FARTHEST)
    if ids[0] < lowest or ids[-1] > min(highest, HIGHEST_ID):
        raise PullFault("bad_answer", f"ids {ids[0]}-{ids[-1]}")


def _lowest(ids: list[int], before: int | None) -> int:
    """Return the id below which the next page lies; pages without any post
    are stepped over.
    """
    if ids:
        lowest = ids[0]
        return lowest if before is None else min(lowest, before - 1)
    return max(1, (before or 1) - WINDOW)


def _map_page(
    pulling: Pulling,
    posts: list[dict[str, Any]],
    boards: Mapping[str, str],
    floor: int,
) -> tuple[MappedRows, dict[str, str]]:
    """Return the rows of a page, and the posts whose likes are to be asked for."""
    rows = MappedRows()
    for post in posts:
        if int(post["id"]) <= floor:
            continue
        map_post(post, rows, boards=boards)
    return rows, pulling.changed_likes(rows.posts)


def _vanished(
    pulling: Pulling,
    ids: list[int],
    lowest: int,
    before: int | None,
) -> list[str]:
    """Return the posts between two ids that we have and the platform no longer shows."""
    highest = before - 1 if before is not None else max(ids, default=0)
    known = pulling.stored_posts(lowest, highest)
    missing = sorted(known - set(map(str, ids)), key=int)
    return [pk for pk in missing if _is_gone(pulling, pk)]


def _is_gone(pulling: Pulling, external_id: str) -> bool:
    """Tell whether a post is deleted; one that is only hidden from us stays."""
    try:
        post = pulling.get_json(
            f"/posts/{external_id}.json",
            headers=headers_of(pulling),
        )
    except PullFault as fault:
        if fault.code == "not_found":
            return True
        if fault.detail.startswith("403"):
            return False
        raise
    return bool(post.get("deleted_at") or post.get("user_deleted"))


def _pull_likes(pulling: Pulling) -> Iterator[PullStep]:
    """Ask for the likes of each post that waits, one at a time."""
    waiting = dict(pulling.cursors.get("likes") or {})
    for post_id, posted_at in sorted(waiting.items(), key=_post_number):
        rows = MappedRows()
        try:
            answer = pulling.get_json(
                "/post_action_users.json",
                query={"id": post_id, "post_action_type_id": "2"},
                headers=headers_of(pulling),
            )
        except PullFault as fault:
            if fault.code != "not_found":
                raise
            answer = {}
        map_likers(
            answer,
            rows,
            post_id=post_id,
            posted_at=posted_at,
            now=pulling.now,
        )
        del waiting[post_id]
        yield PullStep(rows, {"likes": dict(waiting)})


def _post_number(pair: tuple[str, str]) -> int:
    return int(pair[0])


def _pull_users(pulling: Pulling) -> Iterator[PullStep]:
    """Read the list of members once a day, page by page, until one is empty."""
    today = day_of(pulling.now.isoformat())
    cursor = dict(pulling.cursors.get("users") or {})
    if cursor.get("done_on") == today:
        return
    page = int(cursor.get("page") or 1)
    while True:
        users = pulling.get_list(
            "/admin/users/list/active.json",
            query={"page": str(page), "order": "created", "asc": "true"},
            headers=headers_of(pulling),
        )
        rows = MappedRows()
        for user in users:
            map_user(user, rows)
        page += 1
        if not users:
            yield PullStep(rows, {"users": {"done_on": today, "page": 1}})
            return
        yield PullStep(rows, {"users": {"page": page}})


def _boards(pulling: Pulling) -> dict[str, str]:
    """Return the names of categories by id."""
    answer = pulling.get_json("/categories.json", headers=headers_of(pulling))
    listed = answer.get("category_list") or {}
    boards = {}
    for category in listed.get("categories") or ():
        boards[text_of(category.get("id"))] = text_of(category.get("name"))
    return boards
