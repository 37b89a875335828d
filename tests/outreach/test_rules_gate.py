from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.rules.gate import (
    NEVER,
    ContactFacts,
    Hours,
    Reason,
    decide,
    free_from,
)
from outreach.rules.gate_arrays import FactColumns, decide_all, verdict_of
from outreach.rules.holidays import (
    HolidayError,
    hours_at,
    make_calendar,
    next_lawful,
    read_days,
)
from outreach.rules.policy import (
    SHIPPED,
    Limit,
    PurposeRule,
    as_stored,
    policy_from,
)

ZONE = ZoneInfo("Asia/Shanghai")
DAY = 86_400.0
NOW = 1_000 * DAY
STRICT = PurposeRule(True, True, True, True, True)
moments = st.lists(
    st.integers(900, 1_001).map(lambda day: day * DAY),
    max_size=4,
)
facts = st.builds(
    ContactFacts,
    is_person=st.booleans(),
    is_merged=st.booleans(),
    consent=st.sampled_from([None, True, False]),
    stopped_until=st.sampled_from([0.0, NOW - 1, NOW, NOW + DAY, NEVER]),
    has_complaint=st.booleans(),
    has_question=st.booleans(),
    is_dormant=st.booleans(),
    contacts=moments,
    channel_contacts=moments,
    is_held_out=st.booleans(),
)
limits = st.builds(Limit, st.integers(0, 3), st.integers(1, 100))
policies = st.builds(
    lambda dormant, other, quota: SHIPPED._replace(
        dormant_cap=dormant,
        other_cap=other,
        quotas={"wecom": quota},
    ),
    limits,
    limits,
    limits,
)
rules = st.builds(PurposeRule, *[st.booleans()] * 5)
hours = st.sampled_from(
    [
        Hours(),
        Hours(Reason.QUIET_HOURS, NOW + 60),
        Hours(Reason.HOLIDAY, NEVER),
    ],
)


def as_columns(rows: list[ContactFacts]) -> FactColumns:
    """Return facts as columns; the contacts of all rows are mixed."""
    consents = {None: -1, True: 1, False: 0}

    def column(name: str, kind: Any = bool) -> Any:
        return np.array([getattr(row, name) for row in rows], dtype=kind)

    def pairs(name: str) -> tuple[Any, Any]:
        found = []
        for number, row in enumerate(rows):
            found.extend((number, one) for one in getattr(row, name))
        found.sort(key=lambda pair: (pair[1] % 7, pair[0]))
        numbers = np.array([pair[0] for pair in found], dtype=np.int64)
        return numbers, np.array([pair[1] for pair in found], dtype=float)

    return FactColumns(
        is_person=column("is_person"),
        is_merged=column("is_merged"),
        consent=np.array([consents[row.consent] for row in rows], np.int8),
        stopped_until=column("stopped_until", float),
        has_complaint=column("has_complaint"),
        has_question=column("has_question"),
        is_dormant=column("is_dormant"),
        is_held_out=column("is_held_out"),
        contact_rows=pairs("contacts")[0],
        contact_times=pairs("contacts")[1],
        channel_rows=pairs("channel_contacts")[0],
        channel_times=pairs("channel_contacts")[1],
    )


@settings(max_examples=150)
@given(st.lists(facts, max_size=6), rules, policies, hours)
def test_many_as_one_by_one(
    rows: list[ContactFacts],
    rule: PurposeRule,
    policy: Any,
    clock: Hours,
) -> None:
    found = decide_all(
        as_columns(rows),
        rule,
        policy,
        channel="wecom",
        now=NOW,
        hours=clock,
    )
    for number, row in enumerate(rows):
        single = decide(
            row, rule, policy, channel="wecom", now=NOW, hours=clock
        )
        assert verdict_of(found, number) == single


@settings(max_examples=80)
@given(st.lists(st.integers(0, 400), max_size=30), limits)
def test_no_window_holds_more_than_the_limit(
    asked: list[int],
    limit: Limit,
) -> None:
    """Who asks at any moments and is let through keeps the limit in every
    window.
    """
    sent: list[float] = []
    for day in sorted(asked):
        if free_from(sent, limit) <= day * DAY:
            sent.append(day * DAY)
    for end in sent:
        window = [one for one in sent if end - limit.seconds < one <= end]
        assert len(window) <= limit.most


DAYTIME = Hours()
FREE = ContactFacts(consent=True)
BAD = ContactFacts(
    is_person=False,
    is_merged=True,
    consent=False,
    stopped_until=NEVER,
    has_complaint=True,
    has_question=True,
    is_dormant=True,
    contacts=(NOW,),
    channel_contacts=(NOW,) * 4,
    is_held_out=True,
)
REPAIRS: list[tuple[Reason, dict[str, Any]]] = [
    (Reason.NOT_A_PERSON, {"is_person": True}),
    (Reason.MERGED, {"is_merged": False}),
    (Reason.WITHDRAWN, {"consent": None}),
    (Reason.NO_CONSENT, {"consent": True}),
    (Reason.STOPPED, {"stopped_until": 0.0}),
    (Reason.COMPLAINT, {"has_complaint": False}),
    (Reason.QUESTION, {"has_question": False}),
    (Reason.DORMANT, {"is_dormant": False, "contacts": (NOW,) * 4}),
    (Reason.CAP, {"contacts": ()}),
    (Reason.QUOTA, {"channel_contacts": ()}),
]


def ask(row: ContactFacts, clock: Hours = DAYTIME, **about: Any) -> Any:
    policy = SHIPPED._replace(**about)
    return decide(row, STRICT, policy, channel="wecom", now=NOW, hours=clock)


def test_reasons_come_in_their_order() -> None:
    row, clock = BAD, Hours(Reason.QUIET_HOURS, NOW + 60)
    for reason, repair in REPAIRS:
        assert ask(row, clock).reason == reason
        row = row._replace(**repair)
    assert ask(row, clock).reason == Reason.QUIET_HOURS
    assert ask(row).reason == Reason.HELD_OUT
    assert ask(row._replace(is_held_out=False)).reason is None


def test_limit_of_zero_is_never() -> None:
    verdict = ask(FREE, other_cap=Limit(0, 30))
    assert verdict == (Reason.CAP_ZERO, NEVER)


def test_earliest_moment_is_the_latest_end() -> None:
    row = FREE._replace(
        contacts=(NOW - DAY,) * 4,
        stopped_until=NOW + DAY,
    )
    assert ask(row) == (Reason.STOPPED, NOW + 29 * DAY)
    hopeless = row._replace(has_complaint=True)
    assert ask(hopeless) == (Reason.STOPPED, NEVER)


def test_purposes_ask_for_less() -> None:
    rule = SHIPPED.purposes["notice"]
    row = ContactFacts(has_complaint=True, is_dormant=True)
    verdict = decide(row, rule, SHIPPED, channel="", now=NOW, hours=Hours())
    assert verdict.reason is None
    verdict = decide(
        row._replace(consent=False),
        rule,
        SHIPPED,
        channel="",
        now=NOW,
        hours=Hours(),
    )
    assert verdict.reason == Reason.WITHDRAWN


def test_policy_survives_storage() -> None:
    assert policy_from(as_stored(SHIPPED)) == SHIPPED


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "reason", "until"),
    [
        ("2026-05-20T10:00", None, None),
        ("2026-05-20T21:00", Reason.QUIET_HOURS, "2026-05-21T09:00"),
        ("2026-05-20T08:59", Reason.QUIET_HOURS, "2026-05-20T09:00"),
        ("2026-05-20T09:00", None, None),
        # The night before the National Day ends after the holidays.
        ("2026-09-30T22:00", Reason.QUIET_HOURS, "2026-10-08T09:00"),
        ("2026-10-03T12:00", Reason.HOLIDAY, "2026-10-08T09:00"),
    ],
)
def test_hours(moment: str, reason: Any, until: Any) -> None:
    found = hours_at(at(moment), SHIPPED, make_calendar({}), ZONE)
    assert found.reason == reason
    if until:
        assert found.until == at(until).timestamp()


def test_no_lawful_hour_at_all() -> None:
    """A year of holidays says that there is no moment instead of guessing."""
    always = {2026: "\n".join(f"{m}-1..{m}-28" for m in (1, 2))}
    calendar = make_calendar(always)
    policy = SHIPPED._replace(quiet_from=time(0), quiet_until=time(0))
    after = next_lawful(at("2026-01-05T12:00"), policy, calendar, ZONE)
    assert after == at("2026-01-29T00:00").astimezone(UTC)


def test_unknown_year_is_said() -> None:
    calendar = make_calendar({})
    assert not calendar.is_known(at("2027-01-01T12:00").date())
    assert str(calendar.known_until) == "2026-12-31"
    entered = make_calendar({2027: "1-1 元旦"})
    assert entered.is_known(at("2027-01-01T12:00").date())


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("10-01..10-07 国庆\n第三行", "unreadable", 2),
        ("02-30", "no_day", 1),
        ("10-07..10-01", "backwards", 1),
        ("01-01..12-31", "too_many", 1),
    ],
)
def test_bad_holidays_are_named(text: str, code: str, line: int) -> None:
    with pytest.raises(HolidayError) as caught:
        read_days(text, 2026)
    assert (caught.value.code, caught.value.line) == (code, line)
