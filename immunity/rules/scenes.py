"""The scene of a claim: the words that an own experience of it has to name."""

import re
from collections.abc import Sequence

from alerts.rules.lexicon import COMPONENTS, SCENES
from alerts.rules.lexicons import SHIPPED, Lexicon
from community.rules.text import normalise

ALTERNATIVES = "/"
MAX_WORDS = 8
_PLAIN = re.compile("^[一-鿿]{2,6}$")


def scene_words_of(text: str, lexicon: Lexicon = SHIPPED) -> list[str]:
    """Return the words of the parts and scenes that a text names, each with
    others that mean the same: 下雨/雨天/暴雨.
    """
    normal = normalise(text)
    found = lexicon.find(normal)
    words: dict[str, None] = {}
    for facet, entries in (("scenes", SCENES), ("components", COMPONENTS)):
        for mention in found.get(facet, ()):
            said = normal[mention.start : mention.end].strip()
            others = _plain_words(entries.get(mention.name, ""))
            alike = dict.fromkeys([said, *others])
            words[ALTERNATIVES.join(list(alike)[:MAX_WORDS])] = None
    return list(words)[:3]


def read_scene(scene_words: Sequence[str]) -> list[list[str]]:
    """Return the words of a scene, one list for each thing to be named."""
    groups = []
    for entry in scene_words:
        words = []
        for word in entry.lower().split(ALTERNATIVES):
            if word.strip():
                words.append(word.strip())
        if words:
            groups.append(words)
    return groups


def _plain_words(pattern: str) -> list[str]:
    """Return the alternatives of a pattern that are plain Chinese words."""
    found = []
    for alternative in pattern.split("|"):
        if _PLAIN.match(alternative):
            found.append(alternative)
    return found
