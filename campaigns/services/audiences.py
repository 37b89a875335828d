"""Who is in the audience and in the control group, fixed at the start."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.models import Campaign, PlanMember
from campaigns.models.choices import Arm, Method
from campaigns.rules.measures import rule_of
from campaigns.rules.plans import ONE_DAY, Window
from campaigns.selectors.audiences import is_drawn, segment_members
from campaigns.selectors.measures import count_measure, total_of
from common.calendar import business_date
from common.errors import Conflict, TooLarge

MOST_MEMBERS = 50_000


def fix_members(*, campaign: Campaign, now: datetime) -> Decimal:
    """Store audience and control group, and return the baseline.

    Errors: Conflict if the audience is empty, TooLarge.
    """
    inside = segment_members(campaign.segment)
    audience = inside
    control: list[int] = []
    if campaign.method == Method.DRAW:
        audience, control = _drawn(campaign, inside)
    elif campaign.method == Method.COMPARISON:
        known = set(inside)
        others = segment_members(campaign.comparison)
        control = [one for one in others if one not in known]
    _check(audience, control)
    _store(campaign, audience, Arm.AUDIENCE, now)
    _store(campaign, control, Arm.CONTROL, now)
    return baseline_of(campaign, audience, now)


def baseline_of(
    campaign: Campaign,
    audience: list[int],
    now: datetime,
) -> Decimal:
    """Return the measure of these members over as many days before today."""
    if rule_of(campaign.measure).is_own:
        return Decimal(0)
    length = campaign.ends_on - campaign.starts_on
    yesterday = business_date(now) - ONE_DAY
    window = Window(yesterday - length, yesterday)
    rows = count_measure(campaign, campaign.measure, audience, window)
    return Decimal(str(round(total_of(rows), 1)))


def _drawn(
    campaign: Campaign, inside: list[int]
) -> tuple[list[int], list[int]]:
    audience: list[int] = []
    control: list[int] = []
    for member_id in inside:
        group = control if is_drawn(campaign, member_id) else audience
        group.append(member_id)
    return audience, control


def _check(audience: list[int], control: list[int]) -> None:
    if not audience:
        text = _(
            "Nobody would be in the audience. Choose a larger segment, or "
            "recount it.",
        )
        raise Conflict("empty_audience", text)
    if max(len(audience), len(control)) > MOST_MEMBERS:
        text = _("At most %(most)s members. Choose a smaller segment.")
        raise TooLarge("too_many_members", text % {"most": MOST_MEMBERS})


def _store(
    campaign: Campaign,
    members: Iterable[int],
    arm: Arm,
    now: datetime,
) -> None:
    rows = [
        PlanMember(campaign=campaign, member_id=one, arm=arm, fixed_at=now)
        for one in members
    ]
    PlanMember.objects.bulk_create(rows, batch_size=1000)
