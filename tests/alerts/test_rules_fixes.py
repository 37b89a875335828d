"""Reports about the time before a fix."""

import pytest

from alerts.rules.fixes import (
    FixRelation,
    read_version,
    relation_to_fix,
    says_not_done,
    says_not_updated,
)
from community.rules.text import normalise


@pytest.mark.parametrize(
    "text",
    [
        "我还没更新",
        "没升级，等推送",
        "尚未收到新版本推送",
        "还在用老版本",
        "一直没有收到更新",
        "not upgraded yet",
        "I haven't installed it",
        "have not received the update yet",
        "still on 3.1.0",
        "waiting for the OTA",
    ],
)
def test_no_update_yet(text: str) -> None:
    assert says_not_updated(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        "没升级之前好好的，升级后黑屏",
        "未更新前没有这个问题",
        "更新了还是不行",
        "升级之后没有好转",
        "升级到最新版本了",
        "the update did not help",
        "updated yesterday, still broken",
    ],
)
def test_updated_or_about_the_past(text: str) -> None:
    assert not says_not_updated(normalise(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("还没去换", True),
        ("等配件呢", True),
        ("not replaced yet", True),
        ("没换之前就响", False),
        ("换了也没修好", False),
        ("没有换好，还响", False),
    ],
)
def test_nothing_replaced_yet(text: str, expected: bool) -> None:
    assert says_not_done(normalise(text)) is expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2.0.1", (2, 0, 1)),
        ("V2.10", (2, 10)),
        ("OTA 3.0.0", (3,)),
        ("0.0", (0,)),
        ("新版", ()),
    ],
)
def test_numbers_of_versions(text, numbers) -> None:
    assert read_version(text) == numbers


@pytest.mark.parametrize(
    ("named", "installed", "text", "expected"),
    [
        (["1.9.9"], "", "", FixRelation.BEFORE),
        (["2.0.1"], "", "", FixRelation.AFTER),
        (["2.0.10"], "", "", FixRelation.AFTER),
        (["1.9.9", "2.0.1"], "", "", FixRelation.AFTER),
        (["2.0.1"], "1.0.0", "", FixRelation.AFTER),
        ([], "1.9.9", "", FixRelation.BEFORE),
        ([], "2.0.2", "", FixRelation.AFTER),
        ([], "2.0.2", "我还没升级", FixRelation.BEFORE),
        ([], "", "又黑屏了", FixRelation.UNKNOWN),
    ],
)
def test_relation_to_a_version(named, installed, text, expected) -> None:
    relation = relation_to_fix(
        normalise(text),
        kind="version",
        fixed_in="2.0.1",
        named=named,
        installed=installed,
    )
    assert relation is expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("part", FixRelation.BEFORE),
        ("service", FixRelation.BEFORE),
        ("explanation", FixRelation.UNKNOWN),
        ("", FixRelation.UNKNOWN),
    ],
)
def test_relation_to_another_fix(kind, expected) -> None:
    relation = relation_to_fix(
        normalise("还没去换"),
        kind=kind,
        fixed_in="",
        named=["1.0.0"],
        installed="1.0.0",
    )
    assert relation is expected
