"""What the pages of scripts show: states, uses, what followed, offers."""

from datetime import timedelta
from typing import Any

import pytest

from community.models import Post
from knowledge.models import Script, ScriptUse
from knowledge.rules.fitting import MemberFacts
from knowledge.selectors.filling import (
    fill_version,
    member_values,
    preview_version,
)
from knowledge.selectors.fitting import member_facts, offer_scripts
from knowledge.selectors.scripts import (
    outcome_counts,
    scripts_with_status,
    shown_versions,
    usable_scripts,
)
from knowledge.services.scripts import begin_version, edit_draft
from knowledge.services.uses import note_answer, record_use
from members.models import VehicleOwnership
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.knowledge.scripts import TODAY, approved, drafted, posted

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=30)


def used(version: Any, member: Any, user: Any, **how: Any) -> ScriptUse:
    return record_use(
        version_id=version.pk,
        member_id=member.pk,
        place=ScriptUse.Place.INTERACTION,
        now=NOW,
        user=user,
        **how,
    )


def test_the_list_says_what_may_be_used(accounts: dict[str, Any]) -> None:
    approved(accounts["planner"], accounts["lead"], title="甲", days=3)
    drafted(accounts["planner"], title="乙")
    states = scripts_with_status(TODAY).values_list("title", "state")
    assert dict(states) == {"甲": "approved", "乙": "draft"}
    later = scripts_with_status(TODAY + timedelta(days=4))
    assert later.get(title="甲").state == "expired"
    assert usable_scripts(TODAY).get().approved_text.startswith("{nickname}")
    assert not usable_scripts(TODAY + timedelta(days=4)).exists()


def test_versions_come_newest_first_with_their_diff(
    accounts: dict[str, Any],
) -> None:
    first = approved(accounts["planner"], accounts["lead"])
    second = begin_version(
        script_id=first.script_id, now=NOW, user=accounts["planner"]
    )
    edit_draft(
        version_id=second.pk,
        changes={"text": first.text.replace("欢迎加入", "很高兴认识您")},
        opened={},
        now=NOW,
        user=accounts["planner"],
    )
    used(first, MemberFactory(), accounts["lead"])
    shown = shown_versions(first.script, TODAY)
    assert [one.version.number for one in shown] == [2, 1]
    assert ("added", "很高兴认识您") in (shown[0].pieces or [])
    assert shown[1].pieces is None
    assert [one.use_count for one in shown] == [0, 1]


def test_what_followed_is_derived(accounts: dict[str, Any]) -> None:
    version = approved(accounts["planner"], accounts["lead"])
    user = accounts["lead"]
    members = MemberFactory.create_batch(5)
    silent, wrote, answered, returned, late = members
    for member in members:
        used(version, member, user, was_quiet=member == returned)
    posted(author=wrote, posted_at=NOW + timedelta(days=2))
    posted(author=returned, posted_at=NOW + timedelta(days=13))
    posted(author=late, posted_at=NOW + timedelta(days=15))
    posted(author=silent, posted_at=NOW - timedelta(days=1))
    use = ScriptUse.objects.get(member=answered)
    note_answer(use_id=use.pk, now=NOW, user=user)
    rows = ScriptUse.objects.with_outcome(LATER)
    outcomes = dict(rows.values_list("member", "outcome"))
    assert outcomes == {
        silent.pk: "silent",
        wrote.pk: "answered",
        answered.pk: "answered",
        returned.pk: "returned",
        late.pk: "silent",
    }
    today = ScriptUse.objects.with_outcome(TODAY)
    assert today.get(member=silent).outcome == "pending"
    counts = outcome_counts(version.script, LATER)
    assert [(one.name, one.number) for one in counts] == [
        ("returned", 1),
        ("answered", 2),
        ("silent", 2),
    ]


def test_a_deleted_post_is_no_answer(accounts: dict[str, Any]) -> None:
    version = approved(accounts["planner"], accounts["lead"])
    member = MemberFactory()
    used(version, member, accounts["lead"])
    posted(author=member, posted_at=NOW + timedelta(days=2))
    Post.objects.update(is_deleted=True)
    assert ScriptUse.objects.with_outcome(LATER).get().outcome == "silent"


def test_values_come_from_the_members_rows(accounts: dict[str, Any]) -> None:
    member = MemberFactory(
        nickname="小满",
        city="杭州",
        joined_on=TODAY - timedelta(days=40),
    )
    for series, ended in (("旧车", TODAY), ("远山", None)):
        VehicleOwnership.objects.create(
            member=member,
            model_series=series,
            started_on=TODAY - timedelta(days=30),
            ended_on=ended,
            end_reason="sold" if ended else "",
        )
    values = member_values(member, user=accounts["lead"], today=TODAY)
    assert values == {
        "nickname": "小满",
        "city": "杭州",
        "car": "远山",
        "days": "40",
        "staff": str(accounts["lead"]),
    }
    version = drafted(accounts["lead"], text="{nickname}的{car}，{days}天")
    assert fill_version(version, values) == "小满的远山，40天"


def test_what_is_not_known_is_asked_for(accounts: dict[str, Any]) -> None:
    version = drafted(accounts["lead"], text="{nickname}，{date}见")
    known = {"nickname": "小满"}
    preview = preview_version(version, known, {})
    assert (preview.text, len(preview.missing)) == ("", 1)
    assert [one.name for one in preview.inputs] == ["date"]
    preview = preview_version(version, known, {"date": " 周六 "})
    assert preview.text == "小满，周六见"


def test_scripts_that_suit_come_first(accounts: dict[str, Any]) -> None:
    both = (accounts["planner"], accounts["lead"])
    approved(*both, title="谁都行")
    approved(*both, title="给极客", role="geek")
    approved(*both, title="给前车主", audience="former")
    drafted(accounts["planner"], title="草稿")
    facts = MemberFacts(frozenset({"owner"}), frozenset({"geek"}), "active")

    def titles(**wanted: str) -> list[str]:
        offers = offer_scripts(facts, today=TODAY, **wanted)
        return [offer.version.script.title for offer in offers]

    assert titles() == ["给极客", "谁都行"]
    assert titles(words="qczh") == [], "initials of nothing"
    assert titles(words="qcz") == ["给前车主"], "looked for, so offered"
    assert titles(scene=Script.Scene.RUMOUR) == []


def test_a_newcomer_counts_as_one(accounts: dict[str, Any]) -> None:
    member = MemberFactory(joined_on=TODAY - timedelta(days=3))
    facts = member_facts(member, state="", today=TODAY)
    assert "newcomer" in facts.audiences
    member.joined_on = TODAY - timedelta(days=400)
    facts = member_facts(member, state="", today=TODAY)
    assert facts.audiences == {str(member.owner_status)}
