"""A section of the desk is one declaration."""

import json

from django.utils.translation import override

from teamwork.selectors.desk import all_sections, dismissible_kinds
from teamwork.selectors.desk_sections import SECTIONS
from tests.scratch import DATABASE, ScratchCopy

NEW_SECTION = """\
    DeskSection(
        kind="birthday",
        title=gettext_lazy("Birthdays"),
        hint=gettext_lazy("Congratulate."),
        page="insights:member_list",
        rows=lambda viewer: Member.objects.order_by("pk"),
        item=lambda row, viewer: Item(
            "birthday", row.pk, str(row), row.get_absolute_url(), "today"
        ),
        roles=frozenset({"planner"}),
    ),
"""
ADD_A_SECTION = """
import json
from datetime import UTC, datetime
from django.contrib.auth import get_user_model
from common.calendar import business_today
from members.models import Member
from teamwork.selectors.desk import read_desk, waiting_rows
from teamwork.selectors.desk_items import DeskContext
from teamwork.services.desk import mark_seen

now = datetime(2026, 5, 20, tzinfo=UTC)
user = get_user_model().objects.create_user("anna")
members = [
    Member.objects.create(nickname=name, created_at=now, updated_at=now)
    for name in ("first", "second")
]
viewer = DeskContext(
    user, frozenset({"planner"}), now, business_today(now), 0
)
other = DeskContext(user, frozenset(), now, business_today(now), 0)
before = {section.kind: section.total for section in read_desk(viewer)}
assert read_desk(other) == []
mark_seen(user=user, now=now, kind="birthday", number=members[0].pk)
(after,) = read_desk(viewer)
print(json.dumps({
    "before": before,
    "after": [item.title for item in after.items],
    "shows_button": after.is_dismissible,
    "counted": sum(rows.count() for rows in waiting_rows(viewer)),
}))
"""


def test_a_section_added_in_one_place_is_everywhere(tmp_path) -> None:
    copy = ScratchCopy(tmp_path / "project")
    copy.insert_before(
        "teamwork/selectors/desk_sections.py",
        "    COOLING_SECTION,\n    ISSUE_SECTION",
        NEW_SECTION,
    )
    copy.insert_before(
        "teamwork/selectors/desk_sections.py",
        "from teamwork.models import Handover, Interaction",
        "from members.models import Member\n",
    )

    found = json.loads(copy.run(DATABASE + ADD_A_SECTION))

    assert found == {
        "before": {"birthday": "2"},
        "after": ["second"],
        "shows_button": True,
        "counted": 1,
    }


def test_sections_differ_and_have_words() -> None:
    kinds = [section.kind for section in SECTIONS]
    assert len(set(kinds)) == len(kinds)
    with override("en"):
        for section in SECTIONS:
            assert str(section.title), section.kind
            assert str(section.hint), section.kind


def test_what_only_its_own_page_settles_cannot_be_put_away() -> None:
    settled = {
        "alert",
        "unowned",
        "night",
        "stuck_night",
        "feed",
        "promise",
        "handover",
        "decision",
        "nomination",
        "decided",
        "koc_review",
        "script_approval",
        "script_expiry",
        "late_promise",
        "connection",
        "channel",
        "message",
        "outreach_doubt",
        "outreach_approval",
        "outreach_sending",
        "outreach_stuck",
        "outreach_refused",
        "graduation_step",
        "graduation",
        "campaign_node",
        "campaign_report",
        "decision_check",
        "claim_suggested",
        "claim_open",
        "case_missing",
        "case_omitted",
        "case_check",
    }
    every = {section.kind for section in all_sections()}
    assert every - set(dismissible_kinds()) == settled
