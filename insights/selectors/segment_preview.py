"""What a rule would do to a segment, before it is saved."""

from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.db.deadlines import TooSlow, deadline
from common.errors import DomainError, Unprocessable
from insights.models import Segment, SegmentSpell
from insights.rules.segments import AsOf
from insights.selectors.segment_rules import checked_rule, matching
from members.models import Member

LONGEST_SECONDS = 20
TOO_SLOW = "too_slow"
SHOWN_MEMBERS = 8


class SegmentPreview(NamedTuple):
    """How many members a rule holds for, and who would join and leave."""

    total: int
    joining: int
    leaving: int
    sample: list[Member]


def preview_rule(
    rule: object,
    *,
    at: AsOf,
    segment: Segment | None = None,
) -> SegmentPreview:
    """Return what a rule would do.

    Errors: Invalid if the rule is wrong, Unprocessable if it takes too long.
    """
    kept = checked_rule(rule)
    found = Member.objects.unmerged().filter(matching(kept, at))
    try:
        with deadline(LONGEST_SECONDS):
            return _preview(found, segment)
    except TooSlow as error:
        raise _too_slow() from error


def _preview(
    found: QuerySet[Member], segment: Segment | None
) -> SegmentPreview:
    total = found.count()
    joining = total
    leaving = 0
    if segment is not None:
        inside = SegmentSpell.objects.open().filter(segment=segment)
        fresh = found.exclude(pk__in=inside.values("member_id"))
        joining = fresh.count()
        leaving = inside.exclude(member__in=found).count()
    sample = list(found.order_by("-pk")[:SHOWN_MEMBERS])
    return SegmentPreview(total, joining, leaving, sample)


def _too_slow() -> DomainError:
    text = _(
        "This rule takes longer than %(seconds)s seconds. Count actions over "
        "fewer weeks, or use fewer conditions.",
    )
    return Unprocessable(TOO_SLOW, text % {"seconds": LONGEST_SECONDS})
