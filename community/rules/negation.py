"""Whether a sign of trouble is denied: no rattle, 一点异响都没有.

Only the words right before and after the sign count, within its clause.
Phrases that begin with a negation and are trouble themselves (没关紧, 不冷,
won't start) are found whole and never come here as a denial.
"""

import re

_BEFORE = re.compile(
    "(?:(?<!有)没有?|无|未|不会|不再|从未|从不|从来没有?|再没有?|零|毫无|不存在|并无|杜绝|避免|不)"
    "(?:任何|出现|发生|遇到|碰到|碰上|听到|发现|感觉到|过|一点|一丝|一次|半点|啥|什么|明显|再|自己|的|哪怕){0,3}$|"
    r"(?<![a-z'])(?:no|not|never|without|zero|none|free of|hasn't|haven't|hadn't|didn't|don't|"
    r"doesn't|isn't|wasn't)"
    r"(?: (?:a|an|any|single|one|had|have|has|been|more|seen|of|the|ever|yet|real|major|big|signs?|"
    r"rattles?|squeaks?|leaks?|or|and|,))* ?$",
)
_AFTER = re.compile(
    "(?:的?(?:声音|情况|现象|问题)?(?:都|也|根本|从来|一直|完全)?(?:没有?(?!人|解决|消失|修|变|好|减)|不存在|不会有))",
)
# Without one of these nothing is denied.
_NEGATION = re.compile("[没无未不从零毫杜避]|n[o']|without|zero|free")
_REACH = 18


_CLAUSE_ENDS = ",.!?。"


def is_denied(normal: str, start: int, end: int) -> bool:
    """Return whether the sign from start to end is denied within its clause."""
    before = normal[max(0, start - _REACH) : start]
    if _NEGATION.search(before):
        for mark in _CLAUSE_ENDS:
            if mark in before:
                before = before.rsplit(mark, 1)[1]
        if _BEFORE.search(before):
            return True
    return bool(_AFTER.match(normal, end))
