"""The words by which claims are compared: pairs of letters, without those by
which anybody passes something on, refutes it or asks.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from alerts.rules.common_words import COMMON_WORDS
from alerts.rules.facets import read_facets
from alerts.rules.lexicons import SHIPPED, Lexicon
from community.rules.text import terms, text_key

# Ways to pass on, to refute and to ask, which say nothing of the claim itself.
_CARRIERS = re.compile(
    "网上(?:都)?(?:在)?(?:传|说|流传|疯传)?|群里(?:都)?(?:有人)?(?:在)?(?:传|说)?|听说|据说|传说|传闻|传言|"
    "有人说|有人|大家(?:都)?(?:在)?(?:说|传)|都在传|都在说|都说|朋友(?:圈)?(?:都)?(?:在)?(?:说|传|转)?|"
    "抖音(?:上)?|小红书|微博|论坛|刷到|看到|视频|爆料|曝光|新闻|转发|扩散|速转|提醒|注意|小心|当心|"
    "千万别|千万不要|千万|辟谣|谣言|假的|别信|不要信|纯属|真的|真的假的|是不是|会不会|会|"
    "亲测|实测|从来|没有|没出过|没|不会|根本|一直|已经|什么|怎么|可能|这个|那个|说法|说|传|"
    "吗|了|的|呢|啊|吧|就|都|也|又|很|我|你|他|她|它|们|是|在|和|跟|把|被|给|请|各位|车友",
)
MIN_LETTERS = 2
MAX_TERMS = 400
# In a longer text these words weigh little, and tell its wordings apart.
LONGEST_CARRIED = 80


class ClaimWords(NamedTuple):
    """What a text says, to be compared: its terms, the parts, symptoms and
    scenes that it names, and the key of its letters.
    """

    terms: frozenset[str]
    components: frozenset[str] = frozenset()
    symptoms: frozenset[str] = frozenset()
    scenes: frozenset[str] = frozenset()
    key: str = ""

    def as_stored(self) -> dict[str, list[str]]:
        """Return what is stored of them, sorted."""
        return {
            "terms": sorted(self.terms),
            "components": sorted(self.components),
            "symptoms": sorted(self.symptoms),
            "scenes": sorted(self.scenes),
        }


def words_of(normal: str, lexicon: Lexicon = SHIPPED) -> ClaimWords:
    """Return what a normalised text says, to be compared with claims."""
    facets = read_facets(normal, lexicon)
    return ClaimWords(
        frozenset(_content(normal)),
        frozenset(facets.components),
        frozenset(facets.symptoms),
        frozenset(facets.scenes),
        text_key(normal),
    )


def words_from(stored: dict[str, list[str]], key: str = "") -> ClaimWords:
    """Return words as they were stored."""
    return ClaimWords(
        frozenset(stored.get("terms", ())),
        frozenset(stored.get("components", ())),
        frozenset(stored.get("symptoms", ())),
        frozenset(stored.get("scenes", ())),
        key,
    )


def _content(normal: str) -> Collection[str]:
    is_long = len(normal) > LONGEST_CARRIED
    found = []
    for term in terms(normal if is_long else _CARRIERS.sub(" ", normal)):
        is_content = is_long or term not in COMMON_WORDS
        if len(term) >= MIN_LETTERS and is_content:
            found.append(term)
    return found[:MAX_TERMS]
