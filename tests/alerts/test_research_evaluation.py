"""Streams through the classification in memory."""

from datetime import UTC, datetime, timedelta

from alerts.research.evaluation import stream_rows
from alerts.research.labelled_files import Row

START = datetime(2026, 5, 1, tzinfo=UTC)


def _rows(*, title: str, thread: str) -> list[Row]:
    rows = []
    texts = ("救命", "今天下雨", "早上好", "吃饭去了")
    for number, text in enumerate(texts):
        rows.append(
            Row(
                id=str(number),
                member=f"m{number}",
                at=START + timedelta(hours=number),
                text=text,
                thread=thread,
                title=title,
            ),
        )
    return rows


def test_title_repeated_at_each_reply_is_said_by_the_opener_only() -> None:
    outcome = stream_rows(_rows(title="刹车异响越来越严重", thread="t1"))
    assert outcome.issues[0] is not None
    assert outcome.issues[1:] == [None, None, None]
    assert outcome.alerted_on == []


def test_titles_of_posts_without_a_thread_are_all_read() -> None:
    outcome = stream_rows(_rows(title="刹车异响越来越严重", thread=""))
    assert None not in outcome.issues
