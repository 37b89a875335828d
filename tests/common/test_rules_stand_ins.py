"""Whoever is away, all work has somebody who is there."""

from hypothesis import given
from hypothesis import strategies as st

from common.rules.stand_ins import Account, Away, Coverage, cover

ROLES = frozenset({"communicator", "planner", "analyst", "lead", "admin"})
LINES = ("lead", "admin")


def of(accounts: list[Account], absences: list[Away]) -> Coverage:
    return cover(accounts, absences, roles=ROLES, lines=LINES)


def person(pk: int, *roles: str, is_active: bool = True) -> Account:
    return Account(pk, f"name {pk}", is_active, frozenset(roles))


ANNA, BEN, LEAD = (
    person(1, "communicator"),
    person(2, "communicator"),
    person(3, "lead"),
)


def test_a_stand_in_has_the_work_and_gives_it_back() -> None:
    away = of([ANNA, BEN, LEAD], [Away(1, 2)])
    assert away.accounts_of(2) == [2, 1]
    assert away.stood_in_for(2) == [1]
    assert away.accounts_of(3) == [3]
    back = of([ANNA, BEN, LEAD], [])
    assert back.accounts_of(2) == [2]


def test_two_may_be_away_at_once() -> None:
    cleo = person(4, "planner")
    away = of([ANNA, BEN, LEAD, cleo], [Away(1, 2), Away(4, 2)])
    assert away.accounts_of(2) == [2, 1, 4]
    assert away.roles_of(2) >= {"planner", "communicator"}


def test_a_stand_in_who_is_away_is_replaced_by_theirs() -> None:
    away = of([ANNA, BEN, LEAD], [Away(1, 2), Away(2, 3)])
    assert sorted(away.accounts_of(3)) == [1, 2, 3]


def test_without_a_stand_in_the_lead_has_it() -> None:
    away = of([ANNA, BEN, LEAD], [Away(1, None)])
    assert away.accounts_of(3) == [3, 1]
    assert away.accounts_of(2) == [2]


def test_stand_ins_in_a_circle_leave_it_to_the_lead() -> None:
    away = of([ANNA, BEN, LEAD], [Away(1, 2), Away(2, 1)])
    assert away.accounts_of(3) == [3, 1, 2]


def test_switched_off_or_without_a_role_the_lead_has_it() -> None:
    gone = person(4, "communicator", is_active=False)
    idle = person(5)
    left = of([ANNA, gone, idle, LEAD], [])
    assert left.accounts_of(3) == [3, 4, 5]


def test_an_administrator_is_in_charge_when_leads_are_away() -> None:
    admin = person(6, "admin")
    away = of([ANNA, admin, LEAD], [Away(3, None), Away(1, None)])
    assert sorted(away.accounts_of(6)) == [1, 3, 6]


def test_shared_work_of_a_role_that_nobody_holds_is_the_leads() -> None:
    there = of([ANNA, LEAD], [])
    assert there.roles_of(3) == {"planner", "analyst", "admin"}
    assert there.roles_of(1) == frozenset()


account_lists = st.lists(
    st.tuples(st.booleans(), st.sets(st.sampled_from(sorted(ROLES)))),
    min_size=1,
    max_size=7,
)


@given(account_lists, st.data())
def test_all_work_has_somebody_who_is_there(
    made: list[tuple[bool, set[str]]],
    data: st.DataObject,
) -> None:
    accounts = [
        Account(pk, str(pk), is_active, frozenset(roles))
        for pk, (is_active, roles) in enumerate(made)
    ]
    anybody = st.integers(0, len(accounts) - 1)
    absences = data.draw(
        st.lists(st.builds(Away, anybody, st.none() | anybody), max_size=8),
    )
    coverage = of(accounts, absences)
    present = {pk for pk, by in coverage.acting.items() if by == pk}
    away = {absence.user for absence in absences}
    for account in accounts:
        is_there = account.is_staff and account.pk not in away
        assert (account.pk in present) == is_there
    if not present:
        return
    for account in accounts:
        has = [pk for pk in present if account.pk in coverage.accounts_of(pk)]
        assert has, account
    for role in ROLES:
        carries = [
            pk
            for pk in present
            if role in accounts[pk].roles | coverage.roles_of(pk)
        ]
        assert carries, role
