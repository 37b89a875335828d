"""What Discourse's posts, members and likes mean in ours.

The key of a post is its id: merged and moved topics change its topic and
number, never its id.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from integrations.rules.moments import day_of, from_rails, read
from integrations.rules.rows import MappedRows, Row, first_of, text_of
from integrations.rules.text import PlainText, from_html, from_markdown

REGULAR = "1"
LIKE = 2
PRIVATE = "private_message"
LIKERS_OF_A_PAGE = 200
# A like tells no moment. One of a fresh post was given about now; of an older
# one it is only known that likes come mostly within a day.
FRESH = timedelta(days=3)
USUALLY_LIKED_AFTER = timedelta(days=1)


def map_post(
    post: Mapping[str, Any],
    rows: MappedRows,
    *,
    boards: Mapping[str, str],
) -> None:
    """Add a post of the API or of a webhook, with its author."""
    reason = ignored_reason(post)
    if reason:
        rows.ignored[reason] += 1
        return
    if not post.get("id") or not post.get("user_id"):
        rows.refuse("not_a_post", "id", post.get("id"))
        return
    rows.members.append(_author(post))
    rows.posts.append(_post_row(post, boards))


def ignored_reason(post: Mapping[str, Any]) -> str:
    """Return why a post is no contribution to the community, "" if it is one."""
    if text_of(first_of(post, "topic_archetype", "archetype")) == PRIVATE:
        return "private_message"
    kind = text_of(post.get("post_type"))
    return "not_a_regular_post" if kind not in ("", REGULAR) else ""


def _author(post: Mapping[str, Any]) -> Row:
    return {
        "external_id": text_of(post["user_id"]),
        **_names(post),
    }


def _names(user: Mapping[str, Any]) -> Row:
    """Return a member's name, and their account's, which names only who has none."""
    return {
        "nickname": text_of(user.get("name")),
        "handle": text_of(user.get("username")),
    }


def _post_row(post: Mapping[str, Any], boards: Mapping[str, str]) -> Row:
    is_opening = text_of(post.get("post_number")) == "1"
    topic = text_of(post.get("topic_id"))
    text = _text_of_post(post)
    row = {
        "external_id": text_of(post["id"]),
        "member": text_of(post["user_id"]),
        "occurred_at": text_of(post.get("created_at")),
        "edited_at": text_of(post.get("updated_at")),
        "thread": topic,
        "is_opening": "1" if is_opening else "0",
        "title": text_of(post.get("topic_title"))[:200] if is_opening else "",
        "text": text.text,
        "media_count": str(text.media_count),
        "board": boards.get(text_of(post.get("category_id")), "")[:60],
        "is_deleted": "1" if is_gone(post) else "0",
    }
    # The number of the post answered counts inside the topic; the import looks it up.
    replied = text_of(post.get("reply_to_post_number"))
    if replied and not is_opening:
        row["reply_to_number"] = replied
    row["number"] = text_of(post.get("post_number"))
    count = like_count(post)
    if count is not None:
        row["reaction_count"] = str(count)
    return row


def _text_of_post(post: Mapping[str, Any]) -> PlainText:
    if post.get("raw") is not None:
        return from_markdown(text_of(post["raw"]))
    return from_html(text_of(post.get("cooked")))


def is_gone(post: Mapping[str, Any]) -> bool:
    """Tell whether the community no longer sees a post."""
    return any(
        post.get(name) for name in ("deleted_at", "user_deleted", "hidden")
    )


def like_count(post: Mapping[str, Any]) -> int | None:
    """Return how many likes a post has; None if the payload does not say."""
    if "actions_summary" not in post:
        return None
    for action in post["actions_summary"] or ():
        if text_of(action.get("id")) == str(LIKE):
            return int(action.get("count") or 0)
    return 0


def map_likers(
    answer: Mapping[str, Any],
    rows: MappedRows,
    *,
    post_id: str,
    posted_at: str,
    now: datetime,
) -> None:
    """Add who liked a post, as far as the reactions are not stored yet."""
    moment = _liked_at(posted_at, now)
    users = answer.get("post_action_users")
    for user in users or ():
        _add_like(rows, user, post_id=post_id, moment=moment)
    if isinstance(users, list) and len(users) < LIKERS_OF_A_PAGE:
        # All are listed, so who is missing has taken their like back.
        names = [text_of(user.get("id")) for user in users]
        rows.likers.append({"post": post_id, "members": names})


def _liked_at(posted_at: str, now: datetime) -> str:
    posted = read(posted_at)
    if posted is None or now - posted <= FRESH:
        return now.isoformat()
    return (posted + USUALLY_LIKED_AFTER).isoformat()


def _add_like(
    rows: MappedRows,
    user: Mapping[str, Any],
    *,
    post_id: str,
    moment: str,
) -> None:
    member = text_of(user.get("id"))
    if not member or not post_id:
        rows.refuse("not_a_like", "user.id", member)
        return
    rows.members.append({"external_id": member, **_names(user)})
    rows.reactions.append(
        {
            "external_id": f"like:{post_id}:{member}",
            "member": member,
            "post": post_id,
            "kind": "like",
            "occurred_at": moment,
            "if_new": True,
        },
    )


def map_user(user: Mapping[str, Any], rows: MappedRows) -> None:
    """Add a member of the admin's list, of a webhook or of an export."""
    member = text_of(user.get("id"))
    if not member:
        rows.refuse("not_a_member", "id", member)
        return
    if member.startswith("-"):
        # The system's own accounts have negative ids.
        rows.ignored["system_account"] += 1
        return
    row = {"external_id": member, **_names(user)}
    joined_on = day_of(from_rails(user.get("created_at")))
    if joined_on:
        row["joined_on"] = joined_on
    rows.members.append(row)


def map_webhook(
    kind: str,
    body: Mapping[str, Any],
    rows: MappedRows,
    *,
    received_at: datetime,
) -> None:
    """Add what a webhook of this `X-Discourse-Event` tells."""
    if "ping" in body:
        rows.ignored["ping"] += 1
    elif kind.startswith("post_") and isinstance(body.get("post"), Mapping):
        post = dict(body["post"])
        if kind in ("post_destroyed", "post_recovered"):
            # Neither is an edit, so only its arrival says that it is newer.
            post["updated_at"] = received_at.isoformat()
        if kind == "post_destroyed":
            post["deleted_at"] = (
                post.get("deleted_at") or received_at.isoformat()
            )
        map_post(post, rows, boards={})
    elif isinstance(body.get("like"), Mapping):
        _map_like(body["like"], rows, received_at)
    elif kind.startswith("user_") and isinstance(body.get("user"), Mapping):
        map_user(body["user"], rows)
        if kind == "user_logged_in":
            _map_login(body["user"], rows, received_at)
    else:
        rows.ignored[kind or "no_event"] += 1


def _map_like(
    like: Mapping[str, Any],
    rows: MappedRows,
    received_at: datetime,
) -> None:
    post = like.get("post")
    user = like.get("user")
    if not isinstance(post, Mapping) or not isinstance(user, Mapping):
        rows.refuse("not_a_like", "like", like)
        return
    reason = ignored_reason(post)
    if reason:
        rows.ignored[reason] += 1
        return
    map_post(post, rows, boards={})
    _add_like(
        rows,
        user,
        post_id=text_of(post.get("id")),
        moment=received_at.isoformat(),
    )


def _map_login(
    user: Mapping[str, Any],
    rows: MappedRows,
    received_at: datetime,
) -> None:
    member = text_of(user.get("id"))
    moment = from_rails(user.get("last_seen_at")) or received_at.isoformat()
    rows.events.append(
        {
            "external_id": f"login:{member}:{moment}",
            "member": member,
            "kind": "login",
            "occurred_at": moment,
        },
    )


def map_category_export(data: Mapping[str, Any], rows: MappedRows) -> None:
    """Add the rows of a JSON export of categories: categories, users, topics
    with their posts.
    """
    boards = {}
    for category in data.get("categories") or ():
        boards[text_of(category.get("id"))] = text_of(category.get("name"))
    for user in data.get("users") or ():
        map_user(user, rows)
    for topic in data.get("topics") or ():
        for post in topic.get("posts") or ():
            whole = {
                **post,
                "topic_id": topic.get("id"),
                "topic_title": topic.get("title"),
                "category_id": topic.get("category_id"),
                "archetype": topic.get("archetype"),
            }
            map_post(whole, rows, boards=boards)
