"""The roles that members held before the first night that knew of them."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from django.db.models import Count, Min
from numpy.typing import NDArray

from activity.rules.calendar import day_number, day_of
from common.calendar import business_date
from community.models import PostFeatures
from roles.models import RoleScore, RoleSpell
from roles.rules.contributions import RoleRules
from roles.rules.replay import WEEK, Past, weeks_before
from roles.rules.strength import WINDOW_DAYS
from roles.selectors.contributions import (
    NOTABLE,
    measure_contributions,
    read_contributions,
)

# With fewer notable posts nobody reaches a role.
MIN_POSTS = 3
CHUNK = 1000


def write_past_spells(
    candidates: NDArray[np.int64],
    *,
    base_generation: int | None,
    day: date,
    rules: RoleRules,
) -> None:
    """Store the roles that these members held before a day, by what is known
    of their posts now. Members who have a spell, or a score in the base
    generation, continue from it instead.
    """
    for start in range(0, len(candidates), CHUNK):
        chunk = candidates[start : start + CHUNK].tolist()
        members, first_day = _without_past(chunk, base_generation, day)
        if members:
            _replay(members, first_day, day, rules)


def _without_past(
    candidates: Sequence[int],
    base_generation: int | None,
    day: date,
) -> tuple[list[int], date]:
    """Return those of whom nothing was decided though they wrote enough, and
    the day of their first notable post.
    """
    spells = RoleSpell.objects.filter(member_id__in=candidates)
    known = set(spells.values_list("member_id", flat=True))
    if base_generation is not None:
        scores = RoleScore.objects.of_generation(base_generation)
        mine = scores.filter(member_id__in=candidates)
        known.update(mine.values_list("member_id", flat=True))
    written = PostFeatures.objects.of_people().filter(
        NOTABLE,
        author_id__in=[one for one in candidates if one not in known],
    )
    counted = (
        written.order_by()
        .values("author_id")
        .annotate(count=Count("pk"), first=Min("posted_at"))
        .filter(count__gte=MIN_POSTS)
    )
    first_day = day
    members = []
    for row in counted.order_by("author_id"):
        members.append(row["author_id"])
        first_day = min(first_day, business_date(row["first"]))
    return members, first_day


def _replay(
    members: list[int],
    first_day: date,
    day: date,
    rules: RoleRules,
) -> None:
    ids = np.array(members, dtype=np.int64)
    past = Past(len(members))
    for weeks in weeks_before(day_number(day), day_number(first_day)):
        last = weeks[-1]
        contributions = read_contributions(
            first_member=members[0],
            last_member=members[-1],
            day=day_of(last),
            weights=rules.weights,
            echo_sources=rules.echo_sources,
            members=members,
            window_days=WINDOW_DAYS + WEEK * len(weeks),
        )
        for week in weeks:
            days_ago = contributions.days_ago - (last - week)
            known = contributions._replace(days_ago=days_ago)
            made = measure_contributions(known.where(days_ago >= 0), rules)
            past.decide(made.of(ids).strength, rules.limits, day=week)
    rows = []
    for spell in past.spells():
        row = RoleSpell(
            member_id=members[spell.row],
            role=spell.role,
            started_on=day_of(spell.started),
            ended_on=None if spell.ended is None else day_of(spell.ended),
        )
        if spell.low_since is not None:
            row.low_since = day_of(spell.low_since)
        rows.append(row)
    RoleSpell.objects.bulk_create(rows, batch_size=500)
