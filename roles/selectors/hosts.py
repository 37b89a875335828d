"""Hosts for newcomers, with the reason."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import PostFeatures
from members.models import Member, MemberTag, VehicleOwnership
from roles.models import RoleScore
from roles.rules.columns import HOLDS_FIELDS, STRENGTH_FIELDS
from roles.rules.hosts import Host, Profile, SuggestedHost, suggest_hosts
from roles.rules.strength import Role

HOST_ROLE = Role.SOCIAL
MAX_CANDIDATES = 300
LOAD_DAYS = 30


def with_likeness(members: QuerySet[Any]) -> QuerySet[Any]:
    """Return members with their tags and cars, as profile_of() reads them."""
    tags = MemberTag.objects.filter(is_rejected=False)
    cars = VehicleOwnership.objects.filter(ended_on__isnull=True)
    return members.prefetch_related(
        Prefetch("tags", tags, to_attr="kept_tags"),
        Prefetch("vehicles", cars, to_attr="cars_now"),
    )


class HostPool(NamedTuple):
    """The members who may welcome newcomers, and their rows by id."""

    hosts: list[Host]
    members: dict[int, Member]

    def hosts_of(self, newcomer: Any) -> list[tuple[Member, str]]:
        """Return hosts for a newcomer, each with the reason; none if they have
        been welcomed.
        """
        if newcomer.welcomed_at is not None:
            return []
        found = suggest_hosts(profile_of(newcomer), self.hosts)
        hosts = []
        for one in found:
            hosts.append((self.members[one.member], reason_of(one)))
        return hosts


def read_hosts(*, generation: int, now: datetime) -> HostPool:
    """Return the strongest holders of the host role of a generation, with how
    many newcomers each met lately.
    """
    strength = STRENGTH_FIELDS[HOST_ROLE]
    held = (
        RoleScore.objects.of_generation(generation)
        .filter(**{HOLDS_FIELDS[HOST_ROLE]: True})
        .order_by(f"-{strength}", "member_id")
    )
    strengths = dict(held.values_list("member_id", strength)[:MAX_CANDIDATES])
    rows = with_likeness(
        Member.objects.unmerged().filter(pk__in=list(strengths)),
    )
    loads = _count_newcomers_met(
        list(strengths),
        since=now - timedelta(days=LOAD_DAYS),
    )
    members = {row.pk: row for row in rows}
    hosts = []
    for pk, row in sorted(members.items()):
        load = loads.get(pk, 0)
        hosts.append(Host(profile_of(row), strengths[pk], load))
    return HostPool(hosts, members)


def _count_newcomers_met(
    member_ids: list[int],
    *,
    since: datetime,
) -> dict[int, int]:
    met = PostFeatures.objects.filter(
        author_id__in=member_ids,
        posted_at__gte=since,
        to_newcomer=True,
    )
    counted = (
        met.order_by()
        .values("author_id")
        .annotate(count=Count("to_member_id", distinct=True))
    )
    return dict(counted.values_list("author_id", "count"))


def profile_of(member: Any) -> Profile:
    """Return what others may have in common with a member of with_likeness()."""
    return Profile(
        member=member.pk,
        city=member.city,
        models=frozenset(car.model_series for car in member.cars_now),
        tags=frozenset(tag.name for tag in member.kept_tags),
    )


def reason_of(suggestion: SuggestedHost) -> str:
    """Return in the language of the page why a host is suggested."""
    if suggestion.load:
        load = ngettext(
            "met %(count)s newcomer in %(days)s days",
            "met %(count)s newcomers in %(days)s days",
            suggestion.load,
        ) % {"count": suggestion.load, "days": LOAD_DAYS}
    else:
        load = _("met no newcomer lately")
    city = [suggestion.city] if suggestion.city else []
    return " · ".join([*city, *suggestion.models, *suggestion.tags, load])
