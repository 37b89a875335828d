"""How many people reacted to posts, counted into their features."""

from collections.abc import Collection, Iterable, Sequence

from activity.rules.newcomers import NEWCOMER_TIME
from community.models import Post, PostFeatures, Reaction
from community.services.post_ages import write_ages_of_reactions


def count_reactions(post_ids: Collection[int]) -> None:
    """Count who reacted to these posts again, where they have features."""
    rows = list(
        PostFeatures.objects.filter(post_id__in=post_ids)
        .select_related("post")
        .order_by("pk"),
    )
    set_reactions(rows)
    PostFeatures.objects.bulk_update(
        rows,
        ["reactions", "savers", "new_admirers"],
        batch_size=500,
    )
    write_ages_of_reactions(post_ids)


def hold_posts(post_ids: Iterable[int]) -> None:
    """Lock these posts until the transaction ends, so that nobody else counts
    their reactions or adds to them.
    """
    held = (
        Post.objects.select_for_update(no_key=True)
        .filter(pk__in=list(post_ids))
        .order_by("pk")
    )
    list(held.values_list("pk", flat=True))


def set_reactions(rows: Sequence[PostFeatures]) -> None:
    """Set the counts of reactions. Those that the source only counts are added
    to those of known members.
    """
    ids = [row.post_id for row in rows]
    hold_posts(ids)
    counts = Reaction.objects.filter(post_id__in=ids).counts_by_post(
        NEWCOMER_TIME,
    )
    for row in rows:
        known = counts.get(row.post_id)
        if known is not None:
            unknown = max(row.post.reaction_count - known.rows, 0)
            row.reactions = known.people + unknown
            row.savers = known.savers
            row.new_admirers = known.newcomers
