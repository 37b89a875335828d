"""What posts of a platform lack is added before they are stored: the posts that
they answer, their circles, what is known of them already.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC

from activity.models import EventSource
from community.models import Post
from integrations.models import PlatformCircle
from integrations.rules.moments import read as read_moment
from integrations.rules.rows import Row
from integrations.services.post_numbers import known_places
from members.models import MemberIdentity


def with_replies(source: EventSource, posts: Sequence[Row]) -> list[Row]:
    """Return the posts, with the id of the post that each answers where its
    number in the thread tells it.
    """
    places: dict[tuple[str, str], str] = {}
    for (thread, number), external_id in known_places(source, posts).items():
        places[thread, str(number)] = external_id
    for row in posts:
        if row.get("number"):
            places[row["thread"], str(row["number"])] = row["external_id"]
    found = []
    for row in posts:
        asked = str(row.get("reply_to_number") or "")
        answered = places.get((row.get("thread", ""), asked))
        found.append({**row, "reply_to": answered} if answered else row)
    return found


def with_known_counts(source: EventSource, posts: list[Row]) -> list[Row]:
    """Return the posts with their stored number of reactions where the
    platform does not tell any.
    """
    untold = [
        row["external_id"] for row in posts if "reaction_count" not in row
    ]
    stored = Post.objects.filter(source=source, external_id__in=untold)
    known = dict(stored.values_list("external_id", "reaction_count"))
    found = []
    for row in posts:
        count = known.get(row["external_id"])
        is_untold = "reaction_count" not in row and count
        found.append({**row, "reaction_count": count} if is_untold else row)
    return found


def without_known_places(source: EventSource, posts: list[Row]) -> list[Row]:
    """Return the posts without those whose id the platform does not tell and
    of which another of the thread and second is stored already.
    """
    threads = {row["thread"] for row in posts if row.get("if_untold")}
    if not threads:
        return posts
    stored = Post.objects.filter(source=source, thread_key__in=threads)
    known: dict[tuple[str, str], str] = {}
    columns = stored.values_list("thread_key", "posted_at", "external_id")
    for thread, moment, external_id in columns:
        known[thread, _second_of(moment.isoformat())] = external_id
    found = []
    for row in posts:
        place = (row["thread"], _second_of(row["occurred_at"]))
        same = known.get(place, row["external_id"])
        if not row.get("if_untold") or same == row["external_id"]:
            found.append(row)
    return found


def _second_of(moment: str) -> str:
    """Return a moment to the second, in UTC; what is none stays."""
    read = read_moment(moment)
    if read is None:
        return moment
    return read.astimezone(UTC).replace(microsecond=0).isoformat()


def with_rooms(source: EventSource, posts: list[Row]) -> list[Row]:
    """Return the posts, with the circle of the group in which each was sent."""
    rooms = {row["room"] for row in posts if row.get("room")}
    links = PlatformCircle.objects.filter(source=source, external_id__in=rooms)
    boards = dict(links.values_list("external_id", "circle__name"))
    found = []
    for row in posts:
        board = boards.get(row.get("room", ""))
        found.append({**row, "board": board} if board else row)
    return found


def deletions(
    source: EventSource,
    external_ids: Sequence[str],
    at: str,
) -> Iterator[Row]:
    """Yield a row for each of these posts that is stored, as deleted."""
    posts = Post.objects.filter(
        source=source,
        external_id__in=list(external_ids),
        is_deleted=False,
    )
    found = {post.external_id: post for post in posts}
    authors = {post.author_id for post in found.values()}
    identities = MemberIdentity.objects.filter(
        member__in=authors,
        platform=source.member_platform,
    )
    names = dict(
        identities.order_by("-pk").values_list("member", "external_id")
    )
    for external_id, post in found.items():
        if post.author_id in names:
            yield {
                "external_id": external_id,
                "member": names[post.author_id],
                "occurred_at": post.posted_at.isoformat(),
                "edited_at": at,
                "thread": post.thread_key,
                "title": post.title,
                "text": post.text,
                "media_count": post.media_count,
                "reaction_count": post.reaction_count,
                "is_deleted": "1",
            }
