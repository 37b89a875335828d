"""Many members at once: the same right as for one, seen while it runs, taken
back where nobody changed it since.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from common.errors import DomainError
from common.jobs.queue import run_job
from common.models import JobRun
from insights.models import Segment, SegmentSpell
from insights.services.segment_lists import delist_members, enlist_members
from members.models import Member, MemberTag
from members.services.directory import tag_members, untag_member
from teamwork.models import BulkChange, Nomination
from teamwork.selectors.bulk_changes import count_lost_backups
from teamwork.services import bulk_changes
from teamwork.services.bulk_changes import change_members, undo_change
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
DIRECTORY = "/members/"


def change(
    kind: str,
    ids: list[int],
    user: Any = None,
    **parameters: Any,
) -> BulkChange:
    return change_members(
        kind=kind,
        subject="x",
        parameters=parameters,
        member_ids=ids,
        user=user,
        now=NOW,
    )


def tags() -> set[tuple[Any, ...]]:
    return set(
        MemberTag.objects.values_list(
            "member_id",
            "name",
            "source",
            "weight",
            "is_rejected",
        ),
    )


def test_tags_are_as_before_but_where_staff_changed_them_since() -> None:
    plain, inferred, rejected, held, later = (
        MemberFactory().pk for _n in range(5)
    )
    tag_members(
        member_ids=[inferred],
        name="露营",
        source="inferred",
        weight=0.3,
    )
    untag_member(member_id=rejected, name="露营")
    tag_members(member_ids=[held], name="露营", source="staff")
    before = tags()
    made = change("tag", [plain, inferred, rejected, held, later], name="露营")
    assert made.changed == 4
    assert len(tags()) == 5
    untag_member(member_id=later, name="露营")
    undone = undo_change(change=made, user=None, now=NOW)
    assert undone.restored == 3
    assert tags() == before | {(later, "露营", "staff", 1.0, True)}
    with pytest.raises(DomainError):
        undo_change(change=made, user=None, now=NOW)


def test_contacts_are_given_back(accounts: dict[str, Any]) -> None:
    lead, analyst, planner = (
        accounts["lead"],
        accounts["analyst"],
        accounts["planner"],
    )
    one = MemberFactory(primary_contact=analyst, backup_contact=lead)
    other, moved = MemberFactory(), MemberFactory()
    asked = {
        "kind": "contact",
        "subject": "lead",
        "parameters": {"user": lead.pk},
        "user": lead,
        "now": NOW,
    }
    made = change_members(member_ids=[one.pk, other.pk, moved.pk], **asked)
    Member.objects.filter(pk=moved.pk).update(primary_contact=planner)
    assert undo_change(change=made, user=None, now=NOW).restored == 2
    contacts = {
        m.pk: (m.primary_contact, m.backup_contact)
        for m in Member.objects.all()
    }
    assert contacts == {
        one.pk: (analyst, lead),
        other.pk: (None, None),
        moved.pk: (planner, None),
    }


def contacts(*members: Member) -> list[tuple[Any, Any]]:
    return [
        Member.objects.values_list("primary_contact", "backup_contact").get(
            pk=one.pk,
        )
        for one in members
    ]


def test_a_backup_stays_unless_it_is_the_new_contact(
    accounts: dict[str, Any],
    as_role: Any,
) -> None:
    lead, analyst, planner = (
        accounts[name].pk for name in ("lead", "analyst", "planner")
    )
    backed = MemberFactory(
        primary_contact_id=analyst,
        backup_contact_id=planner,
    )
    losing = MemberFactory(primary_contact_id=analyst, backup_contact_id=lead)
    already = MemberFactory(primary_contact_id=lead, backup_contact_id=planner)
    changed_since = MemberFactory(backup_contact_id=planner)
    members, client = (backed, losing, already, changed_since), as_role("lead")
    before = contacts(*members)
    asked = {"act": "contact", "ids": [one.pk for one in members]}
    confirmation = client.post(DIRECTORY, asked)
    assert "planner: 3 · lead: 1" in confirmation.context["note"].replace(
        "：",
        ": ",
    )
    client.post(
        DIRECTORY,
        {**asked, "confirmed": "1", "primary_contact": lead},
    )
    made = BulkChange.objects.get()
    assert (made.changed, count_lost_backups(made)) == (3, 1)
    assert contacts(*members) == [
        (lead, planner),
        (lead, None),
        (lead, planner),
        (lead, planner),
    ]
    page = client.get(made.get_absolute_url())
    shown = {one: is_changed for one, is_changed in page.context["members"]}
    assert shown == {
        backed: True,
        losing: True,
        already: False,
        changed_since: True,
    }
    Member.objects.filter(pk=changed_since.pk).update(backup_contact=analyst)
    assert undo_change(change=made, user=None, now=NOW).restored == 2
    assert contacts(*members) == [*before[:3], (lead, analyst)]


def test_a_change_of_an_earlier_release_is_given_back(
    accounts: dict[str, Any],
) -> None:
    lead, analyst, planner = (
        accounts[name].pk for name in ("lead", "analyst", "planner")
    )
    one = MemberFactory(primary_contact_id=lead)
    kept = {
        "before": {str(one.pk): [analyst, planner]},
        "member_ids": [one.pk],
        "member_count": 1,
        "made_at": NOW,
    }
    made = BulkChange.objects.create(
        kind="contact",
        subject="x",
        parameters={"user": lead},
        **kept,
    )
    assert undo_change(change=made, user=None, now=NOW).restored == 1
    assert contacts(one) == [(analyst, planner)]


def test_all_members_of_a_change_can_be_paged_through(as_role: Any) -> None:
    ids = [MemberFactory().pk for _n in range(25)]
    address = change("tag", ids, name="露营").get_absolute_url()
    client, shown = as_role("lead"), []
    for page in (1, 2):
        shown += [
            member.pk
            for member, _changed in client.get(
                f"{address}?page={page}",
            ).context["members"]
        ]
    assert sorted(shown) == ids
    assert "?page=2" in client.get(address).content.decode()


def test_who_was_on_the_list_before_stays_on_it() -> None:
    before, fresh = MemberFactory().pk, MemberFactory().pk
    enlist_members(name="名单", member_ids=[before], now=NOW, user=None)
    made = change("enlist", [before, fresh], name="名单")
    assert made.changed == 1
    assert (
        undo_change(
            change=made,
            user=None,
            now=NOW + timedelta(hours=1),
        ).restored
        == 1
    )
    segment = Segment.objects.get(name="名单")
    assert [one.member_id for one in SegmentSpell.objects.open()] == [before]
    assert segment.member_count == 1
    rule = Segment.objects.create(name="r", created_at=NOW)
    with pytest.raises(DomainError):
        delist_members(segment=rule, member_ids=[before], now=NOW)


def test_nominations_carry_the_works_people_reacted_to_and_say_whom_they_were_refused(
    accounts: dict[str, Any],
) -> None:
    lead, source = accounts["lead"], EventSourceFactory()
    writer, silent, staff = (
        MemberFactory(),
        MemberFactory(),
        MemberFactory(kind="staff"),
    )
    for n in range(5):
        said = {
            "source": source,
            "external_id": str(n),
            "thread_key": str(n),
            "text": "x",
            "posted_at": NOW,
        }
        writer.posts.create(reaction_count=n, **said)
    made = change(
        "nominate",
        [writer.pk, silent.pk, staff.pk],
        user=lead,
        reason="好",
    )
    assert made.changed == 1
    assert set(made.refused) == {str(silent.pk), str(staff.pk)}
    works = Nomination.objects.get().works.values_list(
        "post__reaction_count",
        flat=True,
    )
    assert sorted(works) == [2, 3, 4]
    undo_change(change=made, user=lead, now=NOW)
    assert Nomination.objects.get().state == Nomination.State.WITHDRAWN


def test_a_worker_that_dies_between_pieces_loses_and_doubles_nothing(
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(bulk_changes, "PIECE", 3)
    ids = [MemberFactory().pk for _n in range(8)]
    made = change("tag", ids, name="露营")
    assert (made.changed, made.job.state) == (0, JobRun.State.WAITING)
    ready = bulk_changes.BULK_KINDS["tag"]
    calls: list[int] = []

    def die_once(*args: Any) -> Any:
        calls.append(len(args[1]))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return ready.make(*args)

    mortal = ready._replace(make=die_once)
    monkeypatch.setitem(bulk_changes.BULK_KINDS, "tag", mortal)
    with pytest.raises(KeyboardInterrupt):
        run_job(job_id=made.job.pk, clock=lambda: NOW)
    assert MemberTag.objects.count() == 3
    assert (
        run_job(job_id=made.job.pk, clock=lambda: NOW).state
        == JobRun.State.DONE
    )
    assert calls == [3, 3, 3, 2]
    made.refresh_from_db()
    assert (made.changed, made.done, MemberTag.objects.count()) == (8, 8, 8)
    undone = undo_change(change=made, user=None, now=NOW)
    run_job(job_id=undone.job.pk, clock=lambda: NOW)
    made.refresh_from_db()
    assert (made.restored, MemberTag.objects.count()) == (8, 0)


def test_many_ask_for_the_same_right_as_one(as_role: Any) -> None:
    member = MemberFactory()
    asked = {
        "act": "tag",
        "ids": str(member.pk),
        "confirmed": "1",
        "name": "露营",
    }
    as_role("planner").post(DIRECTORY, asked)
    assert not BulkChange.objects.exists()
    acts = {
        role: {
            act.name
            for act in as_role(role).get(DIRECTORY).context["bulk_acts"]
        }
        for role in ("planner", "lead")
    }
    assert acts == {
        "planner": {"enlist", "nominate"},
        "lead": {"tag", "contact", "enlist", "nominate"},
    }


def test_the_page_leads_to_the_change_and_back(as_role: Any) -> None:
    member, lead = MemberFactory(), as_role("lead")
    asked = {
        "act": "tag",
        "ids": str(member.pk),
        "confirmed": "1",
        "name": "露营",
    }
    page = lead.post(DIRECTORY, asked, follow=True).content.decode()
    made = BulkChange.objects.get()
    assert f'href="{made.get_absolute_url()}"' in page
    assert lead.get(made.get_absolute_url()).context["may_undo"]
    lead.post(reverse("teamwork:bulk_undo", args=[made.pk]))
    assert not MemberTag.objects.exists()


def test_undoing_asks_for_the_same_right_as_making(as_role: Any) -> None:
    member = MemberFactory().pk
    tagged, listed = (
        change("tag", [member], name="露营"),
        change("enlist", [member], name="名单"),
    )
    for made, may_not, may in (
        (tagged, "analyst", "communicator"),
        (listed, "communicator", "planner"),
    ):
        address = reverse("teamwork:bulk_undo", args=[made.pk])
        assert (
            not as_role(may_not)
            .get(made.get_absolute_url())
            .context["may_undo"]
        )
        as_role(may_not).post(address)
        made.refresh_from_db()
        assert made.undone_at is None
        as_role(may).post(address)
        made.refresh_from_db()
        assert made.undone_at is not None
