"""Whether a post is a question, a complaint or thanks, and how upset it sounds.

Plain marks of Chinese and English, on normalised text. No labelled public data
exists; the error was counted by hand on posts of public forums
(docs/benchmarks.md).
"""

import re
from typing import NamedTuple

_QUESTION = re.compile(
    "[?？]|请问|求助|求教|请教|怎么(?:办|弄|设置|解决|回事|样|做|开|关|换|处理)|如何|有没有(?:人|谁|车友)|有谁|"
    "谁知道|是不是(?:坏|正常)|吗(?:[ ,，。.!！]|$)|[么嘛]$|得多少钱|"
    "大不大|贵不贵|值不值|好不好用|怎么会|"
    "为什么|为啥|咋(?:办|回事|弄)|哪里(?:可以|能)|能不能|可不可以|"
    r"\b(?:how (?:do|can|to)|(?:does|has) any(?:one|body)|is it "
    r"normal|any(?:one|body) (?:know|else)|"
    r"why (?:does|is|do)|what (?:is|does|should)|where can|can i|should i)\b",
)
_THANKS = re.compile(
    "谢谢|感谢|多谢|搞定了|(?<!没)(?<!未)(?<!不)解决了|已经好了|原来如此|弄好了|搞好了|太棒了|"
    r"\b(?:thank you|thanks|thx|that worked|solved|fixed it|works now)\b",
)
_COMPLAINT = re.compile(
    "投诉|失望|垃圾|坑(?!洼)|气死|无语|受不了|不解决|忽悠|太差|后悔|维权|闹心|崩溃|吓人|危险|耽误|心疼|恶心|"
    "欺骗|欺诈|背刺|不合理|无良|强烈要求|强烈反抗|要求(?:厂家|赔|补|退|更换)|拒不|推诿|质量问题|缺陷|通病|"
    "损失|不认可|不接受|没人管|不公平|遥遥无期|"
    r"\b(?:disappoint|terrible|awful|worst|unacceptable|furious|angry|ridiculous|dangerous|scary|"
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


def read_tone(normal: str) -> Tone:
    """Return the tone of a normalised text."""
    is_question = bool(_QUESTION.search(normal))
    is_complaint = bool(_COMPLAINT.search(normal))
    is_negated = bool(_NEGATED_THANKS.search(normal))
    is_thanks = bool(_THANKS.search(normal)) and not is_negated
    upset = min(2, 2 * is_complaint + bool(_LOUD.search(normal)))
    return Tone(is_question, is_complaint, is_thanks, upset)
