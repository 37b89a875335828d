"""Whether a post passes a claim on, refutes it, or asks whether it is true.

What an owner reports as a trouble of their own passes nothing on: a complaint
is never a rumour, whatever it is about. Hearsay is recognised as
community/rules/statements.py does it.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from community.rules.cues import Cue
from community.rules.sentences import split_sentences
from community.rules.statement_reading import read_text
from community.rules.statements import (
    Statement,
    StatementKind,
    read_statements,
)
from immunity.rules.refutation_marks import (
    DOUBTING,
    NOTHING_HAPPENED,
    OWN_EXPERIENCE,
    OWN_STORY,
    REFUTING,
)

MAX_READ = 2_000
MAX_SAID = 400
# So many signs of an own story, and a text is one; a short text that begins
# with hearsay repeats what others say.
STORY_SIGNS = 2
LONGEST_HEARSAY = 60
HEARSAY_BEGINS = 8
_COMMA = re.compile(r"(?<=[一-鿿]), ?(?=[一-鿿])")
# Signs of a trouble that the writer has had: my car, this morning, on the road.
_OWN_TROUBLE = re.compile(
    "我(?:的|家|这)?(?:车|的车|媳妇|老公)|我的(?!天|妈)|自己的车|本人(?:车|于|的)|今早|今天早上|昨晚|"
    "刚(?:刚|才)|我(?:昨天|今天|上周|前天|这两天|也是|就是|遇到|碰到|开着)|提车|"
    r"\b(?:my|mine|i had|i have|i've had|happened to me)\b",
)
_SPREADING_WORDS = re.compile(
    "千万别|千万不要|大家(?:注意|小心|当心)|扩散|转起来|速转|转发|转给|提醒(?:大家|各位)|为了安全|"
    "转[:：]|紧急通知|出大事|(?:被|遭|惊天|内幕)曝光|曝光[:：!！]|震惊|"
    r"\b(?:please share|spread the word|warning)\b",
)


class Stance(StrEnum):
    """What a post does with a claim."""

    SPREADING = "spreading"
    REFUTING = "refuting"
    ASKING = "asking"


class StanceReading(NamedTuple):
    """What a text does with a claim, and the sentences that say so.

    by_experience: it refutes by its writer's own use, without saying outright
    that something is untrue; that counts for a claim that is known only.
    """

    stance: Stance
    said: str
    by_experience: bool = False


def read_stance(normal: str) -> StanceReading | None:
    """Return what a normalised text does with a claim, None for nothing."""
    normal = normal[:MAX_READ]
    statements = read_statements(normal)
    if _complains(normal, statements):
        return None
    hearsay = _hearsay(normal, statements)
    if _tells_own_story(normal):
        return None
    refutes = REFUTING.search(normal)
    if refutes and not _only_asks(normal, refutes):
        return StanceReading(Stance.REFUTING, _said(normal, normal))
    own = OWN_EXPERIENCE.search(normal)
    if own and NOTHING_HAPPENED.search(normal):
        return StanceReading(Stance.REFUTING, _said(normal, normal), True)
    if not hearsay:
        return None
    said = _said(normal, hearsay)
    if _asks(normal, statements):
        return StanceReading(Stance.ASKING, said)
    return StanceReading(Stance.SPREADING, said)


def is_complaint(normal: str) -> bool:
    """Return whether a text reports a trouble of its writer's own."""
    normal = normal[:MAX_READ]
    return _complains(normal, read_statements(normal))


def _complains(normal: str, statements: Sequence[Statement]) -> bool:
    """Return whether a text has a trouble of the writer's own in it; where it
    repeats what others say, only if its own words say so.
    """
    kinds = {one.kind for one in statements}
    if NOTHING_HAPPENED.search(normal) or REFUTING.search(normal):
        # A denial in other words, unless a clause still reports a trouble.
        return StatementKind.FAULT in kinds and _has_own_trouble(normal)
    if StatementKind.AGREEMENT in kinds:
        return True
    if StatementKind.FAULT in kinds and _speaks_of_own(normal):
        return True
    if StatementKind.FAULT in kinds and not _hearsay(normal, statements):
        return True
    return _has_own_trouble(normal)


def _tells_own_story(normal: str) -> bool:
    """Return whether a text has the signs of a trouble with its writer's own
    car, which quotes what the dealer says rather than what is being said.
    """
    signs = {sign.group() for sign in OWN_STORY.finditer(normal)}
    if len(signs) < STORY_SIGNS:
        return False
    if len(normal) > LONGEST_HEARSAY:
        return True
    for sentence in read_text(normal, None):
        for cue in sentence.cues:
            if cue.name == Cue.HEARSAY:
                return cue.start >= HEARSAY_BEGINS
    return not REFUTING.search(normal)


def _speaks_of_own(normal: str) -> bool:
    """Return whether a text begins with the writer's own car or day, before
    it says what others say.
    """
    own = _OWN_TROUBLE.search(normal)
    if own is None:
        return False
    for sentence in read_text(normal, None):
        for cue in sentence.cues:
            if cue.name == Cue.HEARSAY:
                return own.start() < cue.start
    return True


def _has_own_trouble(normal: str) -> bool:
    """Return whether a sentence names a trouble beside the writer's own car or
    day, and does not repeat what others say.
    """
    for sentence in read_text(normal, None):
        start, end = sentence.sentence.start, sentence.sentence.end
        text = normal[start:end]
        if not sentence.has(Cue.TROUBLE, Cue.MAYBE_TROUBLE):
            continue
        own = sentence.has(Cue.OWN) or _OWN_TROUBLE.search(text)
        is_denied = NOTHING_HAPPENED.search(text) or REFUTING.search(text)
        if own and not sentence.has(Cue.HEARSAY) and not is_denied:
            return True
    return False


def _hearsay(normal: str, statements: Sequence[Statement]) -> str:
    """Return the sentences that repeat what others say, or call on others to
    pass a warning on.
    """
    parts = []
    starts = set()
    for one in statements:
        if one.kind is StatementKind.HEARSAY:
            starts.add(one.start)
    for sentence in read_text(normal, None):
        start, end = sentence.sentence.start, sentence.sentence.end
        text = normal[start:end]
        is_hearsay = start in starts or sentence.has(Cue.HEARSAY)
        if is_hearsay or _SPREADING_WORDS.search(text):
            parts.append(text)
    return " ".join(parts)


def _asks(normal: str, statements: Sequence[Statement]) -> bool:
    kinds = {one.kind for one in statements}
    return StatementKind.QUESTION in kinds or bool(DOUBTING.search(normal))


def _only_asks(normal: str, refutes: re.Match[str]) -> bool:
    """Return whether the refuting word stands in a question (真的假的, 求辟谣)."""
    for sentence in split_sentences(normal):
        if sentence.start <= refutes.start() < sentence.end:
            text = normal[sentence.start : sentence.end]
            return bool(DOUBTING.search(text.strip(" ,.。"))) and not (
                REFUTING.search(DOUBTING.sub(" ", text))
            )
    return False


def _said(normal: str, text: str) -> str:
    """Return what is kept of a text, as Chinese readers expect it."""
    plain = " ".join(text.split()).strip(" .,，。")
    return _COMMA.sub("，", plain)[:MAX_SAID]
