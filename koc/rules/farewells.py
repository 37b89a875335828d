"""Whether somebody takes leave of the community in a post."""

import re

_FAREWELL = re.compile(
    r"(?:跟|和|与|向|同)(?:大家|各位|车友|群友|兄弟|圈子|论坛)[^。！？\n]{0,8}"
    r"(?:告别|道别|说再见|说拜拜|辞行)(?!\s*(?:\d|[一二三四五六七八九十]+年|旧|过去))"
    r"|(?:告别|道别|退群|退圈|离开)(?:大家|各位|圈子|车友群|论坛|社区)"
    r"(?!\s*(?:\d|[一二两三四五六七八九十几半])+\s*(?:个)?(?:天|周|星期|月|年|小时|分钟))"
    r"|(?:车|爱车|座驾|老伙计)[^。！？\n]{0,6}(?:已经|已|刚|终于)?(?:卖了|卖掉了|出掉了|过户了|转手了)"
    r"|(?:卖了|卖掉了|出掉了)[^。！？\n]{0,4}(?:爱车|车子|我的车)"
    r"|\b(?:sold (?:my|the) car|saying goodbye|say(?:ing)? farewell|goodbye,? (?:everyone|all))\b",
    re.IGNORECASE,
)
# Plans, questions, cars of others, an older car, and what was offered to be sold.
_NOT_MEANT = re.compile(
    r"恭喜|听说|老婆|老公|你(?!们)|原来|以前|旧车|老车|油车|置换|"
    r"(?:别人|朋友|同事|邻居|二手|他|她|人家)[^。！？\n]{0,6}(?:卖了|卖掉|出掉|过户|转手)"
    r"|(?:没有|没|不|别|不会|不想|舍不得|差点|要不要|如果|要是|假如|打算|考虑|准备|想)"
    r"[^。！？\n]{0,6}(?:卖|出掉|告别|离开|退群|退圈)"
    r"|(?:卖了|卖掉)[^。！？\n]{0,6}(?:吗|么|？|\?)"
    r"|\b(?:not|never|if|should|almost) [^.!?\n]{0,12}(?:sold|sell|goodbye|farewell)",
    re.IGNORECASE,
)
LONGEST = 400


_CAR = re.compile(r"卖了|卖掉了|出掉了|过户|转手|\bsold\b", re.IGNORECASE)
_LEAVE = re.compile(
    r"告别|道别|再见|拜拜|辞行|退群|退圈|离开|goodbye|farewell", re.I
)


def speaks_only_of_a_car(sentence: str) -> bool:
    """Tell whether a farewell says that a car was sold, and nothing of leaving."""
    return bool(_CAR.search(sentence)) and not _LEAVE.search(sentence)


def says_farewell(text: str) -> bool:
    """Tell whether the author says that they sold their car or leave.

    What is planned, denied, asked, or done by others is no farewell.
    """
    return bool(farewell_sentence(text))


def farewell_sentence(text: str) -> str:
    """Return the sentence in which the author takes leave, "" for none."""
    head = text[:LONGEST]
    for sentence in re.split(r"(?<=[。！？!?\n])", head):
        if _FAREWELL.search(sentence) and not _NOT_MEANT.search(sentence):
            return sentence.strip()
    return ""
