"""Who answers whom in a thread, and which answers were thanked for."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from community.models import Post, PostFeatures
from community.rules.questions import Tone
from community.services.thread_reading import ReadThread
from members.models import Member


class _Answered(NamedTuple):
    """What is answered: somebody new, upset, or asking."""

    is_new: bool
    is_upset: bool
    is_question: bool


def set_answers(
    rows: Sequence[PostFeatures],
    thread: ReadThread,
    tones: Sequence[Tone],
    is_new: Callable[[Post, str], bool],
) -> None:
    """Set whom each post answers and what that one needed, which answers were
    thanked for, and how many people came into the thread.

    is_new: whether the author of a post with this text was new then.
    """
    answered: dict[int, _Answered] = {}
    ranks: dict[int, dict[int, int]] = defaultdict(dict)
    for row, addressee in zip(rows, thread.addressees, strict=True):
        if addressee is None or not _is_by_person(row):
            continue
        place = addressee.place
        if not _is_by_person(rows[place]):
            continue
        if place not in answered:
            answered[place] = _read_answered(place, thread, tones, is_new)
        to = rows[place].author_id
        row.to_member_id = to
        row.to_newcomer, row.to_upset, row.to_question = answered[place]
        known = ranks[to]
        row.reply_rank = known.setdefault(row.author_id, len(known) + 1)
    _count_repliers(rows, thread)
    _set_thanked(rows, thread, tones)


def answered_authors(thread: ReadThread) -> set[int]:
    """Return who is answered in a thread."""
    found = set()
    for addressee in thread.addressees:
        if addressee is not None:
            found.add(thread.posts[addressee.place].author_id)
    return found


def _is_by_person(row: PostFeatures) -> bool:
    return row.author.kind == Member.Kind.PERSON


def _read_answered(
    place: int,
    thread: ReadThread,
    tones: Sequence[Tone],
    is_new: Callable[[Post, str], bool],
) -> _Answered:
    """Return what is answered by who answers a post. Who answers the one who
    opened the thread answers the opening post as well.
    """
    places = {place}
    posts, opener = thread.posts, thread.opener
    if (
        opener is not None
        and posts[opener].author_id == posts[place].author_id
    ):
        places.add(opener)
    return _Answered(
        any(is_new(thread.posts[n], thread.texts[n]) for n in places),
        any(tones[n].upset > 0 for n in places),
        any(tones[n].is_question for n in places),
    )


def _count_repliers(
    rows: Sequence[PostFeatures],
    thread: ReadThread,
) -> None:
    """Set how many people came into the thread that a person opened."""
    if thread.opener is None or not _is_by_person(rows[thread.opener]):
        return
    people = set()
    for row in rows:
        if _is_by_person(row):
            people.add(row.author_id)
    rows[thread.opener].repliers = len(people) - 1


def _set_thanked(
    rows: Sequence[PostFeatures],
    thread: ReadThread,
    tones: Sequence[Tone],
) -> None:
    """Set which answers were thanked for: when who was answered writes thanks,
    the answer that they name; else the one with most substance since they
    wrote last.
    """
    answers: dict[int, list[int]] = defaultdict(list)
    waiting: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if tones[place].is_thanks and answers[row.author_id]:
            new = waiting[row.author_id]
            meant = _meant(place, rows, thread, answers[row.author_id], new)
            if meant:
                best = max(
                    meant, key=lambda n: (rows[n].depth, rows[n].length)
                )
                rows[best].thanked = True
                rows[best].thanked_at = rows[best].thanked_at or row.posted_at
        waiting[row.author_id] = []
        if row.to_member_id is not None:
            answers[row.to_member_id].append(place)
            waiting[row.to_member_id].append(place)


def _meant(
    place: int,
    rows: Sequence[PostFeatures],
    thread: ReadThread,
    answers: Sequence[int],
    new: Sequence[int],
) -> Sequence[int]:
    """Return the answers, by their places, that a post with thanks may mean:
    of all, and of those that are new to who writes it.
    """
    addressee = thread.addressees[place]
    if addressee is None or not addressee.is_named:
        return new
    if addressee.is_exact and addressee.place in answers:
        return [addressee.place]
    author = rows[addressee.place].author_id
    theirs = []
    for n in answers:
        if rows[n].author_id == author:
            theirs.append(n)
    return [n for n in theirs if n in new] or theirs[-1:]
