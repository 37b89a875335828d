"""Members of a platform become ours, through the one path of members: what
staff have set stays, and two members are never made one.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from common.calendar import business_date
from integrations.rules.rows import Row
from members.models import Member
from members.rules.member_drafts import MemberDraft
from members.rules.member_values import WrongValue, read_name
from members.selectors.identities import known_members
from members.services.upserts import upsert_members


def store_members(
    *,
    platform: str,
    rows: Sequence[Row],
    now: datetime,
) -> tuple[int, int]:
    """Store the members of these rows, with their other ids (`alias`); return
    how many are new, and how many rows were refused because their ids belong
    to two members of ours, which only staff can merge.

    Of several rows of a member the last counts, and the earliest day of joining.
    """
    if not rows:
        return 0, 0
    wanted = _by_id(rows)
    known = known_members(platform=platform, external_ids=wanted)
    days = _joining_days(known)
    drafts = []
    for line, (external_id, row) in enumerate(wanted.items(), start=1):
        named = row
        if not row.get("nickname") and external_id not in known:
            named = {**row, "nickname": row.get("handle")}
        day = days.get(external_id)
        drafts.append(_draft(platform, external_id, named, line, day))
    outcomes = upsert_members(
        drafts=drafts,
        source=platform,
        now=now,
        today=business_date(now),
    )
    statuses = [outcome.status for outcome in outcomes]
    return statuses.count("created"), statuses.count("rejected")


def _by_id(rows: Sequence[Row]) -> dict[str, Row]:
    wanted: dict[str, Row] = {}
    for row in rows:
        external_id = str(row["external_id"])
        before = wanted.get(external_id, {})
        merged = {**before, **_said(row)}
        days = [
            one["joined_on"] for one in (before, row) if one.get("joined_on")
        ]
        if days:
            merged["joined_on"] = min(days)
        aliases = [*before.get("alias", ()), *row.get("alias", ())]
        if aliases:
            merged["alias"] = aliases
        wanted[external_id] = merged
    return wanted


def _said(row: Row) -> Row:
    """Return a row without what it leaves empty."""
    return {name: value for name, value in row.items() if value}


def _joining_days(known: Mapping[str, int]) -> dict[str, date]:
    """Return the days on which members joined, as far as a platform said it."""
    joined = Member.objects.filter(
        pk__in=known.values(),
        joined_on__isnull=False,
        joined_from=Member.JoinedFrom.FILE,
    )
    days = dict(joined.values_list("pk", "joined_on"))
    found = {}
    for key, pk in known.items():
        day = days.get(pk)
        if day is not None:
            found[key] = day
    return found


def _draft(
    platform: str,
    external_id: str,
    row: Row,
    line: int,
    known_day: date | None,
) -> MemberDraft:
    ids = [external_id]
    for alias in row.get("alias", ()):
        if alias not in ids:
            ids.append(alias)
    return MemberDraft(
        line=line,
        identities=tuple((platform, one) for one in ids),
        raw=row,
        fields=_fields(row, known_day),
    )


def _fields(row: Row, known_day: date | None) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    # A name that nobody can read is none; the member keeps the one they have.
    with suppress(WrongValue):
        fields["nickname"] = read_name(str(row.get("nickname") or "")[:60])
    if row.get("joined_on"):
        day = date.fromisoformat(row["joined_on"])
        if known_day is None or day < known_day:
            fields["joined_on"] = day
    if row.get("kind"):
        fields["kind"] = row["kind"]
    return fields
