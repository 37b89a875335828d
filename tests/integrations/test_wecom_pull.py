"""WeCom is read with tokens that run out, page by page, and who left a group
is seen by comparing.
"""

import json
from typing import Any

import pytest

from community.models import Circle, CircleMembership, Post
from integrations.models import Connection
from integrations.services.running import run_due_connections
from members.models import Member, MemberIdentity
from tests.integrations.fakes import FakeWecom, running
from tests.integrations.reading import sample
from tests.integrations.test_discourse_pull import run_until_done


def filled_corp() -> FakeWecom:
    corp = FakeWecom()
    for number in range(5):
        contact = {"external_userid": f"wm{number}", "name": f"客户{number}"}
        for user, created in (("zhang", 1775000000), ("li", 1774000000)):
            item = {
                "external_contact": contact,
                "follow_info": {
                    "userid": user,
                    "createtime": created + number,
                },
            }
            corp.contacts.setdefault(user, []).append(item)
    for group in ("g1", "g2"):
        members = [{"userid": "zhang", "type": 1, "join_time": 1770000000}]
        for number in range(5):
            members.append(
                {
                    "userid": f"wm{number}",
                    "type": 2,
                    "join_time": 1775000000,
                    "name": f"客户{number}",
                },
            )
        corp.groups[group] = {
            "chat_id": group,
            "name": "车友群",
            "member_list": members,
        }
    for line in sample("wecom/archive.jsonl").decode().splitlines():
        corp.messages.append(json.loads(line))
    return corp


@pytest.fixture
def corp() -> Any:
    with running(filled_corp()) as fake:
        yield fake


@pytest.fixture
def connection(connect: Any, corp: FakeWecom) -> Connection:
    made, _secret = connect(
        "wecom",
        corp.url,
        corp_id="ww1",
        corp_secret="the-secret",
        archive_url=f"{corp.url}/archive",
    )
    return made


def test_customers_groups_and_messages(
    connection: Connection,
    corp: FakeWecom,
    clock: Any,
) -> None:
    run_until_done(clock, connection)

    member = Member.objects.get(nickname="客户0")
    assert member.joined_on.isoformat() == "2026-03-20", "the first of two"
    assert Circle.objects.count() == 2, "two groups of one name"
    assert CircleMembership.objects.count() == 10
    staff = MemberIdentity.objects.get(external_id="zhang").member
    assert staff.kind == "staff"
    gone = Post.objects.get(external_id__startswith="m4")
    assert gone.is_deleted, "taken back"
    assert Post.objects.count() == 3
    assert len(corp.tokens) == 1, "one token serves all requests"


def test_who_left_a_group_and_comes_back(
    connection: Connection,
    corp: FakeWecom,
    clock: Any,
) -> None:
    run_until_done(clock, connection)
    left = corp.groups["g1"]["member_list"].pop()
    clock.pass_(days=1)
    run_until_done(clock, connection)
    ended = CircleMembership.objects.get(ended_on__isnull=False)
    assert ended.ended_on.isoformat() == "2026-05-21"
    corp.groups["g1"]["member_list"].append({**left, "join_time": 1779400000})
    clock.pass_(days=2)
    run_until_done(clock, connection)
    assert CircleMembership.objects.filter(member=ended.member).count() == 3


def test_tokens_that_run_out_on_the_way(
    connection: Connection,
    corp: FakeWecom,
    clock: Any,
) -> None:
    corp.token_holds = 3
    run_until_done(clock, connection)
    assert len(corp.tokens) > 3
    assert CircleMembership.objects.count() == 10
    assert connection.failures == 0


def test_a_busy_platform_is_left_alone_for_a_minute(
    connection: Connection,
    corp: FakeWecom,
    clock: Any,
) -> None:
    corp.busy_at = {5}
    run_due_connections(clock=clock)
    connection.refresh_from_db()
    assert connection.last_error == "rate_limited"
    assert (connection.next_run_at - clock.now).total_seconds() >= 60
    run_until_done(clock, connection)
    assert CircleMembership.objects.count() == 10


def test_a_wrong_secret_of_the_corp_is_told(
    connection: Connection,
    corp: FakeWecom,
    clock: Any,
    as_role: Any,
) -> None:
    corp.secret = "another"
    run_due_connections(clock=clock)
    connection.refresh_from_db()
    assert connection.last_error == "wrong_secret"
    page = as_role("lead").get(connection.get_absolute_url())
    assert "40001" in page.content.decode()
    assert "the-secret" not in page.content.decode()
