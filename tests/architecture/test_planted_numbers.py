"""P50: phones, VINs, plates and identity cards in free text are in no page, no
answer of the API, no file, no mail and no log, for any reader.
"""

import json
import logging
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from common.audit.units import unrecorded
from common.jobs.outbox import Outgoing, enqueue
from common.models import OutboxMessage
from common.personal.declarations import DataClass
from common.personal.inventory import all_records
from common.security.access import ADMIN, SCOPES
from common.security.masking import MaskingFilter, MaskingFormatter
from members.models import MemberIdentity
from tests.architecture.test_access_walk import Made, make_rows
from tests.architecture.test_planted_vin import (
    FOR_THE_PERSON,
    addresses,
    text_of,
)
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("kept_menu_counts")
PHONE, PLATE = "13987654321", "沪AD12345"
VIN, CARD = "LSVAU2A37N2183119", "310104199001011234"
NUMBERS = (PHONE, PLATE, VIN, CARD)
TEXT = f"找{PHONE}或{PLATE} {VIN} {CARD}"
TEXT_FIELDS = ("CharField", "TextField", "JSONField")


def plant() -> int:
    """Put all four numbers into every free text; return into how many fields."""
    count = 0
    with unrecorded():
        for model, records in all_records().items():
            if model is MemberIdentity:
                # The keys of platforms stay whole: they name the rows.
                continue
            for name, kind in records.classes().items():
                field = model._meta.get_field(name)
                is_text = field.get_internal_type() in TEXT_FIELDS
                if kind is DataClass.PERSONAL and is_text:
                    count += put(model, field)
    return count


def put(model: Any, field: Any) -> bool:
    kind = field.get_internal_type()
    rows = model._base_manager.all()
    if kind == "JSONField" or field.unique or field.db_index:
        return False
    with suppress(IntegrityError), transaction.atomic():
        text = TEXT[: field.max_length]
        return bool(rows.update(**{field.name: text}))
    return False


@pytest.fixture
def made(accounts: dict[str, Any]) -> Made:
    rows = make_rows("车友", number=1, owner=accounts[ADMIN])
    assert plant() > 40
    return rows


def shown_numbers(client: Client, made: Made) -> tuple[int, list[Any]]:
    answered, found = 0, []
    for address in addresses(made):
        if any(part in address for part in FOR_THE_PERSON):
            continue
        answer = client.get(address)
        answered += answer.status_code == 200
        text = text_of(answer)
        found += [
            (
                address,
                one,
                text[max(0, text.find(one) - 80) : text.find(one) + 30],
            )
            for one in NUMBERS
            if one in text
        ]
        escaped = json.dumps(PLATE)[1:-1]
        found += [(address, PLATE)] * (escaped in text)
    return answered, found


@pytest.mark.django_db
def test_no_page_shows_a_number(as_role: Any, made: Made) -> None:
    answered, found = shown_numbers(as_role(ADMIN), made)
    assert found == []
    assert answered > 100


@pytest.mark.django_db
def test_no_machine_gets_a_number(token: Any, made: Made) -> None:
    answered, found = shown_numbers(Client(headers=token(*SCOPES)), made)
    assert found == []
    assert answered > 15


@pytest.mark.django_db
def test_no_message_holds_a_number() -> None:
    body = {"title": TEXT, "lines": [TEXT], "external_id": PHONE}
    enqueue([Outgoing("webhook", 1, "x", body)], now=NOW)
    row = OutboxMessage.objects.get()
    sent = json.loads(row.body)
    assert sent.pop("external_id") == PHONE
    assert not [one for one in NUMBERS if one in f"{row.title} {sent}"]


def test_no_log_holds_a_number(caplog: Any) -> None:
    handler = caplog.handler
    handler.addFilter(MaskingFilter())
    handler.setFormatter(MaskingFormatter())
    try:
        raise ValueError(TEXT)
    except ValueError:
        logging.getLogger("kocops.test").exception("row of %s", TEXT)
    assert "139****4321" in caplog.text
    assert not [one for one in NUMBERS if one in caplog.text]
