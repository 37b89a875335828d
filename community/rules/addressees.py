"""Who answers whom in a thread (docs/adr/0031-who-answers-whom.md).

A post answers the post that it names as answered, else whom it quotes, else
whom it calls by @, else the post that opens the thread. Nobody answers
themselves: where a sign points at the writer, the next one counts.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple


class ThreadPost(NamedTuple):
    """A post of a thread, and the signs of whom it answers.

    author: its person, two records of one being one · ids: the posts that it
    says it answers or quotes, by external id or floor · quoted, called: names
    that it quotes or calls, in their order.
    """

    external_id: str
    author: int
    ids: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    called: tuple[str, ...] = ()


class Addressee(NamedTuple):
    """The post that is answered, by its place in the thread.

    is_named: a sign in the post says so; without one it is the post that opens
    the thread · is_exact: the very post is known, not only its author.
    """

    place: int
    is_named: bool
    is_exact: bool


def find_addressees(
    posts: Sequence[ThreadPost],
    *,
    thread_key: str,
    opener: int | None,
    names: Mapping[str, Collection[int]],
) -> list[Addressee | None]:
    """Return for each of the posts of a thread, by time, what it answers.

    opener: the place of the post that opens the thread, None if it is not
    known · names: the authors who bear a name. Of an author who is named only,
    the last post before counts; who comes later is not answered.
    """
    places: dict[str, int] = {}
    for place, post in enumerate(posts):
        places.setdefault(post.external_id, place)
    if opener is not None:
        places.setdefault(thread_key, opener)
    thread = _Thread(posts, places, f"{thread_key}#", names)
    found = []
    for place, post in enumerate(posts):
        found.append(thread.addressee(post) or _opening(post, posts, opener))
        thread.last[post.author] = place
    return found


def _opening(
    post: ThreadPost,
    posts: Sequence[ThreadPost],
    opener: int | None,
) -> Addressee | None:
    if opener is None or posts[opener].author == post.author:
        return None
    return Addressee(opener, is_named=False, is_exact=True)


class _Thread:
    def __init__(
        self,
        posts: Sequence[ThreadPost],
        places: Mapping[str, int],
        floors: str,
        names: Mapping[str, Collection[int]],
    ) -> None:
        self._posts = posts
        self._places = places
        self._floors = floors
        self._names = names
        self.last: dict[int, int] = defaultdict(lambda: -1)

    def addressee(self, post: ThreadPost) -> Addressee | None:
        """Return what a post answers by its own signs, None without any."""
        for key in post.ids:
            place = self._places.get(key)
            if place is None and key.isdigit():
                place = self._places.get(f"{self._floors}{key}")
            if place is not None and self._is_others(place, post):
                return Addressee(place, is_named=True, is_exact=True)
        for name in (*post.quoted, *post.called):
            written = []
            for one in self._names.get(name, ()):
                written.append(self.last[one])
            place = max(written, default=-1)
            if place >= 0 and self._is_others(place, post):
                return Addressee(place, is_named=True, is_exact=False)
        return None

    def _is_others(self, place: int, post: ThreadPost) -> bool:
        """Tell whether another author wrote the post at a place."""
        return self._posts[place].author != post.author
