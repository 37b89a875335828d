"""With which issue a "me too" agrees: that of the post that it answers, else
the last one of its thread.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Max

from alerts.models import IssueReport
from alerts.rules.post_classification import PostClassification
from alerts.services.named_posts import NamedPosts
from community.models import Post

# Id of the source, and key of the thread or external id of the post.
Key = tuple[int, str]


class ThreadIssues:
    """The issues of the threads of a batch of posts, by number. What note() is
    given is known to issue_of() for the posts after it.
    """

    def __init__(self, posts: Sequence[Post]) -> None:
        self._threads = _last_issues(posts)
        self._named = NamedPosts(posts)
        self._answered = _issues_of_answered(posts, self._named.known())

    def issue_of(self, post: Post) -> int | None:
        """Return the issue with which a "me too" of this post agrees, None if
        there is none.

        Where the post that it answers is known, only that one counts.
        """
        for key in (post.reply_to, *self._named.of(post)):
            if (post.source_id, key) in self._answered:
                issue: int | None = self._answered[post.source_id, key]
                return issue
        return self._threads.get((post.source_id, post.thread_key))

    def note(self, post: Post, classified: PostClassification) -> None:
        """Note what a post is a report of, and which issues were merged."""
        for source, target in classified.merged:
            _replace(self._threads, source, target)
            _replace(self._answered, source, target)
        issue = classified.thread_issue
        self._named.note(post)
        self._answered[post.source_id, post.external_id] = issue
        if issue is not None:
            self._threads[post.source_id, post.thread_key] = issue


def _replace(issues: dict[Key, Any], source: int, target: int) -> None:
    for key, number in issues.items():
        if number == source:
            issues[key] = target


def _last_issues(posts: Iterable[Post]) -> dict[Key, Any]:
    """Return the issue of the last report in each thread."""
    wanted = {(post.source_id, post.thread_key) for post in posts}
    reports = IssueReport.objects.filter(
        post__in=Post.objects.in_threads(wanted),
    )
    last = (
        reports.order_by()
        .values("post__source_id", "post__thread_key")
        .annotate(last=Max("post_id"))
        .values("last")
    )
    return _issues_by("thread_key", IssueReport.objects.filter(post__in=last))


def _issues_of_answered(
    posts: Iterable[Post],
    named: Collection[Key],
) -> dict[Key, Any]:
    """Return the issue of each post that these answer, None where it is no
    report; posts that are not known are left out.
    """
    sources = {source for source, _key in named}
    ids = {key for _source, key in named}
    for post in posts:
        if post.reply_to:
            sources.add(post.source_id)
            ids.add(post.reply_to)
    if not ids:
        return {}
    answered = Post.objects.filter(source__in=sources, external_id__in=ids)
    issues: dict[Key, Any] = {}
    for source, external_id in answered.values_list(
        "source_id",
        "external_id",
    ):
        issues[source, external_id] = None
    reports = IssueReport.objects.filter(post__in=answered)
    return issues | _issues_by("external_id", reports)


def _issues_by(key: str, reports: Any) -> dict[Key, Any]:
    """Return the issue of each post or thread of these reports, by a field of
    the post: see PostClassification.thread_issue.
    """
    # The first report of a post comes last, after it only one by its thread:
    # later rows replace earlier ones.
    rows = reports.order_by("by_thread", "-pk").values_list(
        "post__source_id",
        f"post__{key}",
        "issue__number",
        "issue__merged_into__number",
    )
    issues = {}
    for source, name, number, merged in rows:
        issues[source, name] = merged or number
    return issues
