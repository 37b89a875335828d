"""Every stored field declares what it tells about people."""

from django.core.management import call_command

from common.personal.declarations import DataClass, FieldErasure
from common.personal.inventory import field_rules, mistakes, records_of
from members.models import Member, MemberContact


def test_every_field_is_declared() -> None:
    assert mistakes() == []


def test_a_field_without_a_class_is_found(monkeypatch) -> None:
    records = records_of(Member)
    left_out = records.personal.replace("contact_note", "")
    monkeypatch.setattr(
        "common.personal.inventory._RECORDS",
        {Member: records.__class__(**{**vars(records), "personal": left_out})},
    )
    assert "members.Member.contact_note has no class" in mistakes()


def test_erasure_follows_from_the_class() -> None:
    rules = {(rule.model, rule.name): rule for rule in field_rules()}
    note = rules[Member, "contact_note"]
    assert note.kind is DataClass.PERSONAL
    assert note.erasure is FieldErasure.EMPTIED
    assert rules[Member, "nickname"].erasure is FieldErasure.PSEUDONYM
    assert rules[MemberContact, "value"].erasure is FieldErasure.DELETED


def test_the_assessment_is_up_to_date() -> None:
    call_command("privacy_assessment", "--check")
