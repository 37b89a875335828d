"""The parts of a source that are watched: all of it, each dimension, each kind."""

from collections.abc import Iterable

from activity.rules.kinds import DIMENSIONS, KIND_BY_NUMBER, Dimension

ALL = "all"


def scope_of_dimension(dimension: Dimension) -> str:
    """Return the name of the part of a source that is a dimension."""
    return f"dimension:{int(dimension)}"


def scope_of_kind(kind: int) -> str:
    """Return the name of the part of a source that is a kind."""
    return f"kind:{kind}"


def watched_scopes(kinds: Iterable[int]) -> dict[str, list[int]]:
    """Return the parts to watch of a source that sends these kinds, wider ones
    first, each with its kinds.

    A part that has the same kinds as a wider one is left out. So are kinds
    that never count: nothing depends on them.
    """
    counted = sorted(kind for kind in set(kinds) if _dimension_of(kind))
    if not counted:
        return {}
    scopes = {ALL: counted}
    for dimension in DIMENSIONS:
        members = []
        for k in counted:
            if _dimension_of(k) == (dimension,):
                members.append(k)
        if 1 < len(members) < len(counted):
            scopes[scope_of_dimension(dimension)] = members
    for kind in counted:
        if len(counted) > 1:
            scopes[scope_of_kind(kind)] = [kind]
    return scopes


def _dimension_of(kind: int) -> tuple[Dimension, ...]:
    """Return the dimension of a kind in a tuple, an empty one if it never counts."""
    known = KIND_BY_NUMBER.get(kind)
    if known is None or known.dimension is None:
        return ()
    return (known.dimension,)


def is_part_of(scope: str, wider: str) -> bool:
    """Tell whether a part of a source lies within another, wider one."""
    if scope == wider:
        return False
    return wider == ALL or (
        scope.startswith("kind:")
        and wider.startswith("dimension:")
        and set(kinds_of(scope)) <= set(kinds_of(wider))
    )


def kinds_of(scope: str) -> list[int]:
    """Return the kinds that count in a part of a source."""
    part, _colon, number = scope.partition(":")
    kinds = []
    for kind in KIND_BY_NUMBER:
        if _dimension_of(kind):
            kinds.append(kind)
    if part == "kind":
        return [kind for kind in kinds if kind == int(number)]
    if part == "dimension":
        wanted = (Dimension(int(number)),)
        return [kind for kind in kinds if _dimension_of(kind) == wanted]
    return kinds
