"""A sentence that reports a trouble and then asks about it: "it rattles, how
much is a new one?", "it rattles, anyone else?".
"""

import re

from community.rules.cues import Cue
from community.rules.sentences import Sentence
from community.rules.statement_reading import ReadSentence, with_signs

# What asks whether a trouble exists at all presupposes none of the writer's.
_OPEN = (Cue.WHETHER, Cue.HYPOTHESIS, Cue.PROSPECT, Cue.OTHER_CAR)
_NOT_REPORTING = (*_OPEN, Cue.ASKING, Cue.HEARSAY, Cue.REPAIRED)
_DOUBTS = re.compile(
    "真的(?:吗|假的|嘛|么)|真假|属实|靠谱吗|有(?:这|那)(?:回)?(?:个)?事|是不是真|谣言|"
    r"\b(?:is (?:it|that|this) (?:true|real)|true or|for real)\b",
)
# Asks the others whether they know the trouble too.
_ASKS_AROUND = re.compile(
    "(?:有没有|有|还有|谁)(?:别的|其他|哪位|哪个)?"
    "(?:人|朋友|车友|车主|大佬|大神|兄弟|老铁|同学|群友|网友)?"
    "(?:也|和我|跟我|同样|也是)?"
    "(?:遇|碰|出现|一样|知道|懂|会|中招|有过?)|"
    r"\b(?:any(?:one|body) (?:else|here|know|knows|had|got|seen))\b",
)
# Asks what to do about it, where it comes from and what it costs.
_ASKS_ABOUT_IT = re.compile(
    "怎么(?:办|回事|弄|解决|处理|搞|修|破)|咋(?:办|回事|弄|整|修)|"
    "如何(?:解决|处理|是好|维权)|(?:什么|啥)(?:原因|情况|问题|毛病|办法)|"
    "为什么|为啥|求助|救命|求解|多少钱|什么价|贵不贵|"
    "(?:能|可以|算|给)不?(?:能|可以|算|给)?"
    "(?:修|换|索赔|保修|质保|退|赔|投诉|维权)|"
    "(?:要|用|需要|该)不?(?:要|用|需要|该)?(?:修|换|进店|去店|去4s)|"
    "正常吗|正不正常|正常么|要紧吗|有影响吗|在保吗|"
    r"\b(?:how much|what (?:do|should|can) i|how (?:do|can|should) i|why|"
    r"any (?:ideas?|fix|help|advice|suggestions?|tips|thoughts)|"
    r"is (?:it|this|that) (?:normal|covered|under warranty)|"
    r"what(?:'s| is| could be)? (?:wrong|going on|the (?:cause|fix)))\b",
)
_ENDS_ASKING = re.compile(r"(?:[吗嘛么呢没]|不)?[ .!。]*\?|[吗嘛么][ .!。?]*$")


def split_question(
    normal: str,
    read: ReadSentence,
) -> tuple[ReadSentence, ReadSentence] | None:
    """Return the clauses that report a trouble and those that ask about it
    after them; None if the sentence is not made so.
    """
    at = _question_begins(normal, read)
    if at is None:
        return None
    report = _part(normal, read, read.sentence.start, at)
    question = _part(normal, read, at, read.sentence.end)
    if not report.has(Cue.TROUBLE) or report.has(*_NOT_REPORTING):
        return None
    return report, question


def _question_begins(normal: str, read: ReadSentence) -> int | None:
    """Return where the last clauses begin that ask and name no trouble."""
    end = read.sentence.end
    if not _ENDS_ASKING.search(normal, read.sentence.start, end):
        return None
    begins = None
    for start in reversed(read.sentence.clauses[1:]):
        if not _asks(normal, read, start, end):
            break
        begins, end = start, start
    return begins


def _asks(normal: str, read: ReadSentence, start: int, end: int) -> bool:
    names = set()
    for cue in read.cues:
        if start <= cue.start < end:
            names.add(cue.name)
    if names & {Cue.TROUBLE, Cue.REPAIRED, *_OPEN} or _DOUBTS.search(
        normal, start, end
    ):
        return False
    if _ASKS_AROUND.search(normal, start, end):
        return True
    if Cue.HEARSAY in names:
        return False
    return bool(_ASKS_ABOUT_IT.search(normal, start, end))


def _part(
    normal: str,
    read: ReadSentence,
    start: int,
    end: int,
) -> ReadSentence:
    """Return a part of a sentence as a sentence."""
    clauses = tuple(n for n in read.sentence.clauses if start <= n < end)
    cues = []
    for cue in read.cues:
        if start <= cue.start < end:
            cues.append(cue)
    return with_signs(normal, Sentence(start, end, clauses), cues)
