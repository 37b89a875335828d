"""What WeCom's customers, customer groups and archived messages mean in ours.

A group chat has no threads. A question opens one, and so does the first
message after a silence; what follows answers it. Talks between two are never
read: they only count as an event.
"""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

from community.rules.questions import read_tone
from community.rules.text import normalise
from integrations.rules.moments import day_of, from_milliseconds, from_seconds
from integrations.rules.rows import MappedRows, Row, text_of

STAFF = "staff"
SILENCE_MS = 30 * 60 * 1000
Rooms = MutableMapping[str, dict[str, Any]]


def is_external(user_id: str) -> bool:
    """Tell whether an id is a customer's and not a colleague's."""
    return user_id.startswith(("wm", "wo"))


def is_robot(user_id: str) -> bool:
    """Tell whether an id is a robot's."""
    return user_id.startswith("wb")


def map_contact(answer: Mapping[str, Any], rows: MappedRows) -> None:
    """Add a customer. Of several colleagues who added them, the first tells
    the day of joining.
    """
    contact = answer.get("external_contact")
    if not isinstance(contact, Mapping) or not contact.get("external_userid"):
        rows.refuse("not_a_contact", "external_contact", contact)
        return
    row: Row = {
        "external_id": text_of(contact["external_userid"]),
        "nickname": text_of(contact.get("name")),
    }
    added = [
        int(follow["createtime"])
        for follow in _followers(answer)
        if text_of(follow.get("createtime")).isdigit()
    ]
    if added:
        row["joined_on"] = day_of(from_seconds(min(added)))
    rows.members.append(row)


def _followers(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return who added a customer: a list in one answer, one in a batch."""
    one = answer.get("follow_info")
    found = list(answer.get("follow_user") or ())
    if isinstance(one, Mapping):
        found.append(one)
    return found


def map_group(answer: Mapping[str, Any], rows: MappedRows) -> None:
    """Add a customer group as a circle, and who is in it now."""
    group = answer.get("group_chat", answer)
    if not isinstance(group, Mapping) or not group.get("chat_id"):
        rows.refuse("not_a_group", "group_chat", group)
        return
    listed = {}
    for one in group.get("member_list") or ():
        user_id = text_of(one.get("userid"))
        if not user_id or is_robot(user_id):
            continue
        name = text_of(one.get("name") or one.get("group_nickname"))
        rows.members.append(_person(user_id, name))
        if is_external(user_id):
            listed[user_id] = day_of(from_seconds(one.get("join_time")))
    rows.circles.append(
        {
            "external_id": text_of(group["chat_id"]),
            "name": text_of(group.get("name")),
            "members": listed,
        },
    )


def _person(user_id: str, name: str) -> Row:
    row = {"external_id": user_id, "nickname": name}
    if not is_external(user_id):
        row["kind"] = STAFF
    return row


def map_messages(
    messages: Iterable[Mapping[str, Any]],
    rows: MappedRows,
    rooms: Rooms,
) -> None:
    """Add archived messages in their order; `rooms` keeps for each group which
    thread is open.
    """
    for message in messages:
        map_message(message, rows, rooms)


def map_message(
    message: Mapping[str, Any],
    rows: MappedRows,
    rooms: Rooms,
) -> None:
    """Add one archived message, or what it takes back."""
    action = text_of(message.get("action"))
    sender = text_of(message.get("from"))
    if action == "switch":
        rows.ignored["switch"] += 1
    elif action == "recall" or message.get("msgtype") == "revoke":
        recalled = message.get("revoke") or {}
        rows.deleted_posts.append(text_of(recalled.get("pre_msgid")))
    elif action != "send" or not message.get("msgid") or not sender:
        rows.refuse("not_a_message", "msgid", message.get("msgid"))
    elif is_robot(sender):
        rows.ignored["robot"] += 1
    elif message.get("roomid"):
        _map_group_message(message, rows, rooms)
    else:
        _map_talk(message, rows)


def _map_talk(message: Mapping[str, Any], rows: MappedRows) -> None:
    sender = text_of(message["from"])
    if not is_external(sender):
        rows.ignored["staff"] += 1
        return
    rows.members.append({"external_id": sender})
    rows.events.append(
        {
            "external_id": text_of(message["msgid"]),
            "member": sender,
            "kind": "chat_message",
            "occurred_at": from_milliseconds(message.get("msgtime")),
        },
    )


def _map_group_message(
    message: Mapping[str, Any],
    rows: MappedRows,
    rooms: Rooms,
) -> None:
    content = message.get("text") or {}
    text = text_of(content.get("content")).strip()
    if message.get("msgtype") != "text" or not text:
        rows.ignored["no_text"] += 1
        return
    sender = text_of(message["from"])
    room = text_of(message["roomid"])
    thread = _thread_of(message, text, rooms)
    is_opening = thread == text_of(message["msgid"])
    rows.members.append(_person(sender, ""))
    rows.posts.append(
        {
            "external_id": text_of(message["msgid"]),
            "member": sender,
            "occurred_at": from_milliseconds(message.get("msgtime")),
            "thread": thread,
            "is_opening": "1" if is_opening else "0",
            "reply_to": "" if is_opening else thread,
            "text": text,
            "room": room,
        },
    )


def _thread_of(
    message: Mapping[str, Any],
    text: str,
    rooms: Rooms,
) -> str:
    """Return the message that opened the thread of this one, and keep it open."""
    room = text_of(message["roomid"])
    sender = text_of(message["from"])
    moment = text_of(message.get("msgtime"))
    at = int(moment) if moment.isdigit() else 0
    now_open = rooms.get(room)
    is_question = (
        is_external(sender) and read_tone(normalise(text)).is_question
    )
    is_new = now_open is None or at - now_open["at"] > SILENCE_MS
    if not is_new and is_question:
        # Who asks again in their own thread goes on with it.
        is_new = now_open is not None and sender != now_open["opener"]
    if is_new or now_open is None:
        now_open = {"thread": text_of(message["msgid"]), "opener": sender}
    rooms[room] = {**now_open, "at": at}
    return text_of(now_open["thread"])


def map_callback(event: Mapping[str, str], rows: MappedRows) -> None:
    """Add what a callback says about a customer; groups are read anew by the
    pull that a callback starts.
    """
    change = event.get("ChangeType", "")
    customer = event.get("ExternalUserID", "")
    is_new = change in ("add_external_contact", "add_half_external_contact")
    if event.get("Event") == "change_external_contact" and is_new and customer:
        row = {"external_id": customer}
        joined_on = day_of(from_seconds(event.get("CreateTime")))
        if joined_on:
            row["joined_on"] = joined_on
        rows.members.append(row)
    else:
        rows.ignored[change or event.get("Event", "no_event")] += 1
