"""The issue of the last report of each author, for posts that follow it up."""

from collections.abc import Iterable
from datetime import datetime

from alerts.models import IssueReport
from alerts.rules.lexicons import Lexicon
from alerts.rules.post_classification import PostClassification
from alerts.rules.reporters import FOLLOWED, is_follow_up, may_be_follow_up
from community.models import Post
from community.rules.text import normalise

# Moment of a report, and the number of its issue.
OwnReport = tuple[datetime, int]


class OwnReports:
    """The reports of the authors of a batch who may follow up one of theirs."""

    def __init__(self, posts: Iterable[Post], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._following = set()
        for post in posts:
            if may_be_follow_up(post.whole_text):
                self._following.add(post.author_id)
        self._reports = self._read()

    def issue_of(self, post: Post) -> int | None:
        """Return the issue of the report that a post follows up, None if it
        follows up none.
        """
        if post.author_id not in self._following:
            return None
        if not is_follow_up(normalise(post.whole_text), self._lexicon):
            return None
        own = []
        for at, number in self._reports.get(post.author_id, ()):
            if post.posted_at - FOLLOWED <= at <= post.posted_at:
                own.append((at, number))
        if not own:
            return None
        # The last one added, of equal moments.
        newest = max(at for at, _number in own)
        return [number for at, number in own if at == newest][-1]

    def note(self, post: Post, classified: PostClassification) -> None:
        """Know what a post of the batch is a report of."""
        if post.author_id in self._following:
            own = self._reports.setdefault(post.author_id, [])
            for report in reversed(classified.reports):
                own.append((post.posted_at, report.match.current_issue))
        for source, target in classified.merged:
            self._replace(source, target)

    def _replace(self, source: int, target: int) -> None:
        """Let an issue that was merged be the one it was merged into."""
        for member, reports in self._reports.items():
            kept = []
            for at, number in reports:
                kept.append((at, target if number == source else number))
            self._reports[member] = kept

    def _read(self) -> dict[int, list[OwnReport]]:
        found: dict[int, list[OwnReport]] = {}
        if not self._following:
            return found
        # The first report of a post comes last: see note().
        rows = (
            IssueReport.objects.visible()
            .filter(post__author_id__in=self._following)
            .order_by("post_id", "-pk")
            .values_list(
                "post__author_id",
                "posted_at",
                "issue__number",
                "issue__merged_into__number",
            )
        )
        for author, at, number, merged in rows:
            found.setdefault(author, []).append((at, merged or number))
        return found
