"""The posts that posts of a batch name by a quote or a call (@name)."""

from collections.abc import Iterator, Sequence

from community.models import Post
from community.rules.quoted_names import names_somebody, quoted_names
from community.rules.quotes import without_quotes
from community.rules.references import posts_quoted_in
from community.rules.topics import called_names

# Id of the source, and key of the thread or external id of the post.
Key = tuple[int, str]


class NamedPosts:
    """The last post of each author, by name, in the threads of those posts of a
    batch that name somebody, in the order of their arrival.
    """

    def __init__(self, posts: Sequence[Post]) -> None:
        self._ids: set[Key] = set()
        self._last: dict[Key, dict[str, str]] = {}
        naming = [post for post in posts if _names_somebody(post)]
        for post in naming:
            self._last[post.source_id, post.thread_key] = {}
            for key in posts_quoted_in(post.text):
                self._ids.add((post.source_id, key))
        if naming:
            self._read(before=posts[0].pk)

    def _read(self, before: int) -> None:
        written = Post.objects.in_threads(self._last).filter(pk__lt=before)
        rows = written.order_by("pk").values_list(
            "source_id",
            "thread_key",
            "author__nickname",
            "external_id",
        )
        for source, thread, name, external_id in rows:
            if (source, thread) in self._last:
                self._last[source, thread][name] = external_id

    def known(self) -> set[Key]:
        """Return all posts that may be named, without those of the batch."""
        found = set(self._ids)
        for (source, _thread), names in self._last.items():
            found.update((source, key) for key in names.values())
        return found

    def of(self, post: Post) -> Iterator[str]:
        """Yield the external ids of the posts of others that a post names, the
        nearest sign first.
        """
        if not _names_somebody(post):
            return
        yield from posts_quoted_in(post.text)
        last = self._last.get((post.source_id, post.thread_key), {})
        plain = without_quotes(post.text)
        names = [post.quoted_author, *quoted_names(post.text)]
        for name in (*names, *called_names(plain, last)):
            if name in last and name != post.author.nickname:
                yield last[name]

    def note(self, post: Post) -> None:
        """Know a post of the batch, for those that come after it."""
        last = self._last.get((post.source_id, post.thread_key))
        if last is not None:
            last[post.author.nickname] = post.external_id


def _names_somebody(post: Post) -> bool:
    return bool(post.quoted_author) or names_somebody(post.text)
