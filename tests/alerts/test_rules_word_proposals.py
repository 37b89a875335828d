"""Words that own troubles say more often than other texts are proposed, with
the entry that is used in the same way.
"""

from collections import Counter

from alerts.rules.word_proposals import (
    candidate_phrases,
    context_of,
    cosine,
    propose,
)

WHEN = ("昨天的", "今早我的", "新车，", "下班后", "两年车，")
TROUBLES = [(n, f"{WHEN[n]}踏板撑{n}次抖得厉害") for n in range(5)]
OTHERS = [(n, f"昨天的天气很好{n}") for n in range(20)]


def test_what_troubles_say_and_others_do_not_is_proposed() -> None:
    found = propose(TROUBLES, OTHERS, {})

    phrases = [one.phrase for one in found]
    assert any("踏板撑" in phrase for phrase in phrases)
    assert not any("昨天" in phrase for phrase in phrases)
    one = found[phrases.index("踏板撑")]
    assert one.posts == 5
    assert one.post_ids == (0, 1, 2, 3, 4)


def test_part_of_a_longer_word_is_not_proposed() -> None:
    phrases = [one.phrase for one in propose(TROUBLES, OTHERS, {})]

    assert "踏板撑" in phrases
    assert "踏板" not in phrases


def test_what_too_few_posts_say_is_not_proposed() -> None:
    assert propose(TROUBLES[:2], OTHERS, {}) == []
    of_one_post = [(1, text) for _n, text in TROUBLES]
    assert propose(of_one_post, OTHERS, {}) == []
    copies = [(n, TROUBLES[0][1]) for n in range(5)]
    assert propose(copies, OTHERS, {}) == []


def test_the_entry_with_the_same_neighbours_is_suggested() -> None:
    pedal = context_of("昨天的踏板撑3次抖", 3, 6)
    contexts = {
        ("components", "doors"): pedal,
        ("components", "price"): Counter({"<多": 3, ">吗": 3}),
    }
    found = {one.phrase: one for one in propose(TROUBLES, OTHERS, contexts)}

    assert found["踏板撑"].entry == ("components", "doors")


def test_grammar_is_no_word() -> None:
    assert candidate_phrases("的了是") == set()
    assert candidate_phrases("the knob was loose") == {"knob", "loose"}


def test_likeness_lies_between_none_and_all() -> None:
    one = Counter({"<a": 2, ">b": 1})

    assert cosine(one, one) > 0.999
    assert cosine(one, Counter({"<c": 5})) == 0
