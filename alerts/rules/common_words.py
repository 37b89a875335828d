"""Words that everybody uses, whatever they write about: they make no two texts
alike, even before the first posts have shown how common they are.
"""

_ENGLISH = (
    "a about after again all also am an and another any anyone anything are "
    "as at away back be because been before being better between both but by "
    "came can can't car cars come could day days did didn't do does doesn't "
    "doing done don't down each else even ever every few first for from get "
    "gets getting go goes going gone good got great had has have haven't "
    "having he her here him his hope how i i'd i'll i'm i've if in into is "
    "isn't it it's its just keep know last least less let like little long "
    "look looks lot made make makes many may maybe me mine month months more "
    "most much must my need never new next no not nothing now of off ok old "
    "on once one only or other others our out over own people put quite "
    "really right said same saw say see seems she should since so some "
    "someone something soon still such sure take than thank thanks that "
    "that's the their them then there there's these they they're thing "
    "things think this those though thought through time times to today too "
    "took tried try two under until up us use used using very want wanted "
    "was wasn't way we week weeks well went were what when where which while "
    "who why will with without won't work works would year years yes "
    "yesterday yet you your"
)
# Pairs of characters, as terms are read.
_CHINESE = (
    "我的 的是 我也 也是 是我 一个 个月 没有 有没 了一 一下 一直 这个 那个 这样 就是 "
    "还是 不是 是不 的时 时候 候就 怎么 什么 因为 所以 但是 然后 现在 今天 昨天 已经 "
    "经常 可以 不能 能不 觉得 感觉 知道 起来 出来 之后 以后 之前 以前 有点 非常 特别 "
    "真的 自己 大家 有人 人知 的车 我家 车子 车主 新车 买车 提车 开车 次了 天了 了吗 "
    "了，就 都是 都有 也有 还有 只有 有时 又是 去了 来了 说是 说没 问题 题了"
)
COMMON_WORDS = frozenset(_ENGLISH.split()) | frozenset(_CHINESE.split())
