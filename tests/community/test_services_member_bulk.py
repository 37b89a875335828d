"""Many rows of members at once do what the same rows do one by one."""

from datetime import UTC, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from common.calendar import business_today
from common.rules.moments import MomentReader, MomentRules
from common.rules.rows import RejectedDraft
from community.services.member_upserts import RowOrigin, take_members
from members.models import Member
from members.rules.member_drafts import MemberDraft
from members.rules.member_rows import FlatRowReader
from members.rules.member_values import Days
from members.services.directory import save_member
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = business_today(NOW)
DAYS = Days(TODAY, UTC, MomentReader(MomentRules(zone=UTC)))
POOLS: dict[str, tuple[str, ...]] = {
    "id": ("1", "2", "3", "4"),
    "platform": ("", "", "app"),
    "aliases": ("", "", "forum:1", "forum:2", "crm:2"),
    "nickname": ("", "山野小王", "back\\slash", "李"),
    "phone": ("", "", "13800000001", "13800000002"),
    "joined_on": ("", "2024-01-01", "2023-05-05"),
    "city": ("", "杭州", "绍兴"),
    "vin": ("", "LSVAU2180N2183294", "LSVAU2180N2183295"),
    "model_series": ("海豹", "汉"),
    "started_on": ("", "2024-02-02", "2025-01-01"),
    "software_version": ("", "OTA 1", "OTA 2"),
    "software_on": ("", "2025-03-03", "2025-04-04"),
    "tags": ("", "越野", "露营、摄影"),
    "circles": ("", "车友会", "车友会、摄影圈"),
    "circle_since": ("", "2025-01-01", "2025-06-01"),
    "circle_until": ("", "", "2025-07-01"),
}
COLUMNS = {name: name for name in POOLS}
ROWS = st.lists(
    st.fixed_dictionaries(
        {name: st.sampled_from(pool) for name, pool in POOLS.items()},
    ),
    min_size=2,
    max_size=12,
)
DELIVERY = RowOrigin(source="crm", now=NOW, today=TODAY)


def read(rows: list[dict[str, str]]) -> list[MemberDraft]:
    reader = FlatRowReader(COLUMNS, platform="crm", days=DAYS)
    drafts = []
    for line, raw in enumerate(rows, start=2):
        draft = reader.read(raw, line)
        if not isinstance(draft, RejectedDraft):
            drafts.append(draft)
    return drafts


def begin() -> None:
    """A member is known, and staff have set where they live."""
    row = {
        "id": "1",
        "nickname": "旧名",
        "city": "上海",
        "vin": "",
        "model_series": "汉",
    }
    take_members(drafts=read([row]), delivery=DELIVERY)
    member = Member.objects.get()
    member.city = "苏州"
    save_member(member=member, now=NOW - timedelta(days=1), fields=["city"])


def stored() -> list[Any]:
    """Return all that is stored of members, without the keys of rows."""
    found = []
    for member in Member.objects.all():
        cars = []
        for car in member.vehicles.all():
            spells = car.software.values_list("version", "started_on")
            values = (car.vin, car.vin_index, car.model_series, car.started_on)
            cars.append((values, sorted(spells)))
        details = [
            (one.kind, one.value, one.value_index)
            for one in member.contacts.all()
        ]
        circles = member.circle_memberships.values_list(
            "circle__name",
            "started_on",
            "ended_on",
        )
        conflicts = []
        for one in member.sync_conflicts.all():
            conflicts.append((one.field.split(".")[-1], one.value, one.state))
        found.append(
            (
                sorted(map(str, member.identities.all())),
                (member.nickname, member.city, member.owner_status),
                (member.joined_on, member.joined_from, member.updated_at),
                sorted(details),
                sorted(member.tags.values_list("name", "source", "weight")),
                sorted(cars, key=repr),
                sorted(circles, key=repr),
                sorted(conflicts),
                sorted(member.name_tokens.values_list("token", flat=True)),
            ),
        )
    return sorted(found, key=repr)


def outcome_of(drafts: list[MemberDraft], *, size: int) -> Any:
    """Return what becomes of the rows, taken so many at a time, and what is
    stored of members then; nothing of it stays.
    """
    with transaction.atomic():
        begin()
        statuses = []
        for start in range(0, len(drafts), size):
            some = drafts[start : start + size]
            outcomes = take_members(drafts=some, delivery=DELIVERY)
            for one in outcomes:
                codes = [fault.code for fault in one.faults]
                statuses.append((one.draft.line, one.status, codes))
        after = stored()
        transaction.set_rollback(True)
    return statuses, after


@settings(max_examples=60, phases=(Phase.explicit, Phase.generate))
@given(rows=ROWS)
def test_rows_at_once_do_what_they_do_one_by_one(
    rows: list[dict[str, str]],
) -> None:
    drafts = read(rows)
    assert outcome_of(drafts, size=1000) == outcome_of(drafts, size=1)


def people(count: int, **more: str) -> list[MemberDraft]:
    rows = []
    for number in range(count):
        rows.append(
            {
                "id": str(number),
                "nickname": f"车友{number}",
                "phone": f"138{number:08d}",
                "vin": f"LSVAU2180N2{number:06d}",
                "model_series": "汉",
                "software_version": "OTA 1",
                "software_on": "2025-03-03",
                "tags": "越野",
                "circles": "车友会",
                "circle_since": "2025-01-01",
                "aliases": f"forum:{number}",
                **more,
            },
        )
    return read(rows)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"nickname": "新名", "software_on": "2025-01-01", "city": "杭州"},
        {"circle_until": "2025-09-01", "software_version": "OTA 2"},
    ],
    ids=["same", "changed", "ended"],
)
def test_queries_do_not_grow_with_the_rows(changes: dict[str, str]) -> None:
    counts = []
    for size in (5, 60):
        take_members(drafts=people(size), delivery=DELIVERY)
        with CaptureQueriesContext(connection) as asked:
            take_members(drafts=people(size, **changes), delivery=DELIVERY)
        counts.append(len(asked))
        Member.objects.all().delete()
    assert counts[0] == counts[1]
