"""Write which members of a shard are in which set, week by week."""

from activity.models import MemberWeekSet
from activity.rules.member_sets import Sets, pack_set
from activity.services.pipeline import ShardView


def write_member_sets(view: ShardView, *, first_week: int, sets: Sets) -> None:
    """Replace these sets of the shard; the first row is that of a week."""
    rows = MemberWeekSet.objects.filter(
        generation=view.night.generation,
        shard=view.shard.number,
    )
    rows.filter(name__in=list(sets)).delete()
    member = view.series.member
    if not len(member):
        return
    fresh = []
    for name, marked in sets.items():
        packed = pack_set(marked, member)
        fresh.append(
            MemberWeekSet(
                generation=view.night.generation,
                shard=view.shard.number,
                name=name,
                first_member=int(member[0]),
                first_week=first_week,
                stride=packed.shape[1],
                bits=packed.tobytes(),
            ),
        )
    MemberWeekSet.objects.bulk_create(fresh)
