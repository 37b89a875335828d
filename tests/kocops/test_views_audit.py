"""The page of the audit log says in words what changed."""

from typing import Any

import pytest
from django.urls import reverse

from insights.services.segments import save_segment
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment(accounts: dict[str, Any]) -> Any:
    """A segment that a lead made, which is recorded."""
    return save_segment(
        segment=None,
        name="上海会员",
        note="",
        rule={"field": "city", "is": ["上海"]},
        now=NOW,
        user=accounts["lead"],
    )


def test_fields_are_called_as_the_reader_calls_them(
    segment: Any,
    as_role: Any,
) -> None:
    address = f"{reverse('audit_list')}?columns=what,changes"
    page = as_role("admin").get(address).content.decode()
    assert "名称：– → 上海会员" in page
    assert f"人群：– → {segment.pk}" in page
    assert "segment:" not in page


def test_the_file_has_a_line_for_each_change(
    segment: Any,
    as_role: Any,
) -> None:
    address = f"{reverse('audit_list')}?columns=changes&export=csv"
    answer = as_role("admin").get(address)
    file = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "名称：– → 上海会员\n类型：– → 按规则" in file.replace("\r", "")
