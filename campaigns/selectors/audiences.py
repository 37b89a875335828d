"""Who is in a segment now, and who is left alone by a campaign."""

from collections.abc import Collection, Iterable

from campaigns.models import Campaign, PlanMember
from campaigns.models.choices import Arm, Method
from campaigns.rules.plans import StateName
from insights.models import Segment, SegmentSpell
from members.models import Member
from outreach.rules.holdout import is_held_out

# Until the report is stored, the control group has to stay one.
MEASURED = (StateName.PLANNED, StateName.RUNNING, StateName.ENDED)


def segment_members(segment: Segment | None) -> list[int]:
    """Return the people in a segment now."""
    if segment is None:
        return []
    spells = SegmentSpell.objects.open().filter(segment=segment)
    people = Member.objects.real_people()
    inside = people.filter(pk__in=spells.values("member_id")).order_by("pk")
    return list(inside.values_list("pk", flat=True))


def is_drawn(campaign: Campaign, member_id: int) -> bool:
    """Tell whether the draw of a campaign leaves a member of its segment alone.
    It says the same before the start as at the start.
    """
    share = campaign.control_percent / 100
    return is_held_out(member_id, str(campaign.draw), share)


def control_among(
    opportunity_id: int, member_ids: Collection[int]
) -> set[int]:
    """Return which of these members are in the control group of a campaign to
    which an opportunity invites, or will be once it starts.
    """
    rows = Campaign.objects.filter(
        opportunity=opportunity_id, state__in=MEASURED
    )
    found: set[int] = set()
    for campaign in rows:
        if campaign.started_at is not None:
            found |= _control_of(campaign, member_ids)
        elif campaign.method == Method.DRAW:
            inside = set(segment_members(campaign.segment))
            wanted = inside.intersection(member_ids)
            found |= {one for one in wanted if is_drawn(campaign, one)}
    return found


def _control_of(campaign: Campaign, member_ids: Collection[int]) -> set[int]:
    kept = _records_of(member_ids)
    rows = PlanMember.objects.filter(
        campaign=campaign,
        arm=Arm.CONTROL,
        member_id__any_of=list(kept),
    )
    return {kept[one] for one in rows.values_list("member_id", flat=True)}


def _records_of(member_ids: Iterable[int]) -> dict[int, int]:
    """Return these members by their own numbers and by those of the records
    that were merged into them.
    """
    kept = {one: one for one in member_ids}
    layer = list(kept)
    while layer:
        rows = Member.objects.filter(merged_into_id__any_of=layer)
        merged = dict(rows.values_list("pk", "merged_into_id"))
        kept.update({one: kept[into] for one, into in merged.items()})
        layer = list(merged)
    return kept
