"""Events about the roles that a night gave and took."""

from datetime import datetime
from typing import Any

from activity.services.pipeline import PublishedNight
from common.jobs.events import NewDomainEvent, publish
from roles.models import RoleSpell
from roles.rules.columns import STRENGTH_FIELDS
from roles.rules.strength import Role

GAINED, LOST = "role.gained", "role.lost"
# Above so many in a night, one event says how many.
MOST = 200


def announce_roles(published: PublishedNight, now: datetime) -> None:
    """Publish which members gained or lost a role on the night's date."""
    day = published.night.business_date
    spells = RoleSpell.objects.select_related("member")
    people = spells.filter(member__kind="person", member__merged_into=None)
    _announce(GAINED, people.filter(started_on=day), published, now)
    rows = people.filter(ended_on=day)
    lost = rows.exclude(started_on=day)
    _announce(LOST, lost, published, now)


def _announce(
    kind: str,
    spells: Any,
    published: PublishedNight,
    now: datetime,
) -> None:
    day = published.night.business_date.isoformat()
    rows = list(spells.order_by("member_id", "role")[: MOST + 1])
    if len(rows) > MOST:
        data = {"business_date": day, "members": spells.count()}
        key = f"{kind}:{day}"
        publish([NewDomainEvent(kind, key, published.night, data)], now=now)
        return
    happened = []
    for spell in rows:
        role = STRENGTH_FIELDS[Role(spell.role)]
        data = {
            "member_id": spell.member_id,
            "business_date": day,
            "role": role,
        }
        key = f"{kind}:{spell.member_id}:{role}:{day}"
        happened.append(NewDomainEvent(kind, key, spell.member, data))
    publish(happened, now=now)
