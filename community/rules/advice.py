"""Advice to another owner (建议约个检查), which wishes for nothing from the brand.

A wish and advice begin with the same words; what follows tells them apart:
whom it is addressed to, and whether it is done by an owner (a visit, a check, a
restart) or by the brand (add, change, open).
"""

import re

_BRAND = (
    "官方|厂家|厂商|品牌|主机厂|客服|售后|你们|贵司|贵公司|研发|工程师|产品|官微|4s店|门店|店里|店家|app|系统|后续|下个版本|"
    "车企|小编|管理员|运营"
)
_OWNER = "你|您|楼主|lz|层主|亲|兄弟|姐妹|老哥|车友|车主|各位|大家|同学"
_SOON = "还是|最好|尽快|尽早|赶紧|赶快|及时|直接|马上|抽空|有空|先|再|可以|就|也|都|去"
# What an owner does: goes there, has it looked at, asks service, tries it.
_VISIT = (
    "约(?:个|一个|一下|下|时间|检)|预约|去(?:趟)?(?:店|4s|售后|服务|门店|修)|到(?:店|4s|售后|服务|门店)|"
    "(?:进|回|跑)(?:一?趟)?(?:店|厂|4s)|跑一?趟|找(?:售后|4s|店|客服|师傅|交付)|联系(?:一下)?(?:售后|客服|4s|店|交付|厂家)|"
    "打(?:个)?(?:电话|客服|400)|打400|重启|断电(?:重启|试)|试试|试一下|恢复出厂"
)
_CHECK = "检查|检测|排查|看看|看一下|做个四轮|测一下|更新一下|升级一下"
_ADVICE = re.compile(
    "(?:建议|推荐)(?:"
    f"(?!{_BRAND})(?:{_OWNER})?(?:{_SOON})*(?:{_VISIT})|"
    f"(?:{_OWNER})(?:{_SOON})*(?:{_CHECK})|"
    f"(?:{_SOON})+(?:{_CHECK})"
    ")|"
    r"\b(?:i(?:'d)? )?(?:suggest|recommend)(?: that)? you(?: should)? "
    r"(?:book|take|go|visit|have|get|try|call|ask|see|check|bring|restart|reboot)\b",
)


def find_advice(normal: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a normalised sentence advises an owner what to do, None if
    it does not.
    """
    match = _ADVICE.search(normal, start, end)
    return match.span() if match else None
