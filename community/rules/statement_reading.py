"""Reads the cues and signs of each sentence of a text."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from community.rules.adverts import trades_and_prices
from community.rules.cues import Cue, cue_finder
from community.rules.negation import is_denied
from community.rules.phrases import Phrase
from community.rules.sentences import Sentence, split_sentences
from community.rules.statement_grams import read_grams
from community.rules.statement_signs import read_signs

# A sign of trouble that is denied.
DENIED = "denied"
# The name of a brand that says nothing: the own one, or one of any where the
# own one is not known.
_SILENT_BRAND = "silent brand"
# What begins with no letter: "+1", "me too" in group chats; marks out of ten.
_PLUS_ONE = re.compile(r"^ *\+ ?1\d*(?![.\d])|楼上 ?\+ ?1")
_SCORE = re.compile(
    r"\d(?:\.\d)? ?分(?!钟|之|期|店)|\b\d(?:\.\d)? (?:out of )?10\b"
)


# What can not be done (打不开, 充不满), whatever is done; and whether
# something is so (快不快).
_CANNOT = re.compile(
    "[\u4e00-\u9fff]不(?<![差了对忍舍说挑离免犯怪恨巴少想忘爱用要都也就就是看得]不)"
    "(?:了(?!解)|上(?!班|学|课|车)|开(?!心|玩笑)|到(?!位|\\d|[一二三四五六七八九十])|进(?!厂)|出(?!色|来差)|动|下(?!雨|雪)|"
    "起(?!眼|火|泡)|住|掉|清(?!楚)|准(?!备|时)|全|着(?!急)|紧|严|满(?!意)|通|回|稳)",
)
_SO_OR_NOT = re.compile("([\u4e00-\u9fff])不\\1")


class ReadSentence(NamedTuple):
    """A sentence, its cues (places in the text), its signs and its words as
    the model reads them.
    """

    sentence: Sentence
    cues: tuple[Phrase, ...]
    signs: tuple[str, ...]
    grams: set[str]

    def has(self, *names: str) -> bool:
        """Return whether the sentence has a cue of one of these names."""
        return not {cue.name for cue in self.cues}.isdisjoint(names)


def read_text(
    normal: str,
    own_names: Collection[str] | None,
) -> list[ReadSentence]:
    """Return the sentences of a normalised text. See read_statements()."""
    cues = read_cues(normal, own_names)
    found = []
    for sentence in split_sentences(normal):
        own = []
        for cue in cues:
            if sentence.start <= cue.start < sentence.end:
                own.append(cue)
        found.append(with_signs(normal, sentence, own))
    return found


def read_whole(
    normal: str,
    own_names: Collection[str] | None,
) -> ReadSentence:
    """Return a text as if it were one sentence."""
    clauses: list[int] = []
    for sentence in split_sentences(normal):
        clauses.extend(sentence.clauses)
    whole = Sentence(0, len(normal), tuple(clauses) or (0,))
    return with_signs(normal, whole, read_cues(normal, own_names))


def read_cues(
    normal: str,
    own_names: Collection[str] | None,
) -> list[Phrase]:
    """Return the cues of a text as they count: trouble that is denied as
    DENIED, and the name of the own brand as one that says nothing.
    """
    cues: list[Phrase] = []
    for cue in cue_finder().find(normal):
        name = cue.name
        if name == Cue.BRAND:
            if own_names is None or normal[cue.start : cue.end] in own_names:
                cue = Phrase(_SILENT_BRAND, cue.start, cue.end)
        elif name == Cue.TROUBLE and is_denied(normal, cue.start, cue.end):
            cue = Phrase(DENIED, cue.start, cue.end)
        cues.append(cue)
    cues += _patterns(normal, cues)
    return cues


def with_signs(
    normal: str,
    sentence: Sentence,
    cues: list[Phrase],
) -> ReadSentence:
    """Return a sentence that has these cues, with its signs."""
    text = normal[sentence.start : sentence.end]
    kept = [cue for cue in cues if cue.name != _SILENT_BRAND]
    signs = read_signs(text, sentence.start, kept, sentence.clauses)
    grams = read_grams(_without_brands(text, sentence.start, cues))
    return ReadSentence(sentence, tuple(kept), signs, grams)


def _without_brands(text: str, start: int, cues: list[Phrase]) -> str:
    """Return a text without the names of brands: which of them is another one
    depends on the community, so no words may say it.
    """
    for name, first, end in reversed(cues):
        if name in (Cue.BRAND, _SILENT_BRAND) and first >= start:
            text = f"{text[: first - start]} {text[end - start :]}"
    return text


def _patterns(normal: str, known: list[Phrase]) -> list[Phrase]:
    """Return the cues that begin with no word, besides those known already."""
    found = trades_and_prices(normal)
    if "不" in normal:
        found += _negated_verbs(normal, known)
    if "+" in normal:
        found += _find(_PLUS_ONE, Cue.AGREEING, normal)
    found += _find(_SCORE, Cue.REVIEWING, normal)
    return found


def _negated_verbs(normal: str, known: list[Phrase]) -> Iterator[Phrase]:
    """Yield what can not be done, and what is asked whether it is so."""
    for cue in _find(_CANNOT, Cue.TROUBLE, normal):
        covered = False
        for other in known:
            covered = covered or other.start <= cue.start < other.end
        if not covered:
            yield cue
    yield from _find(_SO_OR_NOT, Cue.WHETHER, normal)


def _find(
    pattern: re.Pattern[str],
    name: str,
    normal: str,
) -> Iterator[Phrase]:
    """Yield the first place where a pattern fits, if any."""
    match = pattern.search(normal)
    if match:
        yield Phrase(name, *match.span())
