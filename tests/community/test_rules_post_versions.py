"""An older state of a post never replaces a newer one."""

import pytest

from community.rules.post_versions import (
    MAX_REPLACED,
    PostState,
    pack_replaced,
    replaces,
    state_digest,
    unpack_replaced,
    version_of_number,
)


def state(
    text: str,
    version: int | None = None,
    *,
    is_deleted: bool = False,
) -> PostState:
    return PostState(version, is_deleted, state_digest(text, is_deleted))


A, B = state("a"), state("b")
GONE = state("", is_deleted=True)


@pytest.mark.parametrize(
    ("new", "stored", "replaced", "expected"),
    [
        (state("a", 2), state("b", 3), [], False),
        (state("a", 4), state("b", 3), [], True),
        (state("a", 4), B, [], True),
        (A, state("b", 3), [], False),
        (A, B, [], True),
        (A, B, [A.digest], False),
        (A, A, [], False),
        (state("a", 3), state("b", 3), [], True),
        (state("a", 3), state("b", 3), [A.digest], False),
        (A, GONE, [], False),
        (state("a", 3), state("", 3, is_deleted=True), [], False),
        (state("a", 4), state("", 3, is_deleted=True), [], True),
        (GONE, state("a", 3), [], True),
        (GONE, state("a", 3), [GONE.digest], False),
        (state("", 2, is_deleted=True), state("a", 3), [], False),
    ],
)
def test_what_replaces_what(
    new: PostState,
    stored: PostState,
    replaced: list[bytes],
    expected: bool,
) -> None:
    assert replaces(new, stored, replaced) is expected


def test_the_latest_replaced_states_are_remembered() -> None:
    packed = b""
    digests = []
    for number in range(MAX_REPLACED + 3):
        digests.append(state_digest(number))
        packed = pack_replaced(packed, digests[-1])
    assert unpack_replaced(packed) == set(digests[3:])


@pytest.mark.parametrize(
    ("number", "version"),
    [
        (7, 7),
        (1_772_000_000, 1_772_000_000_000_000),
        (1_772_000_000_123, 1_772_000_000_123_000),
        (1_772_000_000_123_456, 1_772_000_000_123_456),
    ],
)
def test_moments_as_numbers_compare_in_any_unit(
    number: int,
    version: int,
) -> None:
    assert version_of_number(number) == version
