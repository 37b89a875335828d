"""Groups of posts that look alike."""

from insights.rules.decoys import DecoyPost, group_alike

FIRST = DecoyPost(1, 10, "刹车异响很大")


def test_most_alike_come_first_one_of_each_author_and_wording() -> None:
    pool = [
        DecoyPost(2, 11, "今天去露营"),
        DecoyPost(3, 12, "刹车异响"),
        DecoyPost(4, 12, "刹车异响很"),
        DecoyPost(5, 13, "刹车异响很大"),
        DecoyPost(6, 14, "刹车有点软"),
        FIRST,
    ]
    assert group_alike(FIRST, pool, 3) == [1, 4, 6]
    assert group_alike(FIRST, pool, 9) == [1, 4, 6, 2]


def test_posts_of_the_same_author_are_left_out() -> None:
    assert group_alike(FIRST, [DecoyPost(2, 10, "刹车响")], 3) == [1]
