"""What a post contains besides a question or complaint: technical depth,
scenery, a welcome, a calming word.

Plain words of Chinese and English on normalised text, written by us. They are
never used alone: roles combine them with how people reacted.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from community.rules.quotes import without_quotes
from community.rules.welcomes import welcomes

_TECHNICAL = re.compile(
    "扭矩|功率|电压|电流|电机|电控|电池管理|电芯|热管理|热泵|预热|标定|固件|版本号|总线|传感器|毫米波|摄像头标定|控制器|"
    "继电器|保险丝|阻尼|悬架|定位数据|胎压|前束|外倾|刹车片|制动液|冷却液|压缩比|变速箱油|故障码|诊断|obd|日志|参数|"
    "原理|线束|接头|卡扣|滤芯|拆下|扭力扳手|牛米|设置里|菜单|开关逻辑|回路|能量回收|占空比|充电曲线|倍率|千瓦|安时|"
    r"\b(?:torque|voltage|amps?|kwh?|firmware|inverter|can "
    r"?bus|sensor|relay|fuse|connector|harness|diagnos\w+|"
    r"calibrat\w+|camber|toe|preload|bolt|psi|soc|bms|logs?|api|hardware|software "
    r"version|settings?|menu)\b",
)
_SCENIC = re.compile(
    "晚霞|日落|日出|星空|银河|雪山|海边|湖边|江边|草原|沙漠|山路|花海|秋色|倒影|光影|构图|镜头|航拍|胶片|调色|大片|风景|"
    "露营|自驾|公路|云海|森林|"
    r"\b(?:sunset|sunrise|photos?|shot|lens|scenery|landscape|mountains?|beach|road "
    r"trip|camping|drone|golden hour)\b",
)
_GATHERING = re.compile(
    "组织(?:一次|一场|个|了)?.{0,6}(?:聚会|活动|自驾|出行|露营)|"
    "聚会.{0,12}报名|报名.{0,8}(?:下面|接龙|楼下)|"
    "一起去.{0,8}报名|车友聚会|线下聚|集合地点|"
    r"\b(?:meet ?up|get.?together|gathering (?:on|at|in)|group "
    r"drive|who(?:'s| is) (?:coming|in)|sign up below)\b",
)
_PICTURE = re.compile(r"view attachment \d+|\[attach|\[img|!\[")
_CALMING = re.compile(
    "别急|别着急|别生气|消消气|理解你|大家冷静|好好说|慢慢来|都不容易|先冷静|能理解|"
    r"\b(?:calm down|take it easy|no worries|don't worry|hang in there|understandable|let's be)\b",
)
_VERSION = re.compile(
    r"(?:ota|版本|固件|系统|车机|firmware|software|update|"
    r"version|\bv)[^\w\n]{0,3}(?:号|升级|更新|到|是|"
    r"为){0,3}[^\w\n]{0,3}v?"
    r"(\d{1,4}(?:\.\d{1,4}){1,3})(?![\d.]*\d)",
)
_PAID = re.compile(
    "#(?:广告|合作推广|品牌合作|商业推广)|广告合作|商业合作推广|本文为(?:广告|推广)|(?:利益|合作)声明|"
    r"#(?:ad|sponsored|paidpartnership)\b|\b(?:sponsored by|sponsored "
    r"post|paid partnership|in paid cooperation)\b",
)
_CALL = re.compile(r"(?<!\w)@")
MAX_COUNTED = 20
VERSION_LENGTH = 20
LONGEST_NAME = 60


class Marks(NamedTuple):
    """How many different technical and scenic words a text has, and whether it
    welcomes or calms somebody, or calls people together.
    """

    depth: int
    scenery: int
    welcomes: bool
    calms: bool
    gathers: bool


def pictures_in(text: str) -> int:
    """Return how many pictures forum software has marked in a text, quotes left out."""
    pictures = _PICTURE.findall(without_quotes(text).lower())
    return min(len(pictures), MAX_COUNTED)


def read_marks(normal: str) -> Marks:
    """Return the marks of a normalised text."""
    return Marks(
        depth=_count_words(_TECHNICAL, normal),
        scenery=_count_words(_SCENIC, normal),
        welcomes=welcomes(normal),
        calms=bool(_CALMING.search(normal)),
        gathers=bool(_GATHERING.search(normal)),
    )


def _count_words(words: re.Pattern[str], normal: str) -> int:
    return min(len(set(words.findall(normal))), MAX_COUNTED)


def says_it_is_paid(text: str) -> bool:
    """Return whether a text, as it was written, says of itself that somebody paid for it."""
    return bool(_PAID.search(without_quotes(text).lower()))


def version_in(normal: str) -> str:
    """Return the version of the software that a normalised text speaks of first, "" without one."""
    found = _VERSION.search(normal)
    if found:
        return found.group(1)[:VERSION_LENGTH]
    return ""


def names_in(text: str, nicknames: Collection[str]) -> set[str]:
    """Return which of these nicknames a text calls: see called_names()."""
    return set(called_names(without_quotes(text), nicknames))


def called_names(plain: str, nicknames: Collection[str]) -> list[str]:
    """Return which of these nicknames a text without its quotes calls (@name),
    in their order, the longest that fits at each call. An e-mail address calls
    nobody, nor does a name that continues in Latin letters or digits.
    """
    names = []
    for call in _CALL.finditer(plain):
        rest = plain[call.end() : call.end() + LONGEST_NAME + 1]
        name = _called_name(rest, nicknames)
        if name:
            names.append(name)
    return names


def _called_name(rest: str, nicknames: Collection[str]) -> str:
    """Return the longest nickname with which a text begins, "" if none."""
    for length in range(min(len(rest), LONGEST_NAME), 0, -1):
        if rest[:length] in nicknames and not _continues(rest, length):
            return rest[:length]
    return ""


def _continues(rest: str, length: int) -> bool:
    """Return whether Latin letters or digits continue beyond a length."""
    around = rest[length - 1 : length + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()
