"""Names of cities and provinces, with and without what they are."""

from collections.abc import Iterable

# What may follow the name of a city or a province, longer ones first.
ENDINGS = (
    "维吾尔自治区",
    "特别行政区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "省",
    "市",
)
SHORTEST = 2


def bare_place(name: str) -> str:
    """Return a name without its ending: 上海 of 上海市."""
    for ending in ENDINGS:
        bare = name.removesuffix(ending)
        if bare != name and len(bare) >= SHORTEST:
            return bare
    return name


def place_names(name: str) -> list[str]:
    """Return the names under which a place may be stored, the given one first."""
    bare = bare_place(name.strip())
    found = dict.fromkeys([name.strip(), bare])
    for ending in ENDINGS:
        found[f"{bare}{ending}"] = None
    return list(found)


def names_of_places(names: Iterable[str]) -> list[str]:
    """Return the names under which several places may be stored, each once."""
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(place_names(name)))
    return list(found)
