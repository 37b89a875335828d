"""Who should meet a newcomer: somebody alike who likes to welcome and is not already busy with others."""

from collections.abc import Iterable
from typing import NamedTuple

SAME_CITY, SAME_MODEL, SHARED_TAG, MOST_TAGS = 2.0, 2.0, 1.0, 2
LOAD, MOST_LOAD = 0.5, 6
MOST_HOSTS = 3


class Profile(NamedTuple):
    """What two members may have in common."""

    member: int
    city: str
    models: frozenset[str]
    tags: frozenset[str]


class Host(NamedTuple):
    """A member who may welcome, how strong he is at it (0–100), and how many newcomers he met lately."""

    profile: Profile
    strength: float
    load: int


class Suggestion(NamedTuple):
    """A host with what speaks for him: the city, the models and the tags that both share, and his load."""

    member: int
    fit: float
    city: str
    models: tuple[str, ...]
    tags: tuple[str, ...]
    load: int


def suggest_hosts(newcomer: Profile, hosts: Iterable[Host]) -> list[Suggestion]:
    """Return up to MOST_HOSTS hosts who have something in common with a newcomer, the fittest first.

    Who met MOST_LOAD newcomers lately is left in peace. Fit is in points: two for the city, two for a model, one for
    each shared tag, up to a point for strength, less half a point for each newcomer met.
    """
    found = [
        told
        for host in hosts
        if host.profile.member != newcomer.member and host.load < MOST_LOAD
        for told in [_compare(newcomer, host)]
        if told.city or told.models or told.tags
    ]
    return sorted(found, key=lambda one: (-one.fit, one.member))[:MOST_HOSTS]


def _compare(newcomer: Profile, host: Host) -> Suggestion:
    city = newcomer.city if newcomer.city and newcomer.city == host.profile.city else ""
    models = tuple(sorted(newcomer.models & host.profile.models))
    tags = tuple(sorted(newcomer.tags & host.profile.tags))[:MOST_TAGS]
    alike = SAME_CITY * bool(city) + SAME_MODEL * bool(models) + SHARED_TAG * len(tags)
    return Suggestion(
        host.profile.member, alike + host.strength / 100 - LOAD * host.load, city, models, tags, host.load
    )
