"""Whether a report that came after a fix is about the time before it.

After every update the owners who have not installed it yet report the old
fault: that is no regression.
"""

import re
from collections.abc import Iterable
from enum import StrEnum


class FixKind(StrEnum):
    """What ended the trouble of an issue."""

    VERSION = "version"
    PART = "part"
    SERVICE = "service"
    EXPLANATION = "explanation"


class FixRelation(StrEnum):
    """Whether what a report describes had the fix already."""

    BEFORE = "before"
    AFTER = "after"
    UNKNOWN = "unknown"


Version = tuple[int, ...]

_NUMBERS = re.compile(r"\d+(?:\.\d+)+|\d+")
_PAST = r"(?!\s*(?:之前|以前|前|的时候|那会|时候))"
_NOT_YET = (
    r"(?:还没有?|尚未|仍未|一直没有?|没有?|未|不敢|懒得|还不敢)"
    r"(?:给我|去|来得及|敢|轮到|空|时间|法|能|得)?"
)
_NOT_UPDATED = re.compile(
    rf"{_NOT_YET}(?:收到|等到|接到)?(?:新版?本?的?)?"
    rf"(?:升级|更新|ota|推送|刷系统|刷机|装新版){_PAST}"
    r"|(?:在等|等着?|等待)(?:新版本?的?)?(?:推送|升级|更新|ota)"
    r"|(?:还是|还在|仍是|仍在|还停在|停留在|用的?是?)(?:用|跑)?"
    r"(?:.{0,8})(?:旧|老)(?:版|系统|固件)"
    r"|\bnot (?:yet )?(?:been )?(?:updated|upgraded)\b"
    r"|\b(?:haven'?t|hasn'?t|didn'?t|have not|has not|did not)(?: \w+){0,2}"
    r" (?:updated?|upgraded?|install(?:ed)?)\b"
    r"|\b(?:haven'?t|hasn'?t|have not|has not|did not|didn'?t)(?: \w+){0,2}"
    r" (?:received|gotten|got|get)(?: \w+){0,3} (?:update|version|ota)\b"
    r"|\bstill (?:on|running|using)(?: \w+){0,2} (?:old|previous|version|v?\d)"
    r"|\bwaiting for(?: \w+){0,2} (?:update|ota|version)\b",
)
_NOT_DONE = re.compile(
    rf"{_NOT_YET}(?:更换|换|维修|修|处理|到店|进店|返厂|预约|安排)"
    rf"(?!好|到位|彻底|完|成功|干净|对){_PAST}"
    r"|配件(?:还|一直|都)?没有?到|等(?:着)?(?:配件|排期|换件)"
    r"|\bwaiting for(?: \w+){0,2} (?:parts?|repair|appointment)\b"
    r"|\bnot (?:been )?(?:replaced|repaired) yet\b"
    r"|\b(?:haven'?t|have not|hasn'?t|has not)(?: \w+){0,3}"
    r" (?:replaced|repaired)\b",
)


def read_version(text: str) -> Version:
    """Return the numbers of the first version in a text, empty without one."""
    found = _NUMBERS.search(text)
    if found is None:
        return ()
    numbers = tuple(map(int, found.group().split(".")))
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return numbers or (0,)


def says_not_updated(normal: str) -> bool:
    """Return whether a normalised text says that its car has no update yet."""
    return _NOT_UPDATED.search(normal) is not None


def says_not_done(normal: str) -> bool:
    """Return whether a normalised text says that nothing was replaced or
    repaired yet.
    """
    return _NOT_DONE.search(normal) is not None


def relation_to_fix(
    normal: str,
    *,
    kind: str,
    fixed_in: str,
    named: Iterable[str],
    installed: str,
) -> FixRelation:
    """Return whether a report is about the time before or after a fix.

    named: versions in its text · installed: version of the software in its
    car at that time, "" if unknown. What a text says counts before what is
    known of the car.
    """
    if kind in (FixKind.PART, FixKind.SERVICE):
        is_before = says_not_done(normal)
        return FixRelation.BEFORE if is_before else FixRelation.UNKNOWN
    fix = read_version(fixed_in)
    if kind != FixKind.VERSION:
        return FixRelation.UNKNOWN
    versions = list(filter(None, map(read_version, named)))
    if fix and versions:
        return _relation(max(versions), fix)
    if says_not_updated(normal):
        return FixRelation.BEFORE
    known = read_version(installed)
    if fix and known:
        return _relation(known, fix)
    return FixRelation.UNKNOWN


def _relation(version: Version, fix: Version) -> FixRelation:
    return FixRelation.BEFORE if version < fix else FixRelation.AFTER
