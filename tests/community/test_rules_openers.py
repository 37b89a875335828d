"""Which post opens a thread, whatever the order in which its posts come."""

from datetime import timedelta

import pytest

from community.rules.openers import Opening, first_ranked, opening_rank
from tests.conftest import NOW


def post(
    external_id: str,
    minutes: int = 0,
    *,
    mark: bool | None = None,
    answers: bool = False,
) -> Opening:
    at = NOW + timedelta(minutes=minutes)
    return Opening(external_id, "77", at, mark, answers)


@pytest.mark.parametrize(
    ("posts", "opener"),
    [
        ([post("12", 5), post("11", 1)], "11"),
        ([post("110"), post("99")], "99"),
        ([post("12", 1), post("77", 9)], "77"),
        ([post("12", 1), post("77", 2), post("13", 9, mark=True)], "13"),
        ([post("12", 1, mark=False), post("13", 9)], "13"),
        ([post("12", 1, answers=True), post("13", 9)], "13"),
        ([post("77", 1, answers=True), post("13", 0)], "77"),
        ([post("12", answers=True), post("13", mark=False)], None),
        ([], None),
    ],
)
def test_the_opening_post_is_found(
    posts: list[Opening],
    opener: str | None,
) -> None:
    for order in (posts, posts[::-1]):
        ranked = [(one.external_id, opening_rank(one)) for one in order]
        assert first_ranked(ranked) == opener
