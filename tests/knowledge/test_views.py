"""The pages of scripts and the FAQ, as colleagues use them."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common.calendar import business_today
from knowledge.models import FaqEntry, Script, ScriptUse
from knowledge.selectors.starter import starter_scripts
from knowledge.services.uses import record_use
from tests.factories.members import MemberFactory
from tests.knowledge.scripts import approved, drafted, posted

pytestmark = pytest.mark.django_db


def test_an_empty_page_offers_the_examples(as_role: Any) -> None:
    planner = as_role("planner")
    page = planner.get("/scripts/").content.decode()
    assert 'action="/scripts/starter/"' in page
    planner.post("/scripts/starter/")
    assert Script.objects.count() == len(starter_scripts())
    page = planner.get("/scripts/").content.decode()
    assert 'action="/scripts/starter/"' not in page


def test_from_first_draft_to_approval(as_role: Any) -> None:
    planner, lead = as_role("planner"), as_role("lead")
    form = {"scene": "welcome", "title": "欢迎", "text": "{name}您好"}
    refused = planner.post("/scripts/new/", form)
    assert refused.status_code == 422
    assert "name" in refused.content.decode()
    planner.post("/scripts/new/", {**form, "text": "{nickname}您好"})
    script = Script.objects.get()
    version = script.versions.get()
    page = planner.get(f"/scripts/{script.pk}/").content.decode()
    assert f"/scripts/versions/{version.pk}/submit/" in page
    planner.post(f"/scripts/versions/{version.pk}/submit/")
    approve = f"/scripts/versions/{version.pk}/approve/"
    assert approve in lead.get(f"/scripts/{script.pk}/").content.decode()
    today = business_today(timezone.now())
    assert planner.post(approve, {"valid_until": today}).status_code == 403
    late = today + timedelta(days=900)
    assert lead.post(approve, {"valid_until": late}).status_code == 422
    assert lead.post(approve, {"valid_until": today}).status_code == 302
    version.refresh_from_db()
    assert version.state == "approved"
    retire = f"/scripts/versions/{version.pk}/retire/"
    assert lead.post(retire, {"reason": ""}).status_code == 422
    lead.post(retire, {"reason": "过时"})
    version.refresh_from_db()
    assert version.state == "retired"


def test_a_lead_does_not_approve_their_own(
    as_role: Any, accounts: dict[str, Any]
) -> None:
    version = drafted(accounts["lead"])
    lead = as_role("lead")
    lead.post(f"/scripts/versions/{version.pk}/submit/")
    page = lead.get(f"/scripts/{version.script_id}/").content.decode()
    approve = f"/scripts/versions/{version.pk}/approve/"
    assert approve not in page
    today = business_today(timezone.now())
    assert lead.post(approve, {"valid_until": today}).status_code == 403


def test_an_edit_conflict_shows_both(
    as_role: Any, accounts: dict[str, Any]
) -> None:
    version = drafted(accounts["planner"])
    address = f"/scripts/versions/{version.pk}/edit/"
    form = {
        "text": "甲的说法",
        "opened": "1",
        "opened-text": version.text,
    }
    assert as_role("planner").post(address, form).status_code == 302
    form["text"] = "乙的说法"
    refused = as_role("lead").post(address, form)
    assert refused.status_code == 409
    shown = refused.content.decode()
    assert "甲的说法" in shown and "乙的说法" in shown


def test_found_by_scene_words_and_pinyin(
    as_role: Any, accounts: dict[str, Any]
) -> None:
    drafted(accounts["planner"], title="首次欢迎")
    drafted(accounts["planner"], title="回应传言", scene="rumour")
    client = as_role("analyst")
    for query, found in (
        ("scene=rumour", "回应传言"),
        ("q=huanying", "首次欢迎"),
        ("q=hycy", "回应传言"),
        ("in_work=draft&q=首次", "首次欢迎"),
    ):
        page = client.get(f"/scripts/?{query}")
        rows = list(page.context["table"].page.object_list)
        assert [row.record.title for row in rows] == [found], query


def test_counts_lead_to_their_rows(
    as_role: Any, accounts: dict[str, Any]
) -> None:
    now = timezone.now() - timedelta(days=30)
    version = approved(accounts["planner"], accounts["lead"], now=now)
    member = MemberFactory(nickname="小满")
    use = record_use(
        version_id=version.pk,
        member_id=member.pk,
        place=ScriptUse.Place.INTERACTION,
        now=now,
        user=accounts["lead"],
    )
    client = as_role("lead")
    rows = f"/scripts/uses/?script={version.script_id}&outcome="
    page = client.get(f"/scripts/{version.script_id}/").content.decode()
    assert (
        f"{rows}silent".replace("&", "&amp;") in page
        or f"{rows}silent" in page
    )
    assert (
        client.get(f"{rows}silent").context["table"].page.paginator.count == 1
    )
    client.post(f"/scripts/uses/{use.pk}/answer/")
    assert (
        client.get(f"{rows}answered").context["table"].page.paginator.count
        == 1
    )
    client.post(f"/scripts/uses/{use.pk}/answer/undo/")
    assert (
        client.get(f"{rows}silent").context["table"].page.paginator.count == 1
    )


def test_a_file_is_shown_before_it_is_stored(as_role: Any) -> None:
    planner = as_role("planner")
    text = "scene,title,text\nwelcome,甲,您好\nnowhere,乙,您好\n"
    file = SimpleUploadedFile("s.csv", text.encode())
    page = planner.post("/scripts/import/", {"file": file})
    assert not Script.objects.exists()
    assert "nowhere" in page.content.decode()
    planner.post("/scripts/import/", {"rows": page.context["signed"]})
    assert Script.objects.get().title == "甲"
    planner.post("/scripts/import/", {"rows": "forged"})
    assert Script.objects.count() == 1


def test_from_a_post_to_the_public_faq(as_role: Any) -> None:
    planner = as_role("planner")
    post = posted(title="胎压多少合适？")
    page = planner.get(f"/faq/new/{post.pk}/").content.decode()
    assert post.text in page
    form = {"question": "胎压多少合适？", "answer": post.text}
    planner.post(f"/faq/new/{post.pk}/", form)
    entry = FaqEntry.objects.get()
    assert planner.get(f"/faq/new/{post.pk}/").status_code == 302
    planner.post(f"/faq/{entry.pk}/publish/")
    entry.refresh_from_db()
    assert entry.published_at is None, "nobody has asked the author"
    consent = f"/faq/{entry.pk}/consent/"
    assert planner.post(consent, {"is_given": "yes"}).status_code == 422
    planner.post(consent, {"is_given": "yes", "note": "微信"})
    planner.post(f"/faq/{entry.pk}/publish/")
    assert FaqEntry.objects.public().get() == entry
    assert (
        planner.get("/faq/?consent=agreed")
        .context["table"]
        .page.paginator.count
        == 1
    )
    planner.post(consent, {"is_given": "no", "note": "微信"})
    assert not FaqEntry.objects.public().exists()


@pytest.mark.parametrize(
    "address",
    ["/scripts/0/edit/", "/scripts/versions/0/edit/", "/faq/0/edit/"],
)
def test_no_row_has_the_number_zero(as_role: Any, address: str) -> None:
    client = as_role("lead")
    form = {"scene": "welcome", "title": "n", "text": "n", "question": "n"}
    assert client.get(address).status_code == 404
    assert client.post(address, {**form, "answer": "n"}).status_code == 404
    assert not Script.objects.exists()
