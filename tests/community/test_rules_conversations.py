"""Messages of a chat are put together by time, calls and topic."""

from datetime import datetime, timedelta

from community.rules.conversations import Message, conversation_keys

START = datetime.fromisoformat("2026-05-19T09:00:00+08:00")


def message(
    name: str,
    author: int,
    minutes: int,
    words: str = "",
    *,
    called: int = 0,
    asks: bool = False,
    thanks: bool = False,
) -> Message:
    return Message(
        name,
        author,
        START + timedelta(minutes=minutes),
        0,
        frozenset({called} - {0}),
        frozenset(words.split()),
        is_question=asks,
        is_thanks=thanks,
        key="",
    )


CHAT = [
    message("a", 1, 0, "黑屏", asks=True),
    message("b", 2, 2, "异响", asks=True),
    message("c", 3, 3, "黑屏 重启"),
    message("d", 4, 4, "润滑"),
    message("e", 1, 6, thanks=True),
    message("f", 5, 7, called=2),
    message("g", 6, 8, "聚餐"),
    message("h", 7, 200, "黑屏"),
]
EXPECTED = {
    "a": "a",
    "b": "b",
    "c": "a",
    "d": "b",
    "e": "a",
    "f": "b",
    "g": "g",
    "h": "h",
}


def test_answers_thanks_and_calls_join_their_question() -> None:
    assert conversation_keys(CHAT) == EXPECTED


def test_one_at_a_time_gives_the_same() -> None:
    known: list[Message] = []
    for one in CHAT:
        keys = conversation_keys([*known, one])
        known.append(one._replace(key=keys[one.external_id]))
    assert {one.external_id: one.key for one in known} == EXPECTED


def test_messages_of_one_moment_do_not_meet() -> None:
    day = [message("a", 1, 0, "黑屏", asks=True), message("b", 2, 0, "黑屏")]
    assert conversation_keys(day) == {"a": "a", "b": "b"}
