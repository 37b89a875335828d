"""When somebody last talked with members."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max

from common.calendar import business_date
from teamwork.models import Interaction


def last_talked_days(member_ids: Collection[int]) -> dict[int, date]:
    """Return the business date of the latest interaction with each of these
    members; those with whom nobody talked are left out.
    """
    rows = Interaction.objects.filter(member_id__in=member_ids).order_by()
    last = rows.values("member_id").annotate(at=Max("happened_at"))
    found = {}
    for member, moment in last.values_list("member_id", "at"):
        found[member] = business_date(moment)
    return found
