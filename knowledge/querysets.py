"""Conditions on scripts, their versions and uses, and on the FAQ."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from activity.models import ActivityEvent
from community.models import Post
from knowledge.rules.expiry import warned_until
from knowledge.rules.outcomes import (
    ACTIVE,
    ANSWERED,
    OUTCOME_DAYS,
    PENDING,
    RETURNED,
    SILENT,
    pending_since,
)
from knowledge.rules.search_words import search_parts
from knowledge.rules.transitions import APPROVED, EXPIRED, SUBMITTED
from members.models import MemberConsent


def found_by(text: str) -> Q:
    """Return which rows have a text among their search words."""
    folded, spelled = search_parts(text)
    found = Q(search_words__contains=folded)
    if spelled:
        found |= Q(search_words__contains=spelled)
    return found


class ScriptQuerySet(models.QuerySet[Any]):
    def saying(self, text: str) -> Self:
        """Scripts whose title or text contains the text, or whose title is
        spelled like it, in pinyin or initials.
        """
        return self.filter(found_by(text)) if text.strip() else self

    def usable(self, today: date) -> Self:
        """Scripts that have an approved version which has not expired."""
        return self.filter(
            versions__state=APPROVED,
            versions__valid_until__gte=today,
        )

    def with_versions(self, today: date) -> Self:
        """Add what the list shows of the versions: `state` (that of the
        approved one, else of the newest), `valid_until`, `number`, the state
        of the newest as `in_work`, and whether it `is_expiring`.
        """
        versions = self.model._meta.get_field("versions").related_model.objects
        own = versions.filter(script=OuterRef("pk"))
        approved = own.filter(state=APPROVED)
        newest = own.order_by("-number")
        shown = Case(
            When(
                Exists(approved.filter(valid_until__gte=today)),
                then=Value(APPROVED),
            ),
            When(Exists(approved), then=Value(EXPIRED)),
            default=models.Subquery(newest.values("state")[:1]),
            output_field=models.CharField(),
        )
        return self.annotate(
            state=shown,
            number=models.Subquery(newest.values("number")[:1]),
            valid_until=models.Subquery(approved.values("valid_until")[:1]),
            in_work=models.Subquery(newest.values("state")[:1]),
            is_expiring=Exists(
                approved.filter(valid_until__lte=warned_until(today)),
            ),
        )


class ScriptVersionQuerySet(models.QuerySet[Any]):
    def usable(self, today: date) -> Self:
        """Approved versions that have not expired."""
        return self.filter(state=APPROVED, valid_until__gte=today)

    def waiting(self) -> Self:
        """Versions that wait for approval, the oldest first."""
        return self.filter(state=SUBMITTED).order_by("submitted_at", "pk")

    def expiring(self, today: date) -> Self:
        """Approved versions that expire soon or have expired, the first to
        expire first.
        """
        soon = self.filter(
            state=APPROVED,
            valid_until__lte=warned_until(today),
        )
        return soon.order_by("valid_until", "pk")


class ScriptUseQuerySet(models.QuerySet[Any]):
    def with_outcome(self, today: date) -> Self:
        """Add `outcome`: what followed within OUTCOME_DAYS.

        A noted answer or something written counts as an answer; any activity
        of a member who had become quiet as a return.
        """
        until = OuterRef("used_at") + timedelta(days=OUTCOME_DAYS)
        posts = Post.objects.filter(
            author=OuterRef("member"),
            posted_at__gt=OuterRef("used_at"),
            posted_at__lte=until,
            is_deleted=False,
        )
        events = ActivityEvent.objects.filter(
            member=OuterRef("member"),
            occurred_at__gt=OuterRef("used_at"),
            occurred_at__lte=until,
        )
        has_answered = Q(answered_at__isnull=False) | Q(has_written=True)
        is_active = Q(has_acted=True) | has_answered
        outcome = Case(
            When(is_active & Q(was_quiet=True), then=Value(RETURNED)),
            When(has_answered, then=Value(ANSWERED)),
            When(is_active, then=Value(ACTIVE)),
            When(used_on__gt=pending_since(today), then=Value(PENDING)),
            default=Value(SILENT),
            output_field=models.CharField(),
        )
        rows = self.annotate(
            has_written=Exists(posts),
            has_acted=Exists(events),
        )
        return rows.annotate(outcome=outcome)

    def counted_by_outcome(self) -> dict[str, int]:
        """Return how many uses were followed by what, of `with_outcome()`."""
        rows = self.order_by().values_list("outcome")
        return dict(rows.annotate(n=models.Count("pk")))


class FaqQuerySet(models.QuerySet[Any]):
    def saying(self, text: str) -> Self:
        """Entries whose question or answer contains the text, or whose
        question is spelled like it, in pinyin or initials.
        """
        return self.filter(found_by(text)) if text.strip() else self

    def with_consent(self) -> Self:
        """Add `consent`: whether the author of the post agrees to be quoted;
        null if they were never asked.
        """
        said = MemberConsent.objects.filter(
            member=OuterRef("post__author"),
            purpose=MemberConsent.Purpose.FAQ,
        )
        last = said.order_by("-pk").values("is_given")[:1]
        return self.annotate(consent=models.Subquery(last))

    def public(self) -> Self:
        """Published entries whose author agrees now, and whose post stands."""
        return self.with_consent().filter(
            published_at__isnull=False,
            post__is_deleted=False,
            consent=True,
        )
