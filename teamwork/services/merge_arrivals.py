"""What arrives for a merged member after the merge, or after it was undone."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from activity.models import ActivityEvent, MovedIdentityEvent
from activity.services.member_recounts import ask_recount
from common.db.transactions import atomic_with_retry
from community.models import Post, Reaction
from community.services.post_features import follow_members
from members.models import Member, MemberIdentity, MovedIdentityRow
from members.rules.merging import OnMerge
from members.selectors.member_relations import relations_with
from members.services.rows_after_merge import relation_key
from teamwork.models import MemberMerge
from teamwork.services.merge_rows import move_row, move_rows

ARRIVING = (ActivityEvent, Post)


@atomic_with_retry
def collect_orphaned_rows(*, now: datetime) -> int:
    """Move rows that arrived for a merged member to the member they were
    merged into; return how many.

    Rows under an identity that a merge gave back follow that identity.
    """
    count = 0
    merges = MemberMerge.objects.in_effect().select_for_update()
    # The oldest first: what a chain of merges moves goes through to its end.
    for merge in merges.select_related("kept", "merged").order_by("pk"):
        count += _collect_for(merge, now)
    return count + _follow_late_arrivals(now)


def _collect_for(merge: MemberMerge, now: datetime) -> int:
    count = 0
    for model, field in relations_with(OnMerge.MOVE):
        if model not in ARRIVING:
            continue
        keys = move_rows(model, field, merge.merged, merge.kept)
        if keys:
            key = relation_key(model, field)
            merge.moved.setdefault(key, []).extend(keys)
            count += len(keys)
    if count:
        merge.save(update_fields=["moved"])
        members = (merge.kept_id, merge.merged_id)
        ask_recount(member_ids=members, now=now)
        follow_members(members)
    return count


def follow_identities(identities: QuerySet[MemberIdentity]) -> int:
    """Move what arrived under these identities to the members who have them
    now; return how many rows moved.
    """
    return sum(_follow_identity(identity) for identity in identities)


def _follow_identity(identity: MemberIdentity) -> int:
    member = identity.member_id
    noted = MovedIdentityEvent.objects.filter(identity=identity)
    events = ActivityEvent.objects.filter(pk__in=noted.values("event_id"))
    posts = Post.objects.filter(moved_identity=identity)
    reactions = Reaction.objects.filter(moved_identity=identity)
    count = events.exclude(member=member).update(member=member)
    count += posts.exclude(author=member).update(author=member)
    others = reactions.exclude(member=member).values_list("pk", flat=True)
    for pk in list(others):
        count += move_row(Reaction, "member", pk, member)
    return count


def follow_noted_rows(
    identities: Collection[int],
    member_ids: Collection[int],
) -> int:
    """Move the rows that were written under these identities, or for the
    numbers of these members, to those who have them now; return how many moved.
    """
    notes = MovedIdentityRow.objects.filter(
        Q(identity__in=identities) | Q(member__in=member_ids),
    )
    owners = Member.objects.unmerged_by_id(member_ids)
    models = {}
    for model, field in relations_with(OnMerge.MOVE):
        models[relation_key(model, field)] = (model, field)
    count = 0
    for note in notes:
        if note.relation not in models:
            continue
        model, field = models[note.relation]
        owner = owners.get(note.member_id or 0)
        taker = owner.pk if owner else _holder_of(note)
        row = model._base_manager.filter(pk=note.row_id)
        if row.exclude(**{field: taker}).exists():
            count += move_row(model, field, note.row_id, taker)
    return count


def _holder_of(note: MovedIdentityRow) -> int:
    """Return who has the identity of a note now."""
    holder = MemberIdentity.objects.values_list("member_id", flat=True)
    return int(holder.get(pk=note.identity_id))  # type: ignore[misc]


def mark_reactions(giver: Member) -> None:
    """Let the reactions of a member who is being merged belong to an identity of
    theirs, so that one by the kept member to the same post has room beside them.
    """
    own = MemberIdentity.objects.filter(member=giver, moved_by_merge=False)
    identity = own.order_by("pk").first()
    if identity is not None:
        reactions = giver.reactions.filter(moved_identity__isnull=True)
        reactions.update(moved_identity=identity)


def settle_reactions(identities: Iterable[int]) -> None:
    """Make the reactions under identities that are no longer moved like all
    others, so that one that is sent again is known.
    """
    marked = Reaction.objects.filter(moved_identity__in=identities)
    for key in list(marked.values_list("pk", flat=True)):
        row = Reaction.objects.filter(pk=key)
        try:
            with transaction.atomic():
                row.update(moved_identity=None)
        except IntegrityError:
            # The same reaction had come before the merge.
            row.delete()


def _follow_late_arrivals(now: datetime) -> int:
    """Move what arrived under an identity after it was given back; return how
    many rows moved.
    """
    late_events = MovedIdentityEvent.objects.exclude(
        event__member=F("identity__member"),
    )
    late_posts = Post.objects.filter(moved_identity__isnull=False).exclude(
        author=F("moved_identity__member"),
    )
    identities = set(late_events.values_list("identity", flat=True))
    identities |= set(late_posts.values_list("moved_identity", flat=True))
    members = _members_of_both(late_events, late_posts)
    count = follow_identities(MemberIdentity.objects.filter(pk__in=identities))
    if count:
        follow_members(members)
        ask_recount(member_ids=members, now=now)
    return count


def _members_of_both(
    late_events: QuerySet[MovedIdentityEvent],
    late_posts: QuerySet[Post],
) -> set[int]:
    """Return who has these rows, and who has their identities."""
    members: set[int] = set()
    holders = late_events.values_list("event__member", "identity__member")
    for holder, owner in holders:
        members.update((holder, owner))
    writers = late_posts.values_list("author", "moved_identity__member")
    for writer, owner in writers:
        members.update((writer, owner))
    return members
