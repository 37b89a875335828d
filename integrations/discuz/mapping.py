"""What rows of Discuz! tables mean in ours.

Of members only the name and the day of registration are taken: mail
addresses, phones and profiles stay where they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from integrations.rules.moments import day_of, from_seconds
from integrations.rules.rows import MappedRows
from integrations.rules.text import from_bbcode

GUEST = frozenset({"", "0"})


@dataclass
class Context:
    """What has to be known of a dump before its posts are read.

    hot_replies: the moment of each reply that members voted for.
    """

    boards: dict[str, str] = field(default_factory=dict)
    hidden_threads: set[str] = field(default_factory=set)
    openings: dict[str, str] = field(default_factory=dict)
    recommended: dict[str, str] = field(default_factory=dict)
    disputed: set[str] = field(default_factory=set)
    hot_replies: dict[str, str] = field(default_factory=dict)

    def learn(self, table: str, row: Mapping[str, str]) -> None:
        """Note what a row of any table says about others."""
        if table == "forum_forum":
            self.boards[row.get("fid", "")] = row.get("name", "")
        elif table == "forum_thread":
            self._learn_thread(row)
        elif table == "forum_post" and row.get("first") == "1":
            self.openings[row.get("tid", "")] = row.get("pid", "")
        elif table == "forum_hotreply_member":
            self.hot_replies[row.get("pid", "")] = ""

    def learn_reply(self, row: Mapping[str, str]) -> None:
        """Note when a reply was written, if members voted for it."""
        pid = row.get("pid", "")
        if pid in self.hot_replies:
            self.hot_replies[pid] = from_seconds(row.get("dateline"))

    def _learn_thread(self, row: Mapping[str, str]) -> None:
        thread = row.get("tid", "")
        if row.get("displayorder", "0").startswith("-"):
            self.hidden_threads.add(thread)
        if row.get("recommend_add", "0") not in GUEST:
            self.recommended[thread] = row["recommend_add"]
        if row.get("recommend_sub", "0") not in GUEST:
            self.disputed.add(thread)


def map_row(
    table: str,
    row: Mapping[str, str],
    rows: MappedRows,
    context: Context,
) -> None:
    """Add what a row of a table means; tables that are not ours mean nothing."""
    if table == "forum_post":
        map_post(row, rows, context)
    elif table == "common_member":
        map_member(row, rows)
    elif table == "forum_postcomment":
        map_comment(row, rows, context)
    elif table == "forum_memberrecommend":
        map_recommendation(row, rows, context)
    elif table == "forum_hotreply_member":
        map_vote(row, rows, context)


def map_post(
    row: Mapping[str, str],
    rows: MappedRows,
    context: Context,
) -> None:
    """Add a post and its author."""
    if not row.get("pid") or "message" not in row:
        rows.refuse("not_a_post", "pid", row.get("pid"))
        return
    reason = _left_out(row)
    if reason:
        rows.ignored[reason] += 1
        return
    is_opening = row.get("first") == "1"
    thread = row.get("tid", "")
    plain = from_bbcode(row["message"])
    is_hidden = row.get("invisible", "0").startswith("-")
    member = row["authorid"]
    rows.members.append(
        {"external_id": member, "nickname": row.get("author", "")}
    )
    post = {
        "external_id": row["pid"],
        "member": member,
        "occurred_at": from_seconds(row.get("dateline")),
        "thread": thread,
        "is_opening": "1" if is_opening else "0",
        "title": row.get("subject", "")[:200] if is_opening else "",
        "text": plain.text,
        "media_count": str(plain.media_count),
        "board": context.boards.get(row.get("fid", ""), "")[:60],
        "reply_to": plain.reply_to,
        "quoted_author": plain.quoted_author,
        "is_deleted": "1"
        if is_hidden or thread in context.hidden_threads
        else "0",
    }
    if is_opening:
        post["reaction_count"] = context.recommended.get(thread, "0")
    rows.posts.append(post)


def map_comment(
    row: Mapping[str, str],
    rows: MappedRows,
    context: Context,
) -> None:
    """Add a comment on a post, which is a reply to it, and its author."""
    if not row.get("id") or "comment" not in row:
        rows.refuse("not_a_post", "id", row.get("id"))
        return
    if row.get("authorid", "").startswith("-") or _left_out(row):
        # Negative: the system, which counts points.
        rows.ignored[_left_out(row) or "system_account"] += 1
        return
    thread = row.get("tid", "")
    plain = from_bbcode(row["comment"])
    member = row["authorid"]
    rows.members.append(
        {"external_id": member, "nickname": row.get("author", "")}
    )
    rows.posts.append(
        {
            "external_id": f"comment:{row['id']}",
            "member": member,
            "occurred_at": from_seconds(row.get("dateline")),
            "thread": thread,
            "is_opening": "0",
            "text": plain.text,
            "media_count": str(plain.media_count),
            "reply_to": row.get("pid", ""),
            "is_deleted": "1" if thread in context.hidden_threads else "0",
        },
    )


def _left_out(row: Mapping[str, str]) -> str:
    if row.get("authorid", "") in GUEST:
        return "guest"
    if row.get("anonymous") == "1":
        return "anonymous"
    is_waiting = row.get("invisible", "0") in ("-2", "-3")
    if is_waiting:
        return "not_shown"
    return ""


def map_member(row: Mapping[str, str], rows: MappedRows) -> None:
    """Add a member: name and day of registration."""
    if not row.get("uid") or "username" not in row:
        rows.refuse("not_a_member", "uid", row.get("uid"))
        return
    member = {"external_id": row["uid"], "nickname": row["username"]}
    joined_on = day_of(from_seconds(row.get("regdate")))
    if joined_on and row.get("regdate") not in GUEST:
        member["joined_on"] = joined_on
    rows.members.append(member)


def map_recommendation(
    row: Mapping[str, str],
    rows: MappedRows,
    context: Context,
) -> None:
    """Add a like of a thread's opening post. A row does not tell up from
    down, so those of threads with any vote down are left out.
    """
    thread = row.get("tid", "")
    post = context.openings.get(thread)
    if thread in context.disputed or not post:
        rows.ignored["not_shown"] += 1
        return
    member = row.get("recommenduid", "")
    rows.reactions.append(
        {
            "external_id": f"recommend:{thread}:{member}",
            "member": member,
            "post": post,
            "kind": "like",
            "occurred_at": from_seconds(row.get("dateline")),
        },
    )


def map_vote(
    row: Mapping[str, str],
    rows: MappedRows,
    context: Context,
) -> None:
    """Add a like of a reply; votes against it are left out. The table knows no
    moment, so it is that of the reply.
    """
    post = row.get("pid", "")
    member = row.get("uid", "")
    if row.get("attitude") != "1":
        rows.ignored["vote_against"] += 1
        return
    if member in GUEST or not context.hot_replies.get(post):
        rows.ignored["not_shown"] += 1
        return
    rows.reactions.append(
        {
            "external_id": f"support:{post}:{member}",
            "member": member,
            "post": post,
            "kind": "like",
            "occurred_at": context.hot_replies[post],
            "if_new": True,
        },
    )
