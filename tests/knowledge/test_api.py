"""Scripts and the FAQ in the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from knowledge.services.faq import (
    create_entry,
    publish_entry,
    record_author_consent,
)
from tests.factories.members import MemberFactory
from tests.knowledge.scripts import approved, drafted, posted

pytestmark = pytest.mark.django_db
SCRIPTS = "/api/v1/scripts/"


@pytest.fixture
def machine(token: Any) -> Any:
    return Client(headers=token("scripts:read"))


def planted(accounts: dict[str, Any], **about: Any) -> Any:
    now = timezone.now() - timedelta(days=2)
    return approved(accounts["planner"], accounts["lead"], now=now, **about)


def test_only_what_may_be_used_is_listed(
    accounts: dict[str, Any], machine: Client
) -> None:
    version = planted(accounts, title="首次欢迎")
    planted(accounts, title="已过期", days=1)
    drafted(accounts["planner"], title="草稿")
    rows = machine.get(SCRIPTS).json()["results"]
    assert [row["title"] for row in rows] == ["首次欢迎"]
    assert rows[0]["slots"] == ["nickname", "staff"]
    assert rows[0]["text"] == version.text
    assert machine.get(f"{SCRIPTS}?q=hy").json()["results"] == rows
    assert machine.get(f"{SCRIPTS}?scene=rumour").json()["results"] == []
    detail = machine.get(f"{SCRIPTS}{version.script_id}/").json()
    assert detail["version"] == 1


def test_a_filled_text_or_the_missing_slots(
    accounts: dict[str, Any], machine: Client
) -> None:
    version = planted(accounts, text="{nickname}，{date}在{place}见，{date}")
    member = MemberFactory(nickname="小满")
    address = f"{SCRIPTS}{version.script_id}/fill/"

    def fill(**values: str) -> Any:
        body = {"member": member.pk, "values": values}
        return machine.post(address, body, content_type="application/json")

    refused = fill(date="周六")
    assert refused.status_code == 422
    problem = refused.json()
    fields = [error["field"] for error in problem["errors"]]
    assert (problem["title"], fields) == ("missing_slots", ["values.place"])
    answer = fill(date="周六", place="安吉").json()
    assert answer["text"] == "小满，周六在安吉见，周六"
    assert answer["version_id"] == version.pk
    assert fill(name="x").status_code == 400


def test_filling_needs_a_script_that_may_be_used(
    accounts: dict[str, Any], machine: Client
) -> None:
    draft = drafted(accounts["planner"])
    address = f"{SCRIPTS}{draft.script_id}/fill/"
    body = {"member": MemberFactory().pk}
    answer = machine.post(address, body, content_type="application/json")
    assert answer.status_code == 404


def test_another_scope_reads_nothing(token: Any) -> None:
    other = Client(headers=token("posts:read"))
    assert other.get(SCRIPTS).status_code == 403
    assert other.get("/api/v1/faq-entries/").status_code == 403


def test_the_faq_follows_the_consent(
    accounts: dict[str, Any], machine: Client
) -> None:
    now = timezone.now()
    post = posted(author=MemberFactory(nickname="老街阿杰"))
    entry = create_entry(
        post=post, question="胎压？", answer="看铭牌", now=now, user=None
    )

    def listed() -> list[Any]:
        results: list[Any] = machine.get("/api/v1/faq-entries/").json()[
            "results"
        ]
        return results

    for is_given, count in ((True, 1), (False, 0)):
        record_author_consent(
            entry=entry, is_given=is_given, note="微信", now=now, user=None
        )
        if is_given:
            publish_entry(entry_id=entry.pk, now=now, user=None)
        rows = listed()
        assert len(rows) == count
        if rows:
            assert (rows[0]["author"], rows[0]["consent"]) == (
                "老街阿杰",
                True,
            )
