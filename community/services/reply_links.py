"""What replies answer, learnt after they were stored."""

from collections.abc import Mapping

from activity.models import EventSource
from common.db.transactions import atomic_with_retry
from community.models import Post
from community.services.questions import rescan_changed_threads
from community.services.thread_openers import settle_openers


@atomic_with_retry
def link_replies(*, source: EventSource, replies: Mapping[str, str]) -> int:
    """Let replies, by external id, answer these posts where it is not known yet
    what they answer; return how many were linked.
    """
    if not replies:
        return 0
    stored = Post.objects.select_for_update(of=("self",)).filter(
        source=source,
        external_id__in=replies,
        reply_to="",
    )
    linked = []
    for post in stored.order_by("pk"):
        post.reply_to = replies[post.external_id]
        linked.append(post)
    Post.objects.bulk_update(linked, ["reply_to"], batch_size=500)
    threads = {(post.source_id, post.thread_key) for post in linked}
    settle_openers(threads)
    rescan_changed_threads(threads)
    return len(linked)
