from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from members.models import Member

# The states of an issue in which its owners get a notice, by its kind.
ACKNOWLEDGED_STATES = ("confirmed", "engineering", "regressed")
FIXED_STATES = ("fixed", "verified")
CLOSED_STATES = ("fixed", "verified", "closed")


class IssueQuerySet(models.QuerySet[Any]):
    def unmerged(self) -> "IssueQuerySet":
        """Issues that were not merged into others."""
        return self.filter(merged_into__isnull=True)

    def spoken_between(
        self,
        begins: datetime,
        ends: datetime,
    ) -> "IssueQuerySet":
        """Unmerged issues that raised their first alert between two moments."""
        return self.unmerged().filter(alerted_at__range=(begins, ends))

    def with_closed_at(self) -> "IssueQuerySet":
        """Annotate issues with `closed_at`: when the state changed that they
        are in, of those that are not open any more.
        """
        changes = self.model._meta.get_field("changes").related_model
        latest = (
            changes._default_manager.filter(issue=OuterRef("pk"), kind="state")
            .order_by("-changed_at", "-pk")
            .values("changed_at")[:1]
        )
        is_closed = Q(state__in=CLOSED_STATES)
        rows: IssueQuerySet = self.annotate(
            closed_at=Case(When(is_closed, then=Subquery(latest))),
        )
        return rows

    def historic(self) -> "IssueQuerySet":
        """Issues that have raised an alert, but none that was news."""
        return self.filter(
            alerted_at__isnull=True,
            history_alerted_at__isnull=False,
        )

    def news(self) -> "IssueQuerySet":
        """Issues that are not historic."""
        return self.exclude(
            alerted_at__isnull=True,
            history_alerted_at__isnull=False,
        )

    def with_report_counts(self) -> "IssueQuerySet":
        """Annotate issues with `reporter_count`, `post_count`, `first_at` and
        `last_at` of their visible reports. A case that was filed again by
        another account counts one reporter.
        """
        mine = Q(
            reports__post__is_deleted=False,
            reports__post__author__kind="person",
        )
        rows: IssueQuerySet = self.annotate(
            reporter_count=Count(
                "reports__post__author",
                filter=mine & Q(reports__same_reporter_as__isnull=True),
                distinct=True,
            ),
            post_count=Count("reports__post", filter=mine, distinct=True),
            first_at=Min("reports__post__posted_at", filter=mine),
            last_at=Max("reports__post__posted_at", filter=mine),
        )
        return rows


class IssueReportQuerySet(models.QuerySet[Any]):
    def with_reporter(self) -> "IssueReportQuerySet":
        """Annotate reports with `reporter`: the member who reported first what
        another account filed again, else the author.
        """
        rows: IssueReportQuerySet = self.annotate(
            reporter=Coalesce(
                "same_reporter_as__post__author_id",
                "post__author_id",
            ),
        )
        return rows

    def visible(self) -> "IssueReportQuerySet":
        """Reports by people whose post is not deleted."""
        return self.filter(post__is_deleted=False, post__author__kind="person")

    def fallen(self) -> "IssueReportQuerySet":
        """Reports that their issue counts although their post is deleted or
        its author turned out to be no person.
        """
        counted = self.filter(is_counted=True)
        others = [kind for kind in Member.Kind.values if kind != "person"]
        deleted = counted.filter(post__is_deleted=True)
        of_others = counted.filter(post__author__kind__in=others)
        fallen = deleted.values("pk").union(of_others.values("pk"))
        return self.filter(pk__in=fallen)

    def come_back(self) -> "IssueReportQuerySet":
        """Reports that their issue does not count although they are visible
        again.
        """
        return self.visible().filter(is_counted=False)

    def awaiting_notice(self) -> "IssueReportQuerySet":
        """The first report of each owner who is to get a notice about its
        issue, with the notice's kind as `notice_kind`. A report that was history
        when it arrived gets none.
        """
        kind = Case(
            When(issue__state__in=ACKNOWLEDGED_STATES, then=Value("heard")),
            When(issue__state__in=FIXED_STATES, then=Value("fixed")),
        )
        waiting = (
            self.visible()
            .filter(
                issue__state__in=(*ACKNOWLEDGED_STATES, *FIXED_STATES),
                post__is_history=False,
            )
            .annotate(notice_kind=kind)
        )
        same = {
            "issue": OuterRef("issue"),
            "post__author": OuterRef("post__author"),
        }
        earlier = self.model.objects.filter(
            **same,
            post__is_deleted=False,
            post__is_history=False,
            pk__lt=OuterRef("pk"),
        )
        informed = self.model.objects.filter(
            **same,
            notices__kind=OuterRef("notice_kind"),
        )
        rows: IssueReportQuerySet = waiting.filter(
            ~Exists(earlier),
            ~Exists(informed),
        )
        return rows


class IssueCorrectionQuerySet(models.QuerySet[Any]):
    def of_issue(self, number: int) -> "IssueCorrectionQuerySet":
        """Corrections of an issue."""
        return self.filter(Q(source_number=number) | Q(target_number=number))

    def numbers_split_from(self, number: int) -> set[int]:
        """Return the numbers of the issues that staff split from this one, or
        this one from.
        """
        splits = self.of_issue(number).filter(
            kind="split",
            undone_by__isnull=True,
        )
        numbers: set[int] = set()
        for pair in splits.values_list("source_number", "target_number"):
            numbers.update(pair)
        return numbers


class LexiconEntryQuerySet(models.QuerySet[Any]):
    def in_force(self) -> "LexiconEntryQuerySet":
        """Phrases that were not removed, in the order in which they came."""
        return self.filter(removed_at__isnull=True).order_by("pk")

    def last_version(self) -> int:
        """Return the number of the last change, 0 if there was none."""
        last = self.aggregate(
            added=Max("version"), removed=Max("removed_version")
        )
        return max(last["added"] or 0, last["removed"] or 0)


class OfIssueQuerySet(models.QuerySet[Any]):
    def of_issue(self, issue_id: int) -> "OfIssueQuerySet":
        """Rows of an issue and of those that were merged into it."""
        return self.filter(
            Q(issue=issue_id) | Q(issue__merged_into=issue_id),
        )
