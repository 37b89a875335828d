"""Which rows of a delivery can be stored together, and which one after the other."""

from collections import defaultdict
from collections.abc import Sequence

from members.rules.member_drafts import MemberDraft
from members.services.member_matching import (
    Known,
    strong_owners,
    weak_owners,
)


def split_into_waves(
    drafts: Sequence[MemberDraft],
    known: Known,
) -> list[list[MemberDraft]]:
    """Return the rows in groups, in each of which no two can be about one
    member; a later row of a member is in a later group.

    Rows may be about one member if they share a key, or another row or a stored
    member shares keys with both. A shared phone or car makes two rows one
    member only across platforms.
    """
    platforms = {draft.identities[0][0] for draft in drafts}
    joined = _Joined()
    firsts = []
    for draft in drafts:
        keys = _keys_of(draft, with_weak=len(platforms) > 1)
        keys += _stored_keys_of(draft, known)
        firsts.append(keys[0])
        joined.join(keys)
    waves: list[list[MemberDraft]] = []
    places: dict[str, int] = defaultdict(int)
    for draft, key in zip(drafts, firsts, strict=True):
        root = joined.root_of(key)
        if places[root] == len(waves):
            waves.append([])
        waves[places[root]].append(draft)
        places[root] += 1
    return waves


class _Joined:
    """Keys that were joined, each group with a key that stands for it."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root_of(self, key: str) -> str:
        root = key
        while (above := self._above.get(root, root)) != root:
            root = above
        while key != root:
            self._above[key], key = root, self._above[key]
        return root

    def join(self, keys: Sequence[str]) -> None:
        root = self.root_of(keys[0])
        for key in keys[1:]:
            self._above[self.root_of(key)] = root


def _stored_keys_of(draft: MemberDraft, known: Known) -> list[str]:
    ids = set(strong_owners(draft, known).values())
    ids.update(*weak_owners(draft, known).values())
    return [f"member {pk}" for pk in ids]


def _keys_of(draft: MemberDraft, *, with_weak: bool) -> list[str]:
    """Return all by which a row may be about the same member as another row."""
    keys = [":".join(identity) for identity in draft.identities]
    if draft.unionid:
        keys.append(f"unionid {draft.unionid}")
    if with_weak:
        if draft.contacts.get("phone"):
            keys.append(f"phone {draft.contacts['phone']}")
        keys += [f"vin {car.vin}" for car in draft.vehicles if car.vin]
    return keys
