"""Store the circles that deliveries name, many members at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from common.db.row_copy import insert_rows, update_rows
from community.models import Circle, CircleMembership
from community.rules.membership_plans import MembershipSpan, plan_span
from members.rules.member_drafts import CircleDraft
from members.rules.member_states import FieldChange

Pair = tuple[int, int]


class CircleRow(NamedTuple):
    """What one row says about one circle of a member; without an id the member is new."""

    line: int
    member_id: int | None
    circle: CircleDraft


def known_circles(names: Collection[str]) -> dict[str, int]:
    """Return the ids of the circles that have these names."""
    found = Circle.objects.filter(name__in=names)
    return dict(found.values_list("name", "pk"))


def make_circles(names: Collection[str]) -> dict[str, int]:
    """Make the circles that are missing; return the ids of all by name."""
    missing = sorted(set(names) - known_circles(names).keys())
    Circle.objects.bulk_create(
        [Circle(name=name, kind=Circle.Kind.GROUP) for name in missing],
        ignore_conflicts=True,
    )
    return known_circles(names)


def store_memberships(
    *,
    rows: Sequence[CircleRow],
    circles: Mapping[str, int],
    today: date,
    dry_run: bool = False,
) -> dict[int, list[FieldChange]]:
    """Store what rows say about circles; return the changes by line.

    The members are locked, so that two deliveries do not take one in twice.
    """
    spans = _spans_of({row.member_id for row in rows if row.member_id})
    changes: dict[int, list[FieldChange]] = defaultdict(list)
    planned: dict[int, tuple[Pair, MembershipSpan]] = {}
    for row in rows:
        circle = row.circle
        pair = (row.member_id or 0, circles.get(circle.name, 0))
        held = spans[pair] if all(pair) else []
        span = plan_span(
            held,
            since=circle.since,
            until=circle.until,
            today=today,
        )
        if span is None:
            continue
        if not span.pk:
            # A later row of the same chunk may still change it.
            span = span._replace(pk=-len(planned) - 1)
        known = next((one for one in held if one.pk == span.pk), None)
        text = f"{circle.name} {_in_words(span)}"
        changes[row.line].append(
            FieldChange("circles", _in_words(known), text)
        )
        held[:] = [one for one in held if one.pk != span.pk]
        held.append(span)
        planned[span.pk] = (pair, span)
    if not dry_run:
        _store(planned.values())
    return changes


def _in_words(span: MembershipSpan | None) -> str:
    if span:
        return f"{span.start} – {span.end or ''}".strip()
    return ""


def _spans_of(member_ids: Collection[int]) -> dict[Pair, list[MembershipSpan]]:
    spans: dict[Pair, list[MembershipSpan]] = defaultdict(list)
    rows = CircleMembership.objects.filter(member_id__any_of=member_ids)
    columns = rows.order_by("pk").values_list(
        "member_id",
        "circle_id",
        "pk",
        "started_on",
        "ended_on",
    )
    for member_id, circle_id, pk, start, end in columns:
        spans[member_id, circle_id].append(MembershipSpan(pk, start, end))
    return spans


def _store(planned: Iterable[tuple[Pair, MembershipSpan]]) -> None:
    """Store spans; those with a negative key are new."""
    fresh = []
    changed = []
    for (member_id, circle_id), span in planned:
        if span.pk < 0:
            fresh.append((circle_id, member_id, span.start, span.end))
        else:
            changed.append((span.pk, span.start, span.end))
    update_rows(CircleMembership, ("started_on", "ended_on"), changed)
    names = ("circle", "member", "started_on", "ended_on")
    insert_rows(CircleMembership, names, fresh)
