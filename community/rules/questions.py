"""Whether a post is a question, a complaint or thanks, and how upset it sounds.

Marks of Chinese and English, on normalised text. Their error was counted on
posts of a public forum and on texts written for it (docs/benchmarks.md).
"""

import re
from typing import NamedTuple

from community.rules.adverts import advert_marks
from community.rules.question_marks import (
    ASKING,
    ASKING_AT_END,
    EXCLAIMING,
    INVITING,
    RHETORICAL,
    SELLING,
)
from community.rules.sentences import split_sentences

# Whoever asks says so early or at the end; a question mark elsewhere belongs to
# the story.
FIRST_SENTENCES = 2
LAST_SENTENCES = 2
SHORT_TEXT = 6
_TEACHING = re.compile(
    "教程|攻略|手把手|教大家|教你|步骤如下|方法如下|避坑|作业来了|"
    r"^(?:how ?to|guide|diy|tutorial|psa|fyi|tip|faq)\b|\bstep by step\b",
)
_ADDRESSED = re.compile(
    r"请问|求助|求解|请教|有没有(?:人|谁|车友|大神|大佬)|\bany(?:one|body) |\?$",
)
_TRADING = re.compile(
    r"^(?:[\w ]{0,20} )?(?:fs|wtb|wts|wtt|for sale|wanted|sold|iso)\b|"
    r"\bfor sale\b|^(?:出|收|求购|转让|出售)",
)

_THANKS = re.compile(
    "谢谢|感谢|多谢|搞定了|(?<!没)(?<!未)(?<!不)解决了|已经好了|原来如此|弄好了|搞好了|太棒了|"
    r"\b(?:thank you|thanks|thx|that worked|solved|fixed it|works now)\b",
)
_COMPLAINT = re.compile(
    "投诉|失望|垃圾|坑(?!洼)|气死|无语|受不了|不解决|忽悠|太差|后悔|维权|闹心|崩溃|吓人|"
    "危险|耽误|心疼|恶心|"
    "欺骗|欺诈|背刺|不合理|无良|强烈要求|强烈反抗|要求(?:厂家|赔|补|退|更换)|拒不|推诿|"
    "质量问题|缺陷|通病|"
    "损失|不认可|不接受|没人管|不公平|遥遥无期|"
    r"\b(?:disappoint|terrible|awful|worst|unacceptable|furious|angry|ridiculous|dangerous|"
    r"scary|"
    r"fed up|annoy|absurd|indefensible|bugg(?:y|ier)|nonsense|no excuse|rip.?off|joke of a)",
)
_NEGATED_THANKS = re.compile(
    r"没(?:有)?解决|未解决|不解决|不感谢|not solved|isn't solved",
)
_LOUD = re.compile("[!！]{2,}|[?？]{2,}")


class Tone(NamedTuple):
    """What a text is, and how upset it sounds: 0 calm, 1 worried, 2 upset."""

    is_question: bool
    is_complaint: bool
    is_thanks: bool
    upset: int


def asks_question(title: str, text: str) -> bool:
    """Return whether a post with this title and text, both normalised, asks
    something of its readers. Adverts, invitations, greetings, teaching and
    exclamations do not.
    """
    if _TRADING.search(title or text[:30]):
        return False
    if title and _asks_somewhere(title):
        return True
    whole = f"{title} {text}"
    if SELLING.search(whole) and advert_marks(whole):
        return False
    if _TEACHING.search(title) or _TEACHING.search(text[:60]):
        return False
    return _asks_somewhere(text)


def _asks_somewhere(normal: str) -> bool:
    sentences = split_sentences(normal)
    count = len(sentences)
    for place, sentence in enumerate(sentences):
        said = normal[sentence.start : sentence.end].strip()
        if RHETORICAL.search(said) or INVITING.search(said):
            continue
        is_beside = FIRST_SENTENCES <= place < count - LAST_SENTENCES
        is_story = is_beside and count > SHORT_TEXT
        if ASKING.search(said) and (
            not is_story or _ADDRESSED.search(said.rstrip(" .!"))
        ):
            return True
        if is_story or EXCLAIMING.search(said):
            continue
        if ASKING_AT_END.search(said) or said.rstrip(" .!").endswith("?"):
            return True
    return False


def read_tone(normal: str) -> Tone:
    """Return the tone of a normalised text."""
    is_question = _asks_somewhere(normal)
    is_complaint = bool(_COMPLAINT.search(normal))
    is_negated = bool(_NEGATED_THANKS.search(normal))
    is_thanks = bool(_THANKS.search(normal)) and not is_negated
    upset = min(2, 2 * is_complaint + bool(_LOUD.search(normal)))
    return Tone(is_question, is_complaint, is_thanks, upset)
