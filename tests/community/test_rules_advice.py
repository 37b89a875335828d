"""Advice to another owner is no wish to the brand."""

import pytest

from alerts.rules.suggestion_groups import read_wish
from community.rules.statements import StatementKind, read_statements
from community.rules.text import normalise

ADVICE = (
    "建议约个检查，店里看一眼很快",
    "建议您约个检查",
    "建议你去店里看一下",
    "建议去4S店检查一下",
    "建议尽快到店检查，安全第一",
    "建议楼主重启车机试试",
    "@老王 建议约个检查",
    "建议联系售后处理",
    "建议你先检查一下胎压",
    "I suggest you book a check at the store",
)
WISHES = (
    "建议增加座椅通风",
    "建议官方把音量调大一点",
    "建议厂家检查一下这批电池",
    "建议客服主动约个检查",
    "建议店里提供检查服务",
    "建议出一个露营模式",
    "建议去店里的预约流程简化一点，希望能在APP里约",
    "建议支持预约充电",
    "I suggest you add a camping mode",
)


def kinds_of(text: str) -> list[StatementKind]:
    return [one.kind for one in read_statements(normalise(text))]


@pytest.mark.parametrize("text", ADVICE)
def test_advice_to_an_owner_is_an_instruction(text: str) -> None:
    assert StatementKind.SUGGESTION not in kinds_of(text)
    assert StatementKind.INSTRUCTION in kinds_of(text)
    assert read_wish(text) is None


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_to_the_brand_stays_a_suggestion(text: str) -> None:
    assert StatementKind.SUGGESTION in kinds_of(text)


def test_the_reason_is_the_advice() -> None:
    (statement,) = read_statements(normalise("建议约个检查"))
    assert statement.reasons == ("建议约个",)
