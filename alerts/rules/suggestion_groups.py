"""Which posts make a suggestion, and which of them make the same one.

A post makes a suggestion if one of its sentences wishes for a change, as
community/rules/statements.py reads it. Two suggestions are the same if they
name the same part or service and share further words: the words by which
anybody wishes (建议, 希望, "please add") say nothing of what is wished for, and
those that name the part little. Deterministic: the words of a post never depend
on other posts, and a post is compared with those before it only.
"""

import re
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from alerts.rules.common_words import COMMON_WORDS
from alerts.rules.lexicons import SHIPPED, Lexicon
from alerts.rules.likeness import Words, cosine
from community.rules.statements import (
    Statement,
    StatementKind,
    read_statements,
)
from community.rules.text import normalise, terms

# Few texts wish, so each is searched once, as it came, before it is read. Of
# the labelled wishes this misses those with spaced out letters.
WISHING = re.compile(
    "建[议議]|希望|期待|期盼|盼|呼吁|恳请|提[议議]|提个|提(?:意见|需求)|愿望|许愿|求|"
    "能(?:不能|否)|可(?:不可以|否|以)|应该|应当|最好|要是|如果|就(?:更)?好|不如|"
    "[加增优改支开][个上一加化进持放善成回]|出[个一]|想要|需要|标配|拜[托託]|麻烦|换成|请把|做[成个]|"
    r"\b(?:please|can (?:we|you)|could|consider|feature|wish|request|would|should|"
    r"ought|needs?|love|like|hope|want|why not|how about|what about|suggest|"
    r"recommend|propos|idea|add|bring|make|allow|let|include|offer|give|dear|dev|"
    r"product team|hey|awesome)",
    re.IGNORECASE,
)
# Common ways to wish, which say nothing of what is wished for.
_CARRIERS = re.compile(
    "建议|希望|期待|期盼|盼望|盼着|呼吁|恳请|提议|提个|许愿|(?:强烈|真心|真的|尽快|早日|赶紧|官方|厂家|厂商|工程师|产品经理|产品|开发|"
    "后续|以后|下次|下个|版本|更新|升级|"
    "能不能|能否|可不可以|可否|可以|能够|应该|应当|最好|要是|如果|就好了|就更好了|更好|就完美了|增加|添加|加个|加上|加入|加一个|加(?![热速油固湿密长装])|"
    "出个|出一个|做个|做成|改成|改为|改进|优化|支持|开放|考虑|功能|一下|一个|个|请|求|把|给|让|想要|需要|有|能|的|了|吧|吗|呢|啊)",
)
_ENGLISH_CARRIER_WORDS = (
    "add adding allow bring consider could dear devs feature give hope idea "
    "include let like love make need needs nice offer option please product "
    "propose proposal recommend request should suggest suggestion support "
    "team update want wish would"
)
_ENGLISH_CARRIERS = frozenset(_ENGLISH_CARRIER_WORDS.split())
ALIKE_WITH_TOPIC = 0.35
ALIKE_BY_WORDS = 0.5
# Normalised texts have half commas, which Chinese readers do not expect.
_HALF_COMMA = re.compile(r"(?<=[\u4e00-\u9fff]), ?(?=[\u4e00-\u9fff])")
WORD_WEIGHT = 2
PART_WEIGHT = 1
MAX_SAID = 400
MAX_COMPARED = 2_000
LONGEST_READ = 2_000


class Wish(NamedTuple):
    """What a post suggests: the sentences that do so, the part or service that
    they name ("" for none), and their words with their weights.
    """

    said: str
    topic: str
    words: dict[str, int]


class KnownWish(NamedTuple):
    """A wish that was read before, and the suggestion that it belongs to."""

    suggestion: int
    words: Words


def read_wish(text: str, lexicon: Lexicon = SHIPPED) -> Wish | None:
    """Return what a text suggests, None if it suggests nothing that can be
    named.
    """
    if not WISHING.search(text[:LONGEST_READ]):
        return None
    normal = normalise(text[:LONGEST_READ])
    said = _said(normal, read_statements(normal))
    if not said:
        return None
    words = {}
    rest = said
    mentions = lexicon.find(said).get("components", ())
    # Of several parts the same one, in whichever order they are named.
    topic = min((its.name for its in mentions), default="")
    for mention in mentions:
        named = said[mention.start : mention.end].strip()
        words[named] = PART_WEIGHT
        rest = rest.replace(named, " ")
    words |= dict.fromkeys(_content(rest), WORD_WEIGHT)
    if not words:
        return None
    return Wish(said[:MAX_SAID], topic, words)


def _said(normal: str, statements: Iterable[Statement]) -> str:
    """Return the sentences that suggest something."""
    parts = []
    for one in statements:
        if one.kind is StatementKind.SUGGESTION:
            parts.append(normal[one.start : one.end].strip(" .,，。!！"))
    return _HALF_COMMA.sub("，", "，".join(parts))


def _content(rest: str) -> list[str]:
    """Return the words by which something is wished for."""
    words = []
    for term in terms(_CARRIERS.sub(" ", rest)):
        if term in COMMON_WORDS or term in _ENGLISH_CARRIERS:
            continue
        if len(term) > 1:
            words.append(term)
    return words


def find_suggestion(wish: Wish, known: Iterable[KnownWish]) -> int | None:
    """Return the suggestion whose posts are most alike to a wish, of several
    the oldest; None if none is alike enough. They all name the same topic.
    """
    bound = ALIKE_WITH_TOPIC if wish.topic else ALIKE_BY_WORDS
    best: tuple[float, int] | None = None
    for one in known:
        likeness = cosine(wish.words, one.words)
        if likeness < bound:
            continue
        found = (likeness, -one.suggestion)
        if best is None or found > best:
            best = found
    return -best[1] if best else None


class KnownWishes:
    """The latest wishes of one topic, in the order of their posts."""

    def __init__(self, wishes: Iterable[KnownWish] = ()) -> None:
        self.latest: deque[KnownWish] = deque(wishes, maxlen=MAX_COMPARED)

    def find(self, wish: Wish) -> int | None:
        """Return the suggestion that a wish belongs to, None for a new one."""
        return find_suggestion(wish, self.latest)

    def add(self, suggestion: int, wish: Wish) -> None:
        """Remember a wish for those that come later."""
        self.latest.append(KnownWish(suggestion, wish.words))
