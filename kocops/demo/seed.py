"""Put the demo community into the database through the services that real data takes."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from activity.models import IngestBatch
from activity.selectors.sources import source_mapping
from activity.services.ingest import ingest_events, open_batch
from activity.services.sources import save_source
from common.audit.units import unrecorded
from common.errors import Invalid
from common.jobs.queue import Clock, Progress
from community.services.posts import ingest_posts
from community.services.reactions import ingest_reactions
from kocops.demo.behaviour import make_events
from kocops.demo.circles import fill_circles
from kocops.demo.gears import GearWriter, plant_roles
from kocops.demo.people import Person, make_people
from kocops.demo.posts import POST_WEEKS, make_posts
from members.models import Member, MemberTag, VehicleOwnership
from members.services.directory import register_members, tag_members
from members.services.vehicles import add_vehicle, end_vehicle

SOURCE = "demo-app"
FORUM = "demo-forum"
TIME_ZONE = "Asia/Shanghai"
TRUTH_COLUMNS = (
    "external_id", "nickname", "kind", "archetype", "joined_on", "turned_on", "back_on", "sold_on",
    "days_per_week", "role",
)  # fmt: skip


class Planted(NamedTuple):
    """All people and posts, with the truth about them."""

    people: list[Person]
    posts: list[dict[str, Any]]
    roles: dict[str, str]


def is_seeded() -> bool:
    """Tell whether the demo community is in the database."""
    return Member.objects.filter(identities__platform=SOURCE).exists()


@transaction.atomic
@unrecorded()
def seed_demo(
    *,
    members: int,
    weeks: int,
    seed: int,
    last: date,
    clock: Clock,
    say: Callable[[str], None],
) -> Planted:
    """Store a community with members, cars, tags, circles and all its events
    up to `last`; return it with the planted truth.

    Equal arguments give equal communities. If it is cut off, nothing is stored.
    Errors: Invalid if the demo is already here.
    """
    if is_seeded():
        raise Invalid("demo_exists", _("The demo community is already here."))
    random = np.random.default_rng(seed)
    first = last - timedelta(days=weeks * 7 - 1)
    people = make_people(
        members=members,
        first=first,
        last=last,
        random=random,
    )
    ids = _register(people, clock())
    say(f"members: {len(ids):,}")
    _give_cars(people, ids)
    _give_tags(people, ids)
    fill_circles(people, ids, first, random)
    events = make_events(people, first=first, last=last, random=random)
    batch = _ingest_events(events, clock, file_name=f"seed {seed}")
    say(f"events: {batch.accepted:,}")
    posts, reactions, roles = _make_posts(people, first, last, seed)
    _ingest_posts(posts, reactions, clock, first=first)
    say(f"posts and replies: {len(posts):,}, reactions: {len(reactions):,}")
    return Planted(people, posts, roles)


def _ingest_events(
    events: Iterable[dict[str, Any]],
    clock: Clock,
    *,
    file_name: str,
) -> IngestBatch:
    source = save_source(name=SOURCE, label="车友 App", time_zone=TIME_ZONE)
    batch = open_batch(
        source=source,
        channel=IngestBatch.Channel.COMMAND,
        now=clock(),
        file_name=file_name,
    )
    ingest_events(
        batch=batch,
        rows=enumerate(events, start=1),
        rules=source_mapping(source, now=clock()),
        clock=clock,
        progress=Progress(None),
    )
    return batch


def _make_posts(
    people: list[Person],
    first: date,
    last: date,
    seed: int,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, str]]:
    """Return all posts and reactions up to `last`, and who was planted with a role."""
    posts = make_posts(
        people,
        first=first,
        last=last,
        random=np.random.default_rng([seed, 1]),
    )
    gear_random = np.random.default_rng([seed, 2])
    roles = plant_roles(people, last, gear_random)
    begins = max(first, last - timedelta(weeks=POST_WEEKS) + timedelta(days=1))
    writer = GearWriter(people, roles, gear_random)
    all_posts = [*posts, *writer.write(begins, last)]
    return _until(last, all_posts), _until(last, writer.reactions), roles


def _until(last: date, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows up to a day; reactions and replies may lie after it."""
    day = last.isoformat()
    kept = []
    for row in rows:
        written_on, _separator, _time = row["occurred_at"].partition("T")
        if written_on <= day:
            kept.append(row)
    return kept


def _ingest_posts(
    posts: Sequence[dict[str, Any]],
    reactions: Sequence[dict[str, Any]],
    clock: Clock,
    *,
    first: date,
) -> None:
    source = save_source(
        name=FORUM,
        # The demo has lived through all of it.
        history_until=first,
        label="车友论坛",
        platform=SOURCE,
        time_zone=TIME_ZONE,
    )
    channel = IngestBatch.Channel.COMMAND
    ingest_posts(
        source=source,
        rows=lambda: enumerate(posts, start=1),
        channel=channel,
        clock=clock,
    )
    ingest_reactions(
        source=source,
        rows=lambda: enumerate(reactions, start=1),
        channel=channel,
        clock=clock,
    )


def _register(people: Sequence[Person], now: datetime) -> dict[str, int]:
    """Store all people as members; return member ids by external id."""
    drafts = [
        {
            "external_id": person.external_id,
            "nickname": person.nickname,
            "kind": person.kind,
            "owner_status": person.owner_status,
            "joined_on": person.joined_on,
            "province": person.province,
            "city": person.city,
        }
        for person in people
    ]
    return register_members(drafts=drafts, platform=SOURCE, now=now)


def _give_cars(people: Sequence[Person], ids: dict[str, int]) -> None:
    """Store the cars of all owners, and end those that were sold."""
    members = Member.objects.in_bulk(list(ids.values()))
    for person in people:
        if not person.series:
            continue
        vehicle = VehicleOwnership(
            member=members[ids[person.external_id]],
            model_series=person.series,
            model_year=person.model_year,
            vin=f"LXL{person.number:014d}",
            started_on=person.bought_on,
        )
        add_vehicle(vehicle=vehicle, software_version=person.software)
        if person.sold_on:
            reason = VehicleOwnership.EndReason.values[person.number % 3]
            end_vehicle(
                vehicle=vehicle,
                ended_on=max(person.sold_on, person.bought_on),
                reason=reason,
            )


def _give_tags(people: Sequence[Person], ids: dict[str, int]) -> None:
    """Store the interest tags of all people."""
    holders: dict[str, list[int]] = {}
    for person in people:
        for tag in person.tags:
            holders.setdefault(tag, []).append(ids[person.external_id])
    for tag, member_ids in sorted(holders.items()):
        tag_members(
            member_ids=member_ids,
            name=tag,
            source=MemberTag.Source.DECLARED,
            weight=0.8,
        )


def posts_beside(path: Path) -> Path:
    """Return the path of the truth about posts, beside that about members."""
    return path.with_suffix(f".posts{path.suffix}")


def write_truth(planted: Planted, path: Path) -> None:
    """Write the planted truth into two CSV files: one line a member, and one
    line a post with its fault, if any.
    """
    _write_rows(posts_beside(path), ("external_id", "fault"), planted.posts)
    members = []
    for person in planted.people:
        row = asdict(person)
        row["external_id"] = person.external_id
        row["role"] = planted.roles.get(person.external_id, "")
        members.append(row)
    _write_rows(path, TRUTH_COLUMNS, members)


def _write_rows(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[dict[str, Any]],
) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
