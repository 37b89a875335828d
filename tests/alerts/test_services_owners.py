"""Every raised issue has an owner."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from alerts.models import Issue, IssueChange, OwnerRule
from alerts.services.new_posts import process_new_posts
from alerts.services.owners import assign_owner, give_owners, unowned_alerts
from alerts.services.post_classification import classify_new_posts
from common.calendar import business_date
from common.models import StaffAbsence
from community.models import Circle, CircleMembership
from members.models import Member
from tests.alerts.posts import article
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
TODAY = business_date(NOW)


def raised(number: int = 800, **columns: Any) -> Issue:
    columns = {"components": [["key", 3]], "alerted_at": NOW} | columns
    return Issue.objects.create(number=number, opened_at=NOW, **columns)


def rule(owner: Any, name: str = "rule", **conditions: Any) -> OwnerRule:
    return OwnerRule.objects.create(name=name, owner=owner, **conditions)


def another_lead(name: str = "second") -> Any:
    user = get_user_model().objects.create_user(name)
    user.groups.add(Group.objects.get(name="lead"))
    return user


def away(user: Any, stand_in: Any = None) -> None:
    StaffAbsence.objects.create(
        user=user,
        starts_on=TODAY,
        ends_on=TODAY,
        stand_in=stand_in,
    )


def test_an_alert_has_an_owner_once_it_is_raised(source, accounts) -> None:
    article(source)
    (alert,) = classify_new_posts(now=NOW).alerts
    alert.issue.refresh_from_db()
    assert alert.issue.owner == accounts["lead"]
    (change,) = alert.issue.changes.all()
    assert (change.kind, change.after) == (IssueChange.Kind.OWNER, "lead")
    assert change.changed_by is None


def test_the_lead_with_fewest_open_issues_is_the_default(accounts) -> None:
    second = another_lead()
    raised(1, owner=accounts["lead"], state="engineering")
    raised(2, owner=second, state="fixed")
    assert assign_owner(raised(3), now=NOW) == second
    assert assign_owner(raised(4), now=NOW) == accounts["lead"], "a draw"


def test_a_rule_decides_and_the_most_specific_one_first(accounts) -> None:
    rule(accounts["analyst"], "all")
    rule(accounts["communicator"], "keys", component="key")
    rule(accounts["planner"], "key in S5", component="key", model_series="S5")
    issue = raised()
    assert assign_owner(issue, now=NOW) == accounts["communicator"]
    assert issue.changes.get().before == "keys"
    other = raised(2, components=[["brakes", 3]])
    assert assign_owner(other, now=NOW) == accounts["analyst"]


def test_a_rule_can_ask_for_the_severity(accounts) -> None:
    rule(accounts["planner"], severity="critical")
    assert assign_owner(raised(1), now=NOW) == accounts["lead"]
    burning = raised(2, symptoms=[["fire", 1]])
    assert assign_owner(burning, now=NOW) == accounts["planner"], "suggested"
    set_by_staff = raised(3, symptoms=[["fire", 1]], severity="low")
    assert assign_owner(set_by_staff, now=NOW) == accounts["lead"]


def test_a_rule_can_ask_for_the_circle_of_the_reporters(
    source,
    accounts,
) -> None:
    circle = Circle.objects.create(name="上海车友会")
    rule(accounts["communicator"], circle=circle)
    article(source)
    authors = Member.objects.filter(
        identities__external_id__in=("hai", "chen"),
    )
    for member in authors:
        CircleMembership.objects.create(
            circle=circle,
            member=member,
            started_on=TODAY,
        )
    (alert,) = classify_new_posts(now=NOW).alerts
    assert alert.issue.owner == accounts["communicator"]
    Issue.objects.update(owner=None)
    CircleMembership.objects.filter(member=authors[0]).update(ended_on=TODAY)
    give_owners(now=NOW)
    alert.issue.refresh_from_db()
    assert alert.issue.owner == accounts["lead"], "one of three is not half"


def test_who_is_away_is_replaced_by_the_stand_in(accounts) -> None:
    rule(accounts["communicator"], component="key")
    away(accounts["communicator"], accounts["planner"])
    assert assign_owner(raised(1), now=NOW) == accounts["planner"]
    later = NOW + timedelta(days=1)
    assert assign_owner(raised(2), now=later) == accounts["communicator"]


def test_without_a_stand_in_the_next_rule_or_lead_decides(accounts) -> None:
    rule(accounts["communicator"], "keys", component="key")
    rule(accounts["analyst"], "all")
    away(accounts["communicator"])
    assert assign_owner(raised(1), now=NOW) == accounts["analyst"]
    away(accounts["analyst"])
    assert assign_owner(raised(2), now=NOW) == accounts["lead"]
    away(accounts["lead"])
    assert assign_owner(raised(3), now=NOW) == accounts["admin"]


def test_an_owner_set_by_staff_stays(accounts) -> None:
    rule(accounts["communicator"])
    issue = raised(owner=accounts["planner"])
    assert assign_owner(issue, now=NOW) == accounts["planner"]
    assert give_owners(now=NOW) == 0
    assert not issue.changes.exists()


def test_raised_issues_from_before_get_an_owner_once(
    accounts,
    django_assert_num_queries,
) -> None:
    issue = raised(1)
    raised(2, state="closed")
    raised(3, alerted_at=None)
    raised(4, merged_into=issue)
    assert give_owners(now=NOW) == 1
    assert not unowned_alerts().exists()
    with django_assert_num_queries(1):
        assert give_owners(now=NOW) == 0
    assert set(
        Issue.objects.filter(owner__isnull=True).values_list("number")
    ) == {
        (2,),
        (3,),
        (4,),
    }


def test_posts_come_before_colleagues(source, db) -> None:
    article(source)
    process_new_posts(now=NOW)
    issue = Issue.objects.unmerged().get()
    assert issue.alerted_at is not None
    assert issue.owner is None
    user = get_user_model().objects.create_superuser("first")
    process_new_posts(now=NOW)
    issue.refresh_from_db()
    assert issue.owner == user


def test_a_later_batch_keeps_the_owner(source, accounts) -> None:
    article(source)
    classify_new_posts(now=NOW)
    Issue.objects.update(owner=accounts["planner"])
    ingest(source, [post_row(70, "late", "蓝牙钥匙又失灵了，打不开车门")])
    classify_new_posts(now=NOW)
    assert Issue.objects.unmerged().get().owner == accounts["planner"]
