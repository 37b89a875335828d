"""Who should welcome a newcomer: somebody with something in common who likes
to welcome people and is not busy with others.
"""

from collections.abc import Iterable
from typing import NamedTuple

SAME_CITY = 2.0
SAME_MODEL = 2.0
SHARED_TAG = 1.0
MAX_TAGS = 2
LOAD = 0.5
MAX_LOAD = 6
MAX_HOSTS = 3


class Profile(NamedTuple):
    """What two members may have in common."""

    member: int
    city: str
    models: frozenset[str]
    tags: frozenset[str]


class Host(NamedTuple):
    """A member who may welcome newcomers, their strength at it (0–100), and how
    many newcomers they met lately.
    """

    profile: Profile
    strength: float
    load: int


class SuggestedHost(NamedTuple):
    """A host for a newcomer with the reasons: the city, the models and the
    tags that both share, and the host's load.
    """

    member: int
    fit: float
    city: str
    models: tuple[str, ...]
    tags: tuple[str, ...]
    load: int


def suggest_hosts(
    newcomer: Profile,
    hosts: Iterable[Host],
) -> list[SuggestedHost]:
    """Return up to MAX_HOSTS hosts who have something in common with a
    newcomer, best first.

    Members who met MAX_LOAD newcomers lately are not suggested. Fit is in
    points: two for the city, two for a model, one for each shared tag, up to a
    point for strength, less half a point for each newcomer met.
    """
    found = []
    for host in hosts:
        is_same = host.profile.member == newcomer.member
        if is_same or host.load >= MAX_LOAD:
            continue
        suggestion = _compare(newcomer, host)
        if suggestion.city or suggestion.models or suggestion.tags:
            found.append(suggestion)
    return sorted(found, key=lambda one: (-one.fit, one.member))[:MAX_HOSTS]


def _compare(newcomer: Profile, host: Host) -> SuggestedHost:
    city = (
        newcomer.city
        if newcomer.city and newcomer.city == host.profile.city
        else ""
    )
    models = tuple(sorted(newcomer.models & host.profile.models))
    tags = tuple(sorted(newcomer.tags & host.profile.tags))[:MAX_TAGS]
    alike = (
        SAME_CITY * bool(city)
        + SAME_MODEL * bool(models)
        + SHARED_TAG * len(tags)
    )
    return SuggestedHost(
        host.profile.member,
        alike + host.strength / 100 - LOAD * host.load,
        city,
        models,
        tags,
        host.load,
    )
