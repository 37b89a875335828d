"""Keys are rotated while both are known; a wrong key is found."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management import CommandError, call_command

from activity.models import EventSource, IngestBatch, RejectedRow
from common.db.fields import blind_index, decrypt_text, encrypt_text
from common.personal.rotation import rotate
from common.security.field_key import unreadable_fields
from members.models import MemberContact, VehicleOwnership
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
PHONE, VIN = "13812345678", "LXVAK2T9RB5N3C815"


@pytest.fixture
def rotated(settings: Any) -> Any:
    """Values that the old key wrote, while the new one is in force."""
    member = MemberFactory()
    member.contacts.create(
        kind="phone",
        value=PHONE,
        value_index=blind_index(PHONE),
        source="staff",
        updated_at=NOW,
    )
    VehicleOwnership.objects.create(member=member, model_series="X", vin=VIN)
    settings.OLD_FIELD_KEYS = [settings.FIELD_KEY]
    settings.FIELD_KEY = "another key"
    return settings


def test_both_keys_read_until_all_is_rotated(rotated: Any) -> None:
    assert MemberContact.objects.get().value == PHONE
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    assert (
        "members.MemberContact.value: 1 anew, 0 as they are" in said.getvalue()
    )
    rotated.OLD_FIELD_KEYS = []
    contact = MemberContact.objects.get()
    assert contact.value == PHONE
    assert contact.value_index == blind_index(PHONE)
    assert VehicleOwnership.objects.get().vin == VIN
    assert unreadable_fields() == []


def test_a_second_run_changes_nothing(rotated: Any) -> None:
    assert rotate(MemberContact, "value") == (1, 0)
    assert rotate(MemberContact, "value") == (0, 1)


def test_a_value_stored_again_meanwhile_stays_one(rotated: Any) -> None:
    member = MemberContact.objects.get().member
    member.contacts.create(
        kind="phone",
        value=PHONE,
        value_index=blind_index(PHONE),
        source="staff",
        updated_at=NOW,
    )
    call_command("rotate_keys", stdout=StringIO())
    assert MemberContact.objects.get().value_index == blind_index(PHONE)


def test_a_wrong_key_is_found(rotated: Any) -> None:
    rotated.OLD_FIELD_KEYS = ["a third key"]
    assert "members.MemberContact.value" in unreadable_fields()
    with pytest.raises(CommandError):
        call_command("rotate_keys", stdout=StringIO())
    with pytest.raises(InvalidToken):
        rotate(VehicleOwnership, "vin")


def test_without_an_old_key_nothing_is_rotated() -> None:
    with pytest.raises(CommandError):
        call_command("rotate_keys")


@pytest.fixture
def elsewhere(accounts: Any, settings: Any) -> Any:
    """A second factor, recovery codes and a rejected row of members, all of
    the old key, while the new one is in force.
    """
    factors = Authenticator.objects
    factors.create(
        user=accounts["lead"],
        type="totp",
        data={"secret": encrypt_text("JBSW")},
    )
    codes = {"migrated_codes": [encrypt_text("1"), encrypt_text("2")]}
    factors.create(user=accounts["lead"], type="recovery_codes", data=codes)
    source = EventSource.objects.create(name="app")
    batch = IngestBatch.objects.create(
        source=source, content="members", started_at=NOW
    )
    for line, raw in ((1, encrypt_text('{"vin": "X"}')), (2, '{"a": "b"}')):
        batch.rejected_rows.create(line=line, code="vin", raw=raw)
    settings.OLD_FIELD_KEYS = [settings.FIELD_KEY]
    settings.FIELD_KEY = "another key"
    return settings


def test_encrypted_texts_in_other_fields_are_rotated(elsewhere: Any) -> None:
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    assert "activity.RejectedRow.raw: 1 anew, 0 as they" in said.getvalue()
    elsewhere.OLD_FIELD_KEYS = []
    totp, codes = Authenticator.objects.order_by("pk")
    assert decrypt_text(totp.data["secret"]) == "JBSW"
    texts = [decrypt_text(one) for one in codes.data["migrated_codes"]]
    assert texts == ["1", "2"]
    members, plain = RejectedRow.objects.order_by("line")
    assert decrypt_text(members.raw) == '{"vin": "X"}'
    assert plain.raw == '{"a": "b"}'
    again = StringIO()
    elsewhere.OLD_FIELD_KEYS = ["the one before"]
    call_command("rotate_keys", stdout=again)
    assert "mfa.Authenticator.data: 0 anew, 2 as they" in again.getvalue()


def test_a_wrong_key_is_found_in_other_fields(elsewhere: Any) -> None:
    elsewhere.OLD_FIELD_KEYS = []
    assert set(unreadable_fields()) == {
        "activity.RejectedRow.raw",
        "mfa.Authenticator.data",
    }
