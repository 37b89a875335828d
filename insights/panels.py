"""What insights shows on the page of a source: whose states its silence holds."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource
from activity.selectors.feeds import unfilled_silences
from activity.selectors.freshness import Freshness
from common.calendar import business_date
from common.db.counting import count_at_once, limited_count
from insights.filters import MemberDirectoryFilter
from insights.querysets import members_with_summary

MAX_COUNTED = 10_000


class HeldPart(NamedTuple):
    """A part of the held members, and the list with exactly these rows."""

    label: str | Promise
    size: int
    href: str


class HeldMembers(NamedTuple):
    """Whose states a silence holds since a day: all, and parts of them."""

    what: str
    since: Any
    everybody: HeldPart
    parts: list[HeldPart]


def held_members_panel(
    source: EventSource,
    *,
    user: Any,
    freshness: Freshness,
) -> dict[str, Any]:
    """Return whom the silences of a source affect, each with its lists."""
    held = []
    for silence in unfilled_silences(source.silences.unfilled()):
        since = business_date(silence.row.silent_since)
        asked = {"held_since": since.isoformat()}
        shown = _read(asked, user, freshness.generation)
        held.append(HeldMembers(silence.what, since, shown[0], shown[1:]))
    return {"held_members": held}


def _read(
    asked: dict[str, str],
    user: Any,
    generation: int,
) -> list[HeldPart]:
    parts: tuple[tuple[str | Promise, dict[str, str]], ...] = (
        (_("members whose state is held"), {}),
        (_("of them KOC"), {"koc": "now"}),
        (_("of them mine"), {"primary_contact": str(user.pk)}),
        (_("of them with nobody"), {"uncared": "true"}),
    )
    counts = {}
    queries = []
    for number, (_label, more) in enumerate(parts):
        query = {**asked, **more}
        queries.append(query)
        data = QueryDict(mutable=True)
        data.update(query)
        rows = members_with_summary(generation).unmerged()
        found = MemberDirectoryFilter(data, queryset=rows).qs
        counts[f"part_{number}"] = limited_count(found, MAX_COUNTED)
    read = count_at_once(counts, user_id=user.pk)
    page = reverse("insights:member_list")
    return [
        HeldPart(
            label,
            read[f"part_{number}"],
            f"{page}?{urlencode(queries[number])}",
        )
        for number, (label, _more) in enumerate(parts)
    ]
