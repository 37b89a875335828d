"""Hosts for newcomers, with the reason."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import PostReading
from members.models import Member, MemberTag, VehicleOwnership
from roles.models import RoleStanding
from roles.rules.hosts import Host, Profile, Suggestion, suggest_hosts

MOST_CANDIDATES, LOAD_DAYS = 300, 30


def with_likeness(members: QuerySet[Any]) -> QuerySet[Any]:
    """Return members with all that shows whom they are like."""
    tags = MemberTag.objects.filter(is_rejected=False)
    cars = VehicleOwnership.objects.filter(ended_on__isnull=True)
    return members.prefetch_related(
        Prefetch("tags", tags, to_attr="kept_tags"), Prefetch("vehicles", cars, to_attr="cars_now")
    )


class HostPool(NamedTuple):
    """Who may welcome, and their rows by id."""

    hosts: list[Host]
    members: dict[int, Member]

    def hosts_of(self, newcomer: Any) -> list[tuple[Member, str]]:
        """Return the hosts for a newcomer whom nobody has welcomed, each with the reason."""
        if newcomer.welcomed_at is not None:
            return []
        found = suggest_hosts(profile_of(newcomer), self.hosts)
        return [(self.members[one.member], reason_of(one)) for one in found]


def read_hosts(*, generation: int, now: datetime) -> HostPool:
    """Return the strongest queen bees of a generation with their load of newcomers."""
    held = RoleStanding.objects.of_generation(generation).filter(holds_social=True).order_by("-social", "member_id")
    strengths = dict(held.values_list("member_id", "social")[:MOST_CANDIDATES])
    rows = with_likeness(Member.objects.living().filter(pk__in=list(strengths)))
    met = PostReading.objects.filter(
        author_id__in=list(strengths),
        posted_at__gte=now - timedelta(days=LOAD_DAYS),
        to_newcomer=True,
    )
    counted = met.order_by().values("author_id").annotate(count=Count("to_member_id", distinct=True))
    loads = {row["author_id"]: row["count"] for row in counted}
    members = {row.pk: row for row in rows}
    hosts = [Host(profile_of(row), strengths[pk], loads.get(pk, 0)) for pk, row in sorted(members.items())]
    return HostPool(hosts, members)


def profile_of(member: Any) -> Profile:
    """Return what may be alike of a member read by with_likeness()."""
    models = frozenset(car.model_series for car in member.cars_now)
    return Profile(member.pk, member.city, models, frozenset(tag.name for tag in member.kept_tags))


def reason_of(suggestion: Suggestion) -> str:
    """Return in the reader's words why somebody is suggested."""
    parts = [*([suggestion.city] if suggestion.city else []), *suggestion.models, *suggestion.tags]
    free = _("met no newcomer lately")
    busy = ngettext("met %(count)s newcomer in 30 days", "met %(count)s newcomers in 30 days", suggestion.load)
    return " · ".join([*parts, busy % {"count": suggestion.load} if suggestion.load else free])
