"""Which posts were used again: linked or quoted later, by whom."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Q

from community.models import Post, PostFeatures, PostUse
from community.rules.references import posts_used_in
from members.models import Member

# A post is known by its source and its own id; the one that opens a thread by
# that of the thread too.
_Key = tuple[int, str]


def store_uses(posts: Sequence[Post]) -> set[int]:
    """Store what these posts use instead of what they used before, and return
    the ids of the posts used now or before.
    """
    earlier = PostUse.objects.filter(by__in=[post.pk for post in posts])
    keys = set(earlier.values_list("source_id", "used_key"))
    if keys:
        earlier.delete()
    rows = []
    for post in posts:
        for key in posts_used_in(post.text):
            if key not in (post.external_id, post.thread_key):
                rows.append(
                    PostUse(by=post, source_id=post.source_id, used_key=key),
                )
    PostUse.objects.bulk_create(rows, batch_size=1000)
    keys.update((row.source_id, row.used_key) for row in rows)
    return _posts_of(keys)


def forget_uses(post_ids: Collection[int]) -> None:
    """Let these deleted posts use nothing any more."""
    gone = PostUse.objects.filter(by__in=post_ids)
    keys = set(gone.values_list("source_id", "used_key"))
    if keys:
        gone.delete()
        count_uses(_posts_of(keys))


def posts_used_by(member_ids: Collection[int]) -> set[int]:
    """Return the ids of the posts that these members used or wrote and that
    were used.
    """
    used = PostUse.objects.filter(by__author_id__in=member_ids)
    found = _posts_of(set(used.values_list("source_id", "used_key")))
    written = PostFeatures.objects.filter(author_id__in=member_ids)
    return found | set(
        written.filter(users__gt=0).values_list("pk", flat=True),
    )


def count_uses(post_ids: Collection[int]) -> None:
    """Count who used these posts again, where they have features."""
    if not post_ids:
        return
    rows = list(
        PostFeatures.objects.filter(post_id__in=post_ids)
        .select_related("post")
        .order_by("pk"),
    )
    set_users(rows)
    PostFeatures.objects.bulk_update(rows, ["users"], batch_size=500)


def set_users(rows: Sequence[PostFeatures]) -> None:
    """Set how many different people used each post: not its author, staff,
    bots or test accounts; two records of one person count once.
    """
    keys: dict[int, list[_Key]] = {}
    for row in rows:
        keys[row.post_id] = _keys_of(row.post)
    used = _users_by_key({key for mine in keys.values() for key in mine})
    mentioned = {user for users in used.values() for user in users}
    mentioned |= {row.post.author_id for row in rows if used}
    unmerged = Member.objects.unmerged_by_id(mentioned)
    for row in rows:
        people = set()
        for key in keys[row.post_id]:
            for user in used.get(key, ()):
                person = unmerged[user]
                if person.kind == Member.Kind.PERSON:
                    people.add(person.pk)
        if people:
            people.discard(unmerged[row.post.author_id].pk)
        row.users = len(people)


def _keys_of(post: Post) -> list[_Key]:
    keys = [(post.source_id, post.external_id)]
    if post.is_opening and post.thread_key != post.external_id:
        keys.append((post.source_id, post.thread_key))
    return keys


def _users_by_key(keys: Collection[_Key]) -> dict[_Key, set[int]]:
    """Return the authors of the posts that use each of these keys."""
    found: dict[_Key, set[int]] = defaultdict(set)
    by_source: dict[int, list[str]] = defaultdict(list)
    for source, key in keys:
        by_source[source].append(key)
    for source, names in by_source.items():
        uses = PostUse.objects.filter(
            source=source,
            used_key__in=names,
        )
        for key, author in uses.values_list("used_key", "by__author_id"):
            found[source, key].add(author)
    return found


def _posts_of(keys: Collection[_Key]) -> set[int]:
    """Return the posts with these ids, and those that open these threads."""
    by_source: dict[int, list[str]] = defaultdict(list)
    for source, key in keys:
        by_source[source].append(key)
    found: set[int] = set()
    for source, names in by_source.items():
        posts = Post.objects.filter(source=source).filter(
            Q(external_id__in=names)
            | Q(thread_key__in=names, is_opening=True),
        )
        found.update(posts.values_list("pk", flat=True))
    return found
