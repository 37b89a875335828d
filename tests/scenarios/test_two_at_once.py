"""Two people at once, each with a database connection of their own: nothing is
lost, nobody sees a 500.
"""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from alerts.models import Issue, IssueChange
from alerts.services.issues import change_issue
from common.db.transactions import atomic_with_retry
from common.errors import DomainError
from common.models import JobRun
from common.security.access import ROLE_LABELS
from insights.models import Segment
from insights.services.segments import save_segment
from members.models import Member, MemberTag
from members.services.directory import save_member, tag_members, update_members
from teamwork.models import Handover, Interaction, MemberMerge, Nomination
from teamwork.services.handovers import (
    accept_handover,
    propose_handover,
    refuse_handover,
)
from teamwork.services.interactions import log_interaction
from teamwork.services.merges import merge_members
from teamwork.services.nominations import (
    decide_nomination,
    judge_nomination,
    nominate,
)
from tests.concurrency import at_once, failures, two_connections
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.teamwork.test_story import SCORES, work_of

pytestmark = [
    two_connections,
    pytest.mark.django_db(transaction=True),
]
ROUNDS = 5
RULE = {"field": "city", "is": ["上海"]}


@pytest.fixture
def people() -> dict[str, Any]:
    """One account per role, and one more communicator and lead."""
    made = {}
    for name in (*ROLE_LABELS, "communicator2", "lead2"):
        made[name] = get_user_model().objects.create_user(username=name)
        made[name].groups.add(
            Group.objects.get_or_create(name=name.rstrip("2"))[0],
        )
    return made


def edit_city(member: Member, city: str) -> Member:
    stale = Member.objects.get(pk=member.pk)
    stale.city = city
    return save_member(member=stale, now=NOW, fields=["city"])


def merge(kept: Member, merged: Member) -> MemberMerge:
    return merge_members(
        kept=kept,
        merged=merged,
        take=(),
        reason="同一个人",
        user=None,
        now=NOW,
    )


def test_an_edit_beside_a_merge_never_unmerges() -> None:
    for number in range(ROUNDS):
        kept, merged = MemberFactory(), MemberFactory()
        stale = Member.objects.get(pk=merged.pk)
        stale.city = f"城{number}"
        save = partial(save_member, member=stale, now=NOW)
        assert failures(at_once(partial(merge, kept, merged), save)) == []
        kept.refresh_from_db()
        merged.refresh_from_db()
        assert merged.merged_into_id == kept.pk
        assert f"城{number}" in (kept.city, merged.city)


def test_edits_of_two_fields_are_both_kept() -> None:
    for number in range(ROUNDS):
        member = MemberFactory(city="上海", province="上海")
        one, other = (Member.objects.get(pk=member.pk) for _n in range(2))
        one.city, other.province = f"城{number}", f"省{number}"
        outcomes = at_once(
            partial(save_member, member=one, now=NOW, fields=["city"]),
            partial(save_member, member=other, now=NOW, fields=["province"]),
        )
        assert failures(outcomes) == []
        member.refresh_from_db()
        assert (member.city, member.province) == (f"城{number}", f"省{number}")


def test_the_same_tag_eight_times_is_one_tag() -> None:
    member = MemberFactory()
    for number in range(ROUNDS):
        give = partial(
            tag_members,
            member_ids=[member.pk],
            name=f"标签{number}",
            source="staff",
        )
        assert failures(at_once(*[give] * 8)) == []
        assert MemberTag.objects.filter(name=f"标签{number}").count() == 1


def test_a_segment_name_is_taken_once_with_words() -> None:
    for number in range(ROUNDS):
        name = f"分群{number}"
        save = partial(
            save_segment,
            segment=None,
            name=name,
            note="",
            rule=RULE,
            now=NOW,
            user=None,
        )
        outcomes = at_once(*[save] * 6)
        refused = failures(outcomes)
        assert len(refused) == 5
        assert {type(one) for one in refused} <= {ValidationError, DomainError}
        assert Segment.objects.get(name=name).versions.count() == 1


def test_a_key_sent_six_times_at_once_is_logged_once() -> None:
    member, key = MemberFactory(), uuid4()
    say = partial(
        log_interaction,
        key=key,
        member=member,
        now=NOW,
        user=None,
        summary="聊了续航",
    )
    outcomes = at_once(*[say] * 6)
    assert failures(outcomes) == []
    assert sorted(is_new for _row, is_new in outcomes) == [False] * 5 + [True]
    assert Interaction.objects.count() == 1


def test_a_key_for_two_members_at_once_is_one_members() -> None:
    for _round in range(ROUNDS):
        key, members = uuid4(), [MemberFactory() for _n in range(3)]
        says = [
            partial(
                log_interaction,
                key=key,
                member=one,
                now=NOW,
                user=None,
                summary="聊了续航",
            )
            for one in members
        ]
        codes = [error.code for error in failures(at_once(*says))]
        assert codes == ["known_key"] * 2
        assert Interaction.objects.filter(key=key).count() == 1


def test_six_clicks_ask_for_one_night(people: dict[str, Any]) -> None:
    for _round in range(ROUNDS):
        JobRun.objects.all().delete()
        clients = [Client() for _n in range(6)]
        for client in clients:
            client.force_login(people["lead"])
        answers = at_once(
            *(
                partial(client.post, reverse("activity:run_nightly"))
                for client in clients
            ),
        )
        assert {answer.status_code for answer in answers} == {302}
        assert JobRun.objects.filter(kind="run_missed_nights").count() == 1


def test_two_nominations_of_a_member_are_one(people: dict[str, Any]) -> None:
    for _round in range(ROUNDS):
        member = MemberFactory()
        works = [work_of(member)]
        propose = partial(
            nominate,
            member=member,
            reason="内容好",
            works=works,
            now=NOW,
            user=None,
        )
        codes = [error.code for error in failures(at_once(propose, propose))]
        assert codes == ["already_nominated"]
        assert Nomination.objects.filter(member=member).count() == 1


def test_two_decisions_are_one_and_the_other_hears_of_it(
    people: dict[str, Any],
) -> None:
    for _round in range(ROUNDS):
        member = MemberFactory()
        row = nominate(
            member=member,
            reason="内容好",
            works=[work_of(member)],
            now=NOW,
            user=None,
        )
        for by in ("planner", "analyst"):
            judge_nomination(
                nomination_id=row.pk,
                by=by,
                scores=SCORES,
                comment="好",
                now=NOW,
                user=people[by],
            )
        decide = partial(
            decide_nomination,
            nomination_id=row.pk,
            reason="因为",
            now=NOW,
        )
        outcomes = at_once(
            partial(decide, accept=True, user=people["lead"]),
            partial(decide, accept=False, user=people["lead2"]),
        )
        assert [error.code for error in failures(outcomes)] == ["decided"]
        row.refresh_from_db()
        accepted = row.decided_by == people["lead"]
        assert row.state == ("accepted" if accepted else "declined")


def test_two_handovers_of_a_member_are_one(people: dict[str, Any]) -> None:
    for _round in range(ROUNDS):
        member = MemberFactory(primary_contact=people["lead"])
        propose = partial(
            propose_handover,
            member_ids=[member.pk],
            reason="调岗",
            now=NOW,
        )
        outcomes = at_once(
            partial(propose, to_user=people["communicator"]),
            partial(propose, to_user=people["communicator2"]),
        )
        assert [error.code for error in failures(outcomes)] == [
            "handed_over_already",
        ]
        [[handover]] = [one for one in outcomes if isinstance(one, list)]
        answers = {
            "handover_id": handover.pk,
            "now": NOW,
            "user": handover.to_user,
        }
        answered = at_once(
            partial(accept_handover, **answers),
            partial(refuse_handover, reason="太多", **answers),
        )
        assert [error.code for error in failures(answered)] == [
            "answered_already",
        ]
        handover.refresh_from_db()
        member.refresh_from_db()
        is_accepted = handover.state == Handover.State.ACCEPTED
        assert (member.primary_contact == handover.to_user) == is_accepted


def test_two_merges_into_each_other_are_one() -> None:
    for _round in range(ROUNDS):
        one, other = MemberFactory(), MemberFactory()
        outcomes = at_once(
            partial(merge, one, other),
            partial(merge, other, one),
        )
        assert [error.code for error in failures(outcomes)] == [
            "already_merged",
        ]
        assert (
            Member.objects.filter(
                pk__in=(one.pk, other.pk),
                merged_into=None,
            ).count()
            == 1
        )


def test_two_decisions_about_an_issue_show_each_other(
    people: dict[str, Any],
) -> None:
    for number in range(ROUNDS):
        issue = Issue.objects.create(number=number + 1, opened_at=NOW)
        decide = partial(
            change_issue,
            issue_id=issue.pk,
            from_state="new",
            note="",
            now=NOW,
        )
        outcomes = at_once(
            partial(decide, to_state="confirmed", user=people["lead"]),
            partial(decide, to_state="closed", user=people["lead2"]),
        )
        [refused] = failures(outcomes)
        assert refused.code == "decided_meanwhile"
        first = IssueChange.objects.get(issue=issue)
        assert first.changed_by.username in str(refused.message)


def test_deadlocks_are_run_again_until_both_are_done() -> None:
    one, other = MemberFactory(city="甲"), MemberFactory(city="乙")
    runs = []

    @atomic_with_retry
    def change_in_order(*members: Member) -> None:
        runs.append(1)
        for member in members:
            update_members(
                member_ids=[member.pk],
                changes={"city": "丙"},
                now=NOW,
            )
            [Member.objects.filter(city="丁").count() for _n in range(30)]

    rounds = 0
    while len(runs) == 2 * rounds and rounds < 40:
        rounds += 1
        outcomes = at_once(
            partial(change_in_order, one, other),
            partial(change_in_order, other, one),
        )
        assert failures(outcomes) == []
    assert len(runs) > 2 * rounds, "no deadlock was provoked"


def test_what_is_logged_while_merging_is_the_unmerged_members(
    people: dict[str, Any],
) -> None:
    for _round in range(ROUNDS):
        kept, merged = MemberFactory(), MemberFactory()
        say = partial(
            log_interaction,
            member=merged,
            now=NOW,
            user=None,
            summary="聊了续航",
        )
        later = partial(
            tag_members,
            member_ids=[merged.pk],
            name="露营",
            source="staff",
        )
        acts = (
            partial(merge, kept, merged),
            partial(say, key=uuid4()),
            partial(say, key=uuid4()),
            later,
        )
        assert failures(at_once(*acts)) == []
        assert Interaction.objects.filter(member=kept).count() == 2
        assert MemberTag.objects.filter(member=kept, name="露营").exists()
        assert not Interaction.objects.filter(member=merged).exists()


def test_two_names_of_a_segment_show_each_other() -> None:
    for number in range(ROUNDS):
        segment = save_segment(
            segment=None,
            name=f"季度{number}",
            note="",
            rule=RULE,
            now=NOW,
            user=None,
        )
        later = NOW + timedelta(hours=1)
        edit = partial(
            save_segment,
            segment=segment,
            name=f"年度{number}",
            note="",
            rule=RULE,
            now=later,
            user=None,
        )
        rename = partial(
            save_segment,
            segment=segment,
            name=f"月度{number}",
            note="",
            rule=RULE,
            now=later,
            user=None,
        )
        opened = {"name": segment.name, "note": "", "rule": RULE}
        outcomes = at_once(
            partial(edit, opened=opened),
            partial(rename, opened=opened),
        )
        assert [error.code for error in failures(outcomes)] == [
            "changed_meanwhile",
        ]
