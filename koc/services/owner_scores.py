"""Bring real-owner scores up to date: a round a day over the members whose
posts, consents or records changed, in bounded turns. A round that is killed
goes on where it was; what is computed twice gives the same.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from common.calendar import business_date
from common.db.locks import exclusive
from community.models import Post
from community.rules.quotes import without_quotes
from community.rules.text import READ_CHARACTERS, normalise
from community.selectors.paid_times import PaidTime, paid_times, was_paid
from koc.models import OwnerRound, OwnerScore
from koc.rules.owner_marks import ReadPost, read_post
from koc.rules.owner_score import OwnerScoring, score_owner
from koc.selectors.helped import count_helped
from members.models import Member, MemberConsent
from members.selectors.consents import withdrawn
from members.selectors.persons import being_erased

LOCK = "koc:owners"
BATCH_MEMBERS = 200
BATCHES_OF_A_TURN = 5
# The latest posts of a member tell what they do now.
READ_POSTS = 100
# Transactions that began before a round may have ended after it.
OVERLAP = timedelta(days=1)


def refresh_owner_scores(
    *,
    now: datetime,
    most_batches: int | None = BATCHES_OF_A_TURN,
) -> int:
    """Do so many batches of today's round, or all; return how many members were
    computed. Nothing is done if the round is over, or if another process is at
    it.
    """
    computed = 0
    with exclusive(LOCK) as held:
        batches = 0
        while held and batches != most_batches:
            done = _do_batch(now)
            if done is None:
                break
            batches += 1
            computed += done
    return computed


@transaction.atomic
def _do_batch(now: datetime) -> int | None:
    row = _open_round(now)
    if row is None:
        return None
    members = _next_members(row)
    if members:
        compute_owner_scores(members, now=now)
        row.after_member = members[-1]
    else:
        # In its own batch, as it takes long and members stay locked in theirs.
        count_helped_by_all(now=now)
        row.is_done = True
    row.save()
    return len(members)


def _open_round(now: datetime) -> OwnerRound | None:
    """Return the round that goes on, or the one of today that begins now; None
    if today's is over.
    """
    OwnerRound.objects.get_or_create(pk=1)
    row: OwnerRound = OwnerRound.objects.select_for_update().get(pk=1)
    if not row.is_done:
        return row
    before = row.started_at
    if before is not None and business_date(before) >= business_date(now):
        return None
    row.changed_since = None if before is None else before - OVERLAP
    row.started_at = now
    row.after_member = 0
    row.is_done = False
    return row


def _next_members(row: OwnerRound) -> list[int]:
    """Return the next members, by number, of whom something changed."""
    members = Member.objects.order_by("pk").filter(pk__gt=row.after_member)
    if row.changed_since is not None:
        since = row.changed_since
        wrote = Post.objects.filter(updated_at__gte=since).order_by()
        said = MemberConsent.objects.filter(
            purpose=MemberConsent.Purpose.SCORING,
            recorded_at__gte=since,
        ).order_by()
        changed = wrote.values_list("author_id").union(
            said.values_list("member_id"),
            Member.objects.filter(updated_at__gte=since)
            .order_by()
            .values_list("pk"),
        )
        numbers = sorted({pk for (pk,) in changed})
        later = [pk for pk in numbers if pk > row.after_member]
        return later[:BATCH_MEMBERS]
    return list(members.values_list("pk", flat=True)[:BATCH_MEMBERS])


def compute_owner_scores(members: Collection[int], *, now: datetime) -> None:
    """Store the scores of these members; who wants none, is no person or has
    written too little has none.

    Reading their posts takes a while, so the members are locked only then, and
    who withdrew, was erased or was paid meanwhile is looked up again.
    """
    with transaction.atomic():
        read_in = paid_times(members)
        scorings = {}
        for pk in _may_be_scored(members):
            scorings[pk] = score_owner(_read_posts(pk, read_in.get(pk, ())))
        _lock(members)
        times = paid_times(members)
        rows = []
        for pk in _may_be_scored(members):
            scoring = scorings.get(pk)
            if pk not in scorings or times.get(pk) != read_in.get(pk):
                scoring = score_owner(_read_posts(pk, times.get(pk, ())))
            if scoring is not None:
                rows.append(_row(pk, scoring, now))
        _store(members, rows)


def _may_be_scored(members: Collection[int]) -> list[int]:
    """Return who of these members is a person, has not refused scores and is
    not being erased.
    """
    people = Member.objects.real_people().filter(pk__in=members)
    refusing = withdrawn(members, MemberConsent.Purpose.SCORING)
    leaving = being_erased(members)
    return sorted(
        set(people.values_list("pk", flat=True)) - refusing - leaving,
    )


def _lock(members: Collection[int]) -> None:
    rows = Member.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk__in=members).order_by("pk")
    list(found.values_list("pk", flat=True))


def _store(members: Collection[int], rows: list[OwnerScore]) -> None:
    """Store these scores, and delete those of the other members."""
    gone = set(members) - {row.pk for row in rows}
    OwnerScore.objects.filter(pk__in=gone).delete()
    OwnerScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["member"],
        update_fields=["score", "against", "posts", "reasons", "computed_at"],
    )


def _read_posts(
    member: int,
    times: Collection[PaidTime],
) -> list[ReadPost]:
    """Return the marks of the latest posts of a member, the latest first."""
    posts = Post.objects.filter(author=member, is_deleted=False)
    found = []
    for post in posts.order_by("-posted_at", "-pk")[:READ_POSTS]:
        text = post.whole_text[:READ_CHARACTERS]
        paid = was_paid(times, post.posted_at)
        read = read_post(
            post.pk,
            without_quotes(text),
            normalise(text),
            is_declared=post.is_paid or paid is not None,
            declared_words=paid.partner if paid else "",
        )
        found.append(read)
    return found


def _row(member: int, scoring: OwnerScoring, now: datetime) -> OwnerScore:
    reasons: list[dict[str, Any]] = []
    for one in scoring.reasons:
        examples = [example._asdict() for example in one.examples]
        reasons.append(
            {
                "mark": str(one.mark),
                "points": one.points,
                "posts": one.posts,
                "examples": examples,
            },
        )
    return OwnerScore(
        member_id=member,
        score=scoring.score,
        against=scoring.against_points,
        posts=scoring.posts,
        reasons=reasons,
        computed_at=now,
    )


def count_helped_by_all(*, now: datetime) -> int:
    """Store whom each scored member helped of late; return how many changed."""
    helped = count_helped(now=now)
    changed = []
    for row in OwnerScore.objects.order_by("pk").iterator():
        figures = helped.get(row.pk, (0, 0, 0))
        if figures != (row.thankers, row.healed, row.savers):
            row.thankers, row.healed, row.savers = figures
            row.effect = sum(figures)
            changed.append(row)
    OwnerScore.objects.bulk_update(
        changed,
        ["thankers", "healed", "savers", "effect"],
        batch_size=500,
    )
    return len(changed)
