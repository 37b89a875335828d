"""The six figures of the overview, each against the period before."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from activity.rules.member_sets import ACTIVE, NEW
from activity.selectors.freshness import Freshness
from activity.selectors.week_counts import count_weeks
from alerts.cards import asked_weeks
from alerts.selectors.question_weeks import count_asked, median_hours
from alerts.selectors.raised import count_raised
from common.ui.dashboards import ONE_WEEK, Scope
from lifecycle.rules.state_sets import in_state
from lifecycle.rules.states import State
from lifecycle.selectors.state_counts import count_states, count_states_now
from members.models import Member

MEMBERS = "insights:member_list"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, what it is counted of, and its change.

    value: None if there is nothing to count · change: in words, with tone
    "better", "worse" or "" · sign: "up", "down" or "" · is_count: it is the
    number of the rows at `href` · is_unfiltered: it is of the whole community
    although a filter is set.
    """

    name: str
    of: str
    label: str
    value: Any
    href: str = ""
    is_count: bool = False
    change: str = ""
    tone: str = ""
    sign: str = ""
    note: str = ""
    is_unfiltered: bool = False


def read_figures(scope: Scope, freshness: Freshness) -> list[Figure]:
    """Return the figures above the cards."""
    return [
        _members(scope, freshness),
        _active(scope, freshness),
        _new(scope),
        _cooling(scope),
        _first_answer(scope),
        _raised(scope),
    ]


def _members(scope: Scope, freshness: Freshness) -> Figure:
    note = ""
    if scope.member_ids is None:
        by_status = freshness.members_by_status
        if not by_status:
            by_status = Member.objects.real_people().by_owner_status()
        value = sum(by_status.values())
        note = status_note(by_status)
    else:
        value = len(scope.member_ids)
    return Figure(
        name="members",
        of=_about(scope),
        label=_("All members"),
        value=value,
        href=scope.address(reverse(MEMBERS), kind="person"),
        is_count=scope.member_ids is not None,
        note=note,
    )


def _about(scope: Scope) -> str:
    """Return what a figure of all members is about, for comparisons."""
    named = [f"{name}={value}" for name, value in scope.query.items()]
    return f"community:{','.join(named)}"


def status_note(by_status: dict[str, int]) -> str:
    """Return the statuses in the order in which a member passes them."""
    parts = []
    for status, label in Member.OwnerStatus.choices:
        if by_status.get(status):
            parts.append(f"{label} {by_status[status]:,}")
    return " · ".join(parts)


def _active(scope: Scope, freshness: Freshness) -> Figure:
    week = scope.last_whole_week
    then = week - scope.week_count * ONE_WEEK
    value, before = count_weeks(scope, [ACTIVE], [week, then])[ACTIVE]
    note = ""
    if value is None and freshness.holds:
        note = _("no data: %(sources)s silent since %(day)s") % {
            "sources": ", ".join(freshness.held_by),
            "day": freshness.held_since,
        }
    address = scope.address(
        reverse(MEMBERS),
        in_week=ACTIVE,
        week=week.isoformat(),
    )
    return Figure(
        name="active_members",
        of="" if scope.query else f"week:{week}",
        label=_("Active last week"),
        value=value,
        href=address if value is not None else "",
        is_count=value is not None,
        note=note,
        **_compared(scope, value, before, wanted=1),
    )


def _new(scope: Scope) -> Figure:
    """Return how many were active for the first time; weeks at the end that
    lack data are left out, also of the period before, and the note says so.
    """
    weeks = scope.weeks
    counts = count_weeks(scope, [NEW], weeks)[NEW]
    while counts and counts[-1] is None:
        counts.pop()
    before = scope.before(weeks)[: len(counts)]
    now = _sum(counts)
    then = _sum(count_weeks(scope, [NEW], before)[NEW])
    note = ""
    if 0 < len(counts) < len(weeks):
        last = weeks[len(counts)] - ONE_DAY
        note = _("until %(day)s; later data are missing") % {"day": last}
    return Figure(
        name="new_in_period",
        of=_about(scope),
        label=_("First active in %(n)s weeks") % {"n": scope.week_count},
        value=now,
        note=note,
        **_compared(scope, now, then, wanted=1),
    )


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if counts and len(known) == len(counts) else None


def _cooling(scope: Scope) -> Figure:
    week = scope.last_whole_week - scope.week_count * ONE_WEEK
    name = in_state(State.COOLING)
    then = count_states(scope, [name], [week])[name][0]
    now = count_states_now(scope)[State.COOLING]
    return Figure(
        name="cooling",
        of=_about(scope),
        label=_("Cooling now"),
        value=now,
        href=scope.address(reverse(MEMBERS), state=str(int(State.COOLING))),
        is_count=True,
        **_compared(scope, now, then, wanted=-1),
    )


def _first_answer(scope: Scope) -> Figure:
    weeks = scope.live_weeks
    asked = asked_weeks(scope)
    now = median_hours(asked, weeks)
    then = median_hours(asked, scope.before(weeks))
    change: dict[str, Any] = {}
    if scope.compares and now is not None and then is not None:
        change = _hours_change(now - then)
    answered, every = count_asked(asked, weeks)
    note = _("%(n)s of %(asked)s questions answered") % {
        "n": f"{answered:,}",
        "asked": f"{every:,}",
    }
    query = f"?asked_since={weeks[0]}"
    return Figure(
        name="first_answer",
        of=f"{scope.week_count} weeks",
        label=_("Hours to the first answer, median"),
        value=now,
        href=reverse("alerts:question_list") + query,
        is_unfiltered=bool(scope.query),
        note=note,
        **change,
    )


def _hours_change(difference: float) -> dict[str, str]:
    hours = f"{abs(difference):.1f}"
    if hours == "0.0":
        return {"change": _("as before"), "tone": "", "sign": ""}
    if difference < 0:
        text = _("%(n)s hours sooner") % {"n": hours}
        return {"change": text, "tone": "better", "sign": "down"}
    text = _("%(n)s hours later, worse") % {"n": hours}
    return {"change": text, "tone": "worse", "sign": "up"}


def _raised(scope: Scope) -> Figure:
    found = count_raised()
    note = _("%(n)s without an owner") % {"n": f"{found['unowned']:,}"}
    return Figure(
        name="raised",
        of="community:",
        label=_("Raised and open"),
        value=found["every"],
        href=reverse("alerts:issue_list") + "?alerted=true&open=true",
        is_count=True,
        note=note,
        is_unfiltered=bool(scope.query),
    )


def _compared(
    scope: Scope,
    now: int | None,
    then: int | None,
    *,
    wanted: int,
) -> dict[str, Any]:
    """Return how a count differs from the period before, in sign, number and
    word; `wanted` is 1 where more is better, -1 where fewer are.
    """
    if not scope.compares or now is None or then is None:
        return {}
    difference = now - then
    if not difference:
        return {"change": _("as before"), "tone": "", "sign": ""}
    is_better = difference * wanted > 0
    number = f"{abs(difference):,}"
    if then:
        number = f"{number} ({difference / then:+.1%})"
    text = _("%(n)s more") if difference > 0 else _("%(n)s fewer")
    word = text % {"n": number}
    if not is_better:
        word = _("%(change)s, worse") % {"change": word}
    return {
        "change": word,
        "tone": "better" if is_better else "worse",
        "sign": "up" if difference > 0 else "down",
    }
