"""The pages and the API of consents, erasure, and single values in full."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from common.models import AuditRecord, DomainEvent, JobRun
from common.security.access import ADMIN, ANALYST, COMMUNICATOR
from insights.models import Segment, SegmentSpell
from members.models import Erasure, Member, MemberConsent, Unmasking
from members.selectors.consents import consented, withdrawn
from members.services.consents import record_consent
from members.services.unmasking import ALARM, ALARM_FROM, MOST_PER_HOUR
from roles.models import RoleSpell
from teamwork.models import MemberMerge
from tests.architecture.test_access_walk import make_rows
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


@pytest.fixture
def member(accounts: dict[str, Any]) -> Member:
    member = make_rows("车友", number=1, owner=accounts[ADMIN]).member
    member.contact_note = f"电话{PHONE}，晚上打"
    member.save()
    return member


def unmask_address(member: Member) -> str:
    args = ["members.member", member.pk, "contact_note"]
    return reverse("members:unmask", args=args)


def test_a_value_is_shown_after_a_reason(as_role: Any, member: Member) -> None:
    client = as_role(COMMUNICATOR)
    page = client.get(unmask_address(member)).content.decode()
    assert "138****5678" in page
    assert PHONE not in page
    answer = client.post(unmask_address(member), {"reason": "回电"})
    assert PHONE in answer.content.decode()
    seen = Unmasking.objects.get()
    assert (seen.member, seen.reason) == (member, "回电")
    act = AuditRecord.objects.filter(act="unmask").get()
    assert (act.object_id, act.reason) == (str(member.pk), "回电")


def test_no_value_without_a_reason(as_role: Any, member: Member) -> None:
    answer = as_role(COMMUNICATOR).post(unmask_address(member), {})
    assert answer.status_code == 422
    assert PHONE not in answer.content.decode()
    assert not Unmasking.objects.exists()


def test_many_values_raise_an_alarm_and_end(
    as_role: Any, member: Member
) -> None:
    client = as_role(COMMUNICATOR)
    for number in range(MOST_PER_HOUR):
        client.post(unmask_address(member), {"reason": "x"})
        raised = DomainEvent.objects.filter(kind=ALARM).count()
        assert raised == (number + 1 >= ALARM_FROM)
    answer = client.post(unmask_address(member), {"reason": "x"})
    assert answer.status_code == 429
    assert PHONE not in answer.content.decode()


def test_only_personal_values_can_be_asked_for(
    as_role: Any, member: Member
) -> None:
    for label, field in (
        ("auth.user", "password"),
        ("members.member", "kind"),
        ("nothing", "x"),
    ):
        address = reverse("members:unmask", args=[label, 1, field])
        assert as_role(COMMUNICATOR).get(address).status_code == 404


def test_an_edited_note_keeps_its_number(as_role: Any, member: Member) -> None:
    client = as_role(COMMUNICATOR)
    address = reverse("members:member_edit", args=[member.pk])
    form = client.get(address).context["form"]
    sent = {
        name: form[name].value() or ""
        for name in form.fields
        if name != "contact_note"
    }
    sent["contact_note"] = "电话138****5678，早上打"
    client.post(address, sent)
    member.refresh_from_db()
    assert member.contact_note == f"电话{PHONE}，早上打"


def test_an_administrator_erases_a_person(
    as_role: Any, member: Member, settings: Any, tmp_path: Any
) -> None:
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    client = as_role(ADMIN)
    page = reverse("members:privacy", args=[member.pk])
    assert client.get(page).status_code == 200
    client.post(reverse("members:erase", args=[member.pk]), {"reason": "来信"})
    erasure = Erasure.objects.get()
    assert erasure.job.kind == "erase_person"
    assert client.get(page).status_code == 200
    assert client.get(reverse("privacy")).status_code == 200


def test_an_export_holds_the_number_unmasked(
    as_role: Any, member: Member
) -> None:
    address = reverse("members:privacy_export", args=[member.pk])
    answer = as_role(ADMIN).get(address)
    text = b"".join(answer.streaming_content).decode()
    assert PHONE in text
    assert json.loads(text)["members"][0] == member.pk


def test_machines_record_read_and_erase(token: Any, member: Member) -> None:
    client = Client(headers=token("consents:read", "consents:write"))
    row = {
        "identity": str(member.pk),
        "purpose": "outreach",
        "is_given": True,
        "note": "app",
    }
    address = reverse("api:consent-list")
    body = {"consents": [row, row, {**row, "identity": "nobody:1"}]}
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 207
    outcome = answer.json()
    assert (outcome["recorded"], outcome["unchanged"]) == (1, 1)
    assert consented([member.pk], "outreach") == {member.pk}
    said = client.get(f"{address}?purpose=outreach").json()["results"]
    assert [one["via"] for one in said] == ["api"]

    client = Client(
        headers=token("personal_data:read", "personal_data:erase"),
    )
    held = client.get(reverse("api:personal-data", args=[member.pk]))
    assert PHONE in held.content.decode()
    erase = reverse("api:erasure", args=[member.pk])
    asked = client.post(
        erase, {"reason": "x"}, content_type="application/json"
    )
    assert asked.status_code == 202
    assert client.get(erase).json()["done_at"] is None
    assert JobRun.objects.filter(kind="erase_person").exists()


def test_an_outdated_consent_is_named(
    token: Any,
    as_role: Any,
) -> None:
    member = MemberFactory()
    client = Client(headers=token("consents:read", "consents:write"))
    row = {"identity": str(member.pk), "purpose": "faq", "note": "app"}
    late = {**row, "is_given": False, "said_on": "2026-05-03"}
    old = {**row, "is_given": True, "said_on": "2026-05-01"}
    answer = client.post(
        reverse("api:consent-list"),
        {"consents": [late, old]},
        content_type="application/json",
    ).json()
    assert (answer["recorded"], answer["unchanged"]) == (1, 0)
    assert [(one["line"], one["field"]) for one in answer["rejected"]] == [
        (2, "said_on"),
    ]
    line = f"{member.pk},faq,同意,车展,,2026-05-02\n"
    text = "外部身份,用途,表态,场合与方式,告知书版本,表态日期\n" + line
    shown = as_role(ANALYST).post(
        reverse("members:consent_import"),
        {"file": SimpleUploadedFile("consents.csv", text.encode())},
    )
    assert [fault.column for fault in shown.context["faults"]] == ["表态日期"]


def test_a_file_of_consents(as_role: Any, member: Member) -> None:
    client = as_role(ANALYST)
    address = reverse("members:consent_import")
    lines = (
        "外部身份,用途,表态,场合与方式,告知书版本,表态日期\n"
        f"{member.pk},outreach,撤回,车展,2026-01,2026-05-01\n"
        "nobody:1,outreach,同意,车展,,\n"
        f"{member.pk},nothing,maybe,,,soon\n"
    )
    file = SimpleUploadedFile("consents.csv", lines.encode())
    shown = client.post(address, {"file": file})
    assert len(shown.context["faults"]) == 5
    client.post(address, {"rows": shown.context["signed"]})
    row = MemberConsent.objects.get(purpose="outreach")
    assert (row.via, row.notice) == ("file", "2026-01")
    assert str(row.said_on) == "2026-05-01"
    assert withdrawn([member.pk], "outreach") == {member.pk}
    page = reverse("members:consents", args=[member.pk])
    assert client.get(page).status_code == 200


def test_an_outdated_row_is_named_by_its_line_in_the_file(
    as_role: Any,
    member: Member,
) -> None:
    """Lines that the preview leaves out count too."""
    client = as_role(ANALYST)
    address = reverse("members:consent_import")
    lines = (
        "外部身份,用途,表态,场合与方式,告知书版本,表态日期\n"
        "nobody:1,faq,同意,车展,,\n"
        f"{member.pk},faq,同意,车展,,2026-05-01\n"
    )
    file = SimpleUploadedFile("consents.csv", lines.encode())
    shown = client.post(address, {"file": file})
    record_consent(
        member_id=member.pk,
        purpose="faq",
        is_given=False,
        note="by phone",
        user=None,
        now=NOW,
    )
    signed = {"rows": shown.context["signed"]}
    said = client.post(address, signed, follow=True).content.decode()
    assert "未记录：第3行。" in said
    assert withdrawn([member.pk], "faq") == {member.pk}


def test_withdrawing_takes_scores_away_at_once(member: Member) -> None:
    other = MemberFactory()
    spell = {"role": 0, "started_on": "2025-01-01"}
    RoleSpell.objects.create(member=other, **spell)
    SegmentSpell.objects.all().delete()
    segment = Segment.objects.earliest("pk")
    for one in (member, other):
        segment.spells.create(
            member=one,
            started_at=NOW,
            version=1,
            reason=[0],
            start_values=[7.5],
        )
    merge = MemberMerge.objects.create(
        kept=member,
        merged=other,
        reason="same",
        merged_at=NOW,
        dropped={"roles.RoleSpell": [{"score": 7.5}]},
    )
    assert RoleSpell.objects.filter(member=member).exists()
    record_consent(
        member_id=member.pk,
        purpose="scoring",
        is_given=False,
        note="call",
        user=None,
        now=NOW,
    )
    assert list(RoleSpell.objects.values_list("member", flat=True)) == [
        other.pk,
    ]
    values = SegmentSpell.objects.order_by("pk").values_list("start_values")
    assert list(values) == [(None,), ([7.5],)]
    merge.refresh_from_db()
    assert merge.dropped == {}
