"""What is shown of refused cells about a member, and what is not."""

from datetime import UTC, date
from typing import Any

import pytest

from common.rules.moments import MomentReader, MomentRules
from common.rules.rows import Fault, RejectedDraft
from members.rules.masking import (
    mask_cell,
    mask_fault_value,
    mask_rejected,
)
from members.rules.member_objects import ObjectReader
from members.rules.member_rows import FlatRowReader
from members.rules.member_values import Days

PHONE = "13812345678"
VIN = "LSVAU2180N2183294"
DAYS = Days(date(2026, 5, 20), UTC, MomentReader(MomentRules()))


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("phone", PHONE, "138****5678"),
        ("phone", "138****5678", "138****5678"),
        ("phone", f"王小明 {PHONE}", "王*****"),
        ("real_name", "王小明", "王**"),
        ("email", "wang@example.com", "w***@example.com"),
        ("email", f"wang@{PHONE}", "w*****"),
        ("unionid", "o6_bmjrPTlm6", "o*****"),
        ("vin", VIN, "LSV************94"),
        ("vin", f"{VIN} {PHONE}", "L*****"),
        ("vin", "SHORT", "*****"),
        ("nickname", {"phone": PHONE}, "{*****"),
        ("vehicles", VIN, "L*****"),
        ("city", "杭州", "杭州"),
        ("phone", "", ""),
    ],
)
def test_personal_cells_are_masked(
    field: str,
    value: Any,
    shown: str,
) -> None:
    assert mask_cell(field, value) == shown


@pytest.mark.parametrize(
    ("code", "column", "value", "shown"),
    [
        ("bad_phone", "手机号", PHONE, "138****5678"),
        ("bad_vin", "vehicles[0].vin", VIN, "LSV************94"),
        ("not_an_object", "vehicles[3]", VIN, "L*****"),
        ("not_an_object", "", f"0012,{PHONE}", "0*****"),
        ("too_long", "", PHONE, "1*****"),
        ("bad_json", "", f"JSON {PHONE}", "J*****"),
        ("bad_json", "", "JSONDecodeError: x", "JSONDecodeError: x"),
        ("column_count", "", "3", "3"),
    ],
)
def test_faults_are_masked_by_column(
    code: str,
    column: str,
    value: str,
    shown: str,
) -> None:
    assert mask_fault_value(code, column, value) == shown
    assert mask_fault_value(code, column, shown) == shown


def test_unread_rows_are_masked() -> None:
    row = RejectedDraft(3, (Fault("too_long", "", PHONE),), PHONE)
    masked = mask_rejected(row)
    assert masked.faults == (Fault("too_long", "", "1*****"),)
    assert masked.raw == PHONE


def test_columns_are_personal_whatever_they_are_called() -> None:
    reader = FlatRowReader(
        {"id": "no", "phone": "c7"},
        platform="app",
        days=DAYS,
    )
    row = reader.read({"no": "1", "c7": f"{PHONE}00000000"}, 2)
    assert isinstance(row, RejectedDraft)
    assert PHONE not in str(row.faults)


@pytest.mark.parametrize(
    "raw",
    [
        PHONE,
        [PHONE],
        {"identity": "app:1", "phone": f"{PHONE}00000000"},
        {"identity": "app:1", "phone": [PHONE]},
        {"identity": "app:1", "contacts": PHONE},
        {"identity": "app:1", "vehicles": PHONE},
        {"identity": "app:1", "vehicles": [PHONE]},
        {"identity": "app:1", "vehicles": [{"vin": PHONE}]},
    ],
)
def test_refused_objects_show_no_phone(raw: Any) -> None:
    row = ObjectReader(DAYS).read(raw, 1)
    assert isinstance(row, RejectedDraft)
    assert PHONE not in str(row.faults)
