"""Phrases that a lexicon may lack, found by counting: words that own troubles
say more often than other texts, and what their neighbours are like.

No dictionary and no model: runs of Chinese characters and whole Latin words.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

MIN_RUN = 2
MAX_RUN = 4
MIN_POSTS = 3
# A phrase is at least e times as likely in own troubles as elsewhere.
MIN_LIFT = 1.0
# A run of characters that is nearly always part of a longer one is no word.
PART_SHARE = 0.8
MIN_LIKENESS = 0.3
MIN_NEIGHBOURS = 2
# Letters on each side that are the context of a phrase.
CONTEXT = 2
MAX_EXAMPLES = 5
MAX_PROPOSALS = 100
# Characters that are part of no name of a thing, and runs without them.
_PARTICLES = "的了是我你他她它们这那就都也很还又在吗呢吧啊哦呀么"
_HAN = re.compile(rf"(?:(?![{_PARTICLES}])[\u3400-\u4dbf\u4e00-\u9fff])+")
_WORD = re.compile(r"[a-z][a-z']{2,29}")
# Characters with which no name of a thing begins or ends.
_GRAMMAR = frozenset(
    "有和与或把被给让从到对向不没个一上下来去说会能要可以得着过啦嘛再才刚已经为因所但如果",
)
_ENGLISH_GRAMMAR = frozenset(
    {
        *("the", "and", "was", "for", "that", "with", "this", "have", "has"),
        *("had", "but", "not", "you", "are", "they", "them", "been", "when"),
        *("then", "just", "from", "after", "will", "would", "there", "what"),
        *("all", "out", "get", "got", "can", "can't", "does", "did", "its"),
        *("it's", "i'm", "i've", "our", "again", "still", "since", "also"),
        *("very", "mine", "about", "because", "which", "your", "now", "too"),
    },
)
Texts = Iterable[tuple[int, str]]


class Proposal(NamedTuple):
    """A phrase, how many own troubles say it, how much likelier it is in them
    than elsewhere (as a logarithm), posts that say it, and the entry whose
    words have the most similar neighbours with that likeness.
    """

    phrase: str
    posts: int
    lift: float
    post_ids: tuple[int, ...]
    entry: tuple[str, str]
    likeness: float


def candidate_phrases(normal: str) -> set[str]:
    """Return the phrases of a normalised text that may be words."""
    found = set()
    for run in _HAN.findall(normal):
        for length in range(MIN_RUN, MAX_RUN + 1):
            for start in range(len(run) - length + 1):
                phrase = run[start : start + length]
                is_bare = phrase[0] in _GRAMMAR or phrase[-1] in _GRAMMAR
                if not is_bare:
                    found.add(phrase)
    for word in _WORD.findall(normal):
        if word not in _ENGLISH_GRAMMAR:
            found.add(word)
    return found


def propose(
    troubles: Texts,
    others: Texts,
    contexts: Mapping[tuple[str, str], Counter[str]],
) -> list[Proposal]:
    """Return phrases that the lexicon may lack, the most frequent first.

    troubles: id and text of own troubles without a facet · others: id and
    text of everything else · contexts: neighbours of the words of each entry
    (facet, name), as context_of() counts them.
    """
    frequent, texts = _read_troubles(troubles)
    elsewhere, total = _count_elsewhere(frequent, others)
    ranked = []
    for phrase in _whole_words(frequent):
        if not _stands_alone(phrase, texts):
            continue
        count = len(frequent[phrase])
        lift = math.log((count + 0.5) / (len(texts) + 1.0))
        lift -= math.log((elsewhere[phrase] + 0.5) / (total + 1.0))
        if lift >= MIN_LIFT:
            ranked.append((-count, -lift, phrase))
    found = []
    for _count, minus_lift, phrase in sorted(ranked)[:MAX_PROPOSALS]:
        ids = frequent[phrase]
        entry, likeness = nearest_entry(phrase, texts, contexts)
        found.append(
            Proposal(
                phrase=phrase,
                posts=len(ids),
                lift=-minus_lift,
                post_ids=tuple(ids[:MAX_EXAMPLES]),
                entry=entry,
                likeness=likeness,
            ),
        )
    return found


def _read_troubles(troubles: Texts) -> tuple[dict[str, list[int]], list[str]]:
    """Return the posts of each phrase that enough posts say, and the texts,
    each once: copies of one text say a phrase once.
    """
    said: dict[str, dict[int, None]] = defaultdict(dict)
    texts: dict[str, None] = {}
    for post_id, normal in troubles:
        if normal in texts:
            continue
        texts[normal] = None
        for phrase in sorted(candidate_phrases(normal)):
            said[phrase][post_id] = None
    frequent = {}
    for phrase, ids in said.items():
        if len(ids) >= MIN_POSTS:
            frequent[phrase] = list(ids)
    return frequent, list(texts)


def _count_elsewhere(
    wanted: Mapping[str, object],
    others: Texts,
) -> tuple[Counter[str], int]:
    counts: Counter[str] = Counter()
    total = 0
    for _post_id, normal in others:
        total += 1
        for phrase in candidate_phrases(normal):
            if phrase in wanted:
                counts[phrase] += 1
    return counts, total


def _whole_words(frequent: Mapping[str, list[int]]) -> list[str]:
    """Return the phrases that are not nearly always part of a longer one."""
    parts = set()
    for phrase, ids in frequent.items():
        for length in range(MIN_RUN, len(phrase)):
            for start in range(len(phrase) - length + 1):
                part = phrase[start : start + length]
                if len(ids) >= PART_SHARE * len(frequent.get(part, ())):
                    parts.add(part)
    return [phrase for phrase in sorted(frequent) if phrase not in parts]


def _stands_alone(phrase: str, texts: Iterable[str]) -> bool:
    """Return whether different letters precede and follow a run of characters;
    if not, it is a piece of a longer expression.
    """
    if phrase.isascii():
        return True
    before = set()
    after = set()
    for number, normal in enumerate(texts):
        place = normal.find(phrase)
        if place < 0:
            continue
        letters = f" {normal} "
        left = letters[place]
        right = letters[place + len(phrase) + 1]
        # The end of a clause is like a letter of its own.
        before.add(left if left.isalnum() else str(number))
        after.add(right if right.isalnum() else str(number))
        if len(before) >= MIN_NEIGHBOURS and len(after) >= MIN_NEIGHBOURS:
            return True
    return False


def context_of(normal: str, start: int, end: int) -> Counter[str]:
    """Return the neighbours of a place in a text, each with its side."""
    found: Counter[str] = Counter()
    if normal[start:end].isascii():
        for word in normal[:start].split()[-CONTEXT:]:
            found[f"<{word}"] += 1
        for word in normal[end:].split()[:CONTEXT]:
            found[f">{word}"] += 1
        return found
    for letter in normal[max(start - CONTEXT, 0) : start]:
        found[f"<{letter}"] += 1
    for letter in normal[end : end + CONTEXT]:
        found[f">{letter}"] += 1
    return found


def nearest_entry(
    phrase: str,
    texts: Iterable[str],
    contexts: Mapping[tuple[str, str], Counter[str]],
) -> tuple[tuple[str, str], float]:
    """Return the entry whose words have the most similar neighbours, and how
    similar (0 to 1); ("", "") and 0 if none is similar enough.
    """
    mine: Counter[str] = Counter()
    for normal in texts:
        place = normal.find(phrase)
        while place >= 0:
            mine.update(context_of(normal, place, place + len(phrase)))
            place = normal.find(phrase, place + len(phrase))
    best = ("", "")
    best_likeness = 0.0
    for entry in sorted(contexts):
        likeness = cosine(mine, contexts[entry])
        if likeness > best_likeness:
            best = entry
            best_likeness = likeness
    if best_likeness < MIN_LIKENESS:
        return ("", ""), 0.0
    return best, best_likeness


def cosine(one: Counter[str], other: Counter[str]) -> float:
    """Return how similar two counts are, from 0 to 1."""
    shared = sum(count * other[word] for word, count in one.items())
    if not shared:
        return 0.0
    sizes = math.hypot(*one.values()) * math.hypot(*other.values())
    return shared / sizes
