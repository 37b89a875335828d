"""The posts behind the strength of a member in a role."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

import numpy as np

from activity.models import EventSource
from community.models import Post
from roles.rules.contributions import (
    CONTRIBUTION_ROLES,
    ContributionType,
    RoleRules,
)
from roles.rules.strength import Contributions, Role
from roles.selectors.contributions import read_contributions


class Work(NamedTuple):
    """A post, and what was done with it for others."""

    post_id: int
    contribution_types: tuple[ContributionType, ...]


def contributions_of(
    member_id: int,
    *,
    rules: RoleRules,
    day: date,
) -> Contributions:
    """Return what a member did for others up to the end of a day."""
    return read_contributions(
        first_member=member_id,
        last_member=member_id,
        day=day,
        weights=rules.weights,
        echo_sources=rules.echo_sources,
    )


def works_of(contributions: Contributions, role: Role) -> list[Work]:
    """Return every visible post that speaks for a role, the best first; what
    weighs nothing speaks for none.
    """
    roles = CONTRIBUTION_ROLES[contributions.contribution_type]
    mine = contributions.where((roles == role) & (contributions.weight > 0))
    order = np.lexsort((mine.post, mine.days_ago, -mine.weight))
    types: dict[int, dict[ContributionType, None]] = defaultdict(dict)
    for row in order.tolist():
        number = int(mine.contribution_type[row])
        types[int(mine.post[row])][ContributionType(number)] = None
    visible = Post.objects.visible().filter(pk__in=list(types))
    shown = set(visible.values_list("pk", flat=True))
    found: list[Work] = []
    for pk in types:
        if pk in shown:
            found.append(Work(pk, tuple(types[pk])))
    return found


def echo_sources_of(works: list[Work], rules: RoleRules) -> list[str]:
    """Return the names of the sources of these works that know no reactions."""
    if not rules.echo_sources:
        return []
    posts = Post.objects.filter(pk__in=[work.post_id for work in works])
    sources = EventSource.objects.filter(
        pk__in=posts.filter(source__in=rules.echo_sources).values("source"),
    )
    found: list[str] = []
    for source in sources.order_by("name"):
        found.append(str(source))
    return found
