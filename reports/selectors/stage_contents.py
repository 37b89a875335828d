"""Which posts, and authors of which roles, members had to do with before they
reached a stage.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import F

from activity.rules.calendar import day_number, day_starts_at
from common.calendar import business_date, business_zone
from common.db.ids import known_ids
from community.models import Post, Reaction
from reports.models import MemberStages
from reports.rules.cohorts import months_up_to
from reports.rules.stages import STAGES_OF, WITHIN_DAYS, Stage, Way
from reports.rules.touches import (
    BEFORE_DAYS,
    LEAST_MEMBERS,
    MOST_POSTS,
    Pairs,
    Reached,
    Touch,
    members_by_group,
    touches_before,
)
from roles.models import RoleSpell

NO_ROLE = ""
CHUNK = 10_000


def count_contents(computed_until: date) -> dict[str, dict[str, Any]]:
    """Return by way and stage the posts that most members had to do with before
    it, and how many had to do with authors of each role, as they are stored.

    Of the members who came in the months of the funnel.
    """
    since = months_up_to(computed_until)[0]
    found = {}
    for way in Way:
        reached = _reached(way, since)
        stored = {}
        touched = touches_before(_touches(reached, since), reached)
        for stage, pairs in touched.items():
            stored[stage.value] = _stored(pairs)
        found[way.value] = stored
    return found


def _reached(way: Way, since: date) -> dict[int, Reached]:
    stages = [one for one in STAGES_OF[way] if one != Stage.ATTENTION]
    rows = MemberStages.objects.filter(
        came_as_owner=way == Way.OWNERS,
        attention_on__gte=since,
    ).order_by()
    names = [f"{stage}_days" for stage in stages]
    columns = rows.values_list("member_id", "attention_on", *names)
    found = {}
    for member_id, attention_on, *days in columns.iterator(chunk_size=CHUNK):
        first = day_number(attention_on)
        reached: dict[Stage, int] = {}
        for stage, after in zip(stages, days, strict=True):
            if 0 <= after <= WITHIN_DAYS:
                reached[stage] = first + after
        if reached:
            found[member_id] = Reached(reached)
    return found


def _touches(reached: dict[int, Reached], since: date) -> Iterator[Touch]:
    """Yield which posts of others members liked, saved or shared."""
    first = since - timedelta(days=BEFORE_DAYS)
    rows = Reaction.objects.filter(
        reacted_at__gte=day_starts_at(first, business_zone()),
    ).exclude(post__author=F("member"))
    columns = rows.order_by().values_list("member_id", "post_id", "reacted_at")
    for member_id, post_id, at in columns.iterator(chunk_size=CHUNK):
        if member_id in reached:
            yield Touch(member_id, post_id, day_number(business_date(at)))


def _stored(pairs: Pairs) -> dict[str, Any]:
    posts = Counter(post_id for _member, post_id in pairs)
    roles = _roles_of_authors(posts)
    for post_id in set(posts) - set(roles):
        del posts[post_id]
    return {
        "members": len({member for member, _post in pairs}),
        "posts": _most_touched(posts),
        "roles": members_by_group(pairs, roles),
    }


def _most_touched(posts: Counter[int]) -> list[tuple[int, int]]:
    """Return the posts that most members touched, with how many did."""
    most = posts.most_common(MOST_POSTS)
    return [
        (key, members) for key, members in most if members >= LEAST_MEMBERS
    ]


def _roles_of_authors(post_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return by visible post the roles that its author holds now, NO_ROLE for
    none.
    """
    rows = Post.objects.visible().filter(
        pk__in=known_ids(np.array(sorted(post_ids)))
    )
    held: dict[int, list[str]] = {}
    spells = RoleSpell.objects.filter(ended_on__isnull=True)
    for member_id, role in spells.values_list("member_id", "role"):
        held.setdefault(member_id, []).append(str(role))
    found = {}
    for post_id, author_id in rows.values_list("pk", "author_id"):
        found[post_id] = held.get(author_id, [NO_ROLE])
    return found
