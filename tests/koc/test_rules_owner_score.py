"""Real-owner scores: what shows own use, what speaks against it, and how well
both tell planted owners from dealers and reviewers.
"""

import numpy as np
import pytest

from community.rules.text import normalise
from koc.rules.owner_marks import OWN_USE, Mark, ReadPost, read_post
from koc.rules.owner_score import MAX_SCORE, MIN_POSTS, score_owner
from tests.koc.planted_owners import Planted, planted_community


def read(text: str, number: int = 1, *, is_declared: bool = False) -> ReadPost:
    return read_post(
        number,
        text,
        normalise(text),
        is_declared=is_declared,
        declared_words="某品牌",
    )


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("我的车昨天做了首保", Mark.OWN_CAR),
        ("提车后一共跑了3.2万公里", Mark.MILEAGE),
        ("开了两年了", Mark.DURATION),
        ("每天接娃上下班", Mark.SCENE),
        ("百公里电耗15.6", Mark.COST),
        ("唯一的缺点是隔音", Mark.DRAWBACK),
        ("#广告 全新座舱", Mark.DECLARED),
        ("受厂家邀请参加活动", Mark.INVITED),
        ("现车充足，欢迎到店", Mark.TRADE),
        ("商务合作请私信", Mark.AGENCY),
        ("本期视频测一下", Mark.PROFESSION),
        ("I took delivery in May", Mark.OWN_CAR),
        ("it has 31,000 miles on it", Mark.MILEAGE),
        ("the press car was fully loaded", Mark.INVITED),
        ("for business inquiries write to", Mark.AGENCY),
    ],
)
def test_words_show_a_mark(text: str, mark: Mark) -> None:
    words = read(text).marks[mark]
    assert words
    assert words in normalise(text) or words in text


@pytest.mark.parametrize(
    "text",
    [
        "这款车续航五百公里",
        "官方给了优惠两万，送脚垫，这价格还能谈吗",
        "销售小姐姐人不错",
        "4s店里没现车",
        "我们公司楼下新开了展厅",
        "楼主的车保养得真好",
        "how is the range of this car",
    ],
)
def test_these_words_show_nothing(text: str) -> None:
    marks = set(read(text).marks) - {Mark.FIRST_PERSON}
    assert marks == set()


def test_who_wrote_too_little_has_no_score() -> None:
    posts = [read("我的车跑了2万公里", n) for n in range(MIN_POSTS - 1)]
    assert score_owner(posts) is None
    assert score_owner([read("好的"), read("我觉得行"), read("顶")]) is None


def test_every_point_has_its_words_and_its_post() -> None:
    texts = ["我的车跑了2万公里", "提车一年", "早上接娃", "本店包邮"]
    posts = [read(text, n) for n, text in enumerate(texts, start=1)]
    scoring = score_owner(posts)
    assert scoring is not None
    assert scoring.score == sum(one.points for one in scoring.reasons)
    for reason in scoring.reasons:
        assert reason.points
        for example in reason.examples:
            assert example.words in texts[example.post - 1]
    assert {one.mark for one in scoring.reasons if one.points < 0} == {
        Mark.TRADE,
    }


def test_one_sale_among_many_posts_costs_an_owner_little() -> None:
    posts = [read("我的车跑了2万公里，提车一年", n) for n in range(20)]
    plain = score_owner(posts)
    selling = score_owner([*posts, read("全新脚垫，有意者私信")])
    assert plain is not None
    assert selling is not None
    assert 0 < plain.score - selling.score <= 15


def test_a_paid_time_counts_as_declared_with_who_pays() -> None:
    posts = [read("座舱惊艳", n, is_declared=True) for n in range(3)]
    scoring = score_owner(posts)
    assert scoring is not None
    assert scoring.score == 0
    assert scoring.reasons[0].mark == Mark.DECLARED
    assert scoring.reasons[0].examples[0].words == "某品牌"


def test_scores_stay_between_zero_and_the_most() -> None:
    text = "我的车提车一年跑了2万公里，上下班，百公里电耗15，唯一的缺点是小"
    scoring = score_owner([read(text, n) for n in range(9)])
    assert scoring is not None
    assert scoring.score == MAX_SCORE
    assert {one.mark for one in scoring.reasons} == set(OWN_USE)


def scores_of(people: list[Planted]) -> list[float]:
    found = []
    for one in people:
        scoring = score_owner(
            [read(text, n) for n, text in enumerate(one.texts)],
        )
        found.append(scoring.score if scoring else np.nan)
    return found


def test_planted_owners_are_told_from_the_paid() -> None:
    people = planted_community(seed=7)
    scores = np.array(scores_of(people))
    is_owner = np.array([one.kind == "owner" for one in people])
    known = ~np.isnan(scores)
    assert known[is_owner].mean() > 0.95
    owners = scores[is_owner & known]
    for kind in ("dealer", "paid", "professional"):
        of_kind = np.array([one.kind == kind for one in people])
        others = scores[of_kind & known]
        assert area(owners, others) >= 0.95, kind


def area(owners: np.ndarray, others: np.ndarray) -> float:
    """Return how often an owner's score is higher; equal ones count half."""
    higher = (owners[:, None] > others).mean()
    return float(higher + (owners[:, None] == others).mean() / 2)
