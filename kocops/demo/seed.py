"""The demo community put into the database through the same services that real data takes."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from activity.models import IngestBatch
from activity.services.ingest import ingest_events, open_batch, reading_rules
from activity.services.sources import save_source
from common.errors import ReaderError
from common.services.jobs import Clock, Progress
from community.models import Circle
from community.services.circles import join_circle
from community.services.posts import take_in_posts
from community.services.reactions import take_in_reactions
from kocops.demo.behaviour import make_events
from kocops.demo.gears import GearWriter, plant_roles
from kocops.demo.people import Person, make_people
from kocops.demo.posts import POST_WEEKS, make_posts
from kocops.demo.words import BOARDS, PLACES, SERIES
from members.models import Member, MemberTag, VehicleOwnership
from members.services.directory import add_vehicle, end_vehicle, register_members, tag_members

SOURCE, FORUM = "demo-app", "demo-forum"
TRUTH_COLUMNS = (
    "external_id", "nickname", "kind", "archetype", "joined_on", "turned_on", "back_on", "sold_on",
    "days_per_week", "role",
)  # fmt: skip


class Planted(NamedTuple):
    """Everybody and every post, with the truth about them."""

    people: list[Person]
    posts: list[dict[str, Any]]
    roles: dict[str, str]


def is_seeded() -> bool:
    return Member.objects.filter(identities__platform=SOURCE).exists()


@transaction.atomic
def seed_demo(*, members: int, weeks: int, seed: int, last: date, clock: Clock, say: Callable[[str], None]) -> Planted:
    """The community stands: members, cars, tags, circles and all its events up to `last`.

    Equal arguments give equal communities; cut off, nothing stands. Errors: ReaderError if the demo is already here.
    """
    if is_seeded():
        raise ReaderError("demo_exists", _("The demo community is already here."))
    random = np.random.default_rng(seed)
    first = last - timedelta(days=weeks * 7 - 1)
    people = make_people(members=members, first=first, last=last, random=random)
    ids = _register(people, clock())
    say(f"members: {len(ids):,}")
    _give_cars(people, ids)
    _give_tags(people, ids)
    _fill_circles(people, ids, first, random)
    source = save_source(name=SOURCE, label="车友 App", time_zone="Asia/Shanghai")
    batch = open_batch(source=source, channel=IngestBatch.Channel.COMMAND, now=clock(), file_name=f"seed {seed}")
    rows = enumerate(make_events(people, first=first, last=last, random=random), start=1)
    rules = reading_rules(source, now=clock())
    ingest_events(batch=batch, rows=rows, rules=rules, clock=clock, progress=Progress(None))
    say(f"events: {batch.accepted:,}")
    posts = list(make_posts(people, first=first, last=last, random=np.random.default_rng([seed, 1])))
    gears = np.random.default_rng([seed, 2])
    roles = plant_roles(people, last, gears)
    begins = max(first, last - timedelta(weeks=POST_WEEKS) + timedelta(days=1))
    writer = GearWriter(people, roles, gears)
    posts += writer.write(begins, last)
    posts, reactions = ([row for row in rows if row["occurred_at"][:10] <= last.isoformat()] for rows in (
        posts, writer.reactions
    ))  # fmt: skip
    _write_posts(posts, reactions, clock)
    say(f"posts and replies: {len(posts):,}, reactions: {len(reactions):,}")
    return Planted(people, posts, roles)


def _write_posts(posts: Sequence[dict[str, Any]], reactions: Sequence[dict[str, Any]], clock: Clock) -> None:
    source = save_source(name=FORUM, label="车友论坛", platform=SOURCE, time_zone="Asia/Shanghai")
    channel = IngestBatch.Channel.COMMAND
    take_in_posts(source=source, rows=lambda: enumerate(posts, start=1), channel=channel, clock=clock)
    take_in_reactions(source=source, rows=lambda: enumerate(reactions, start=1), channel=channel, clock=clock)


def _register(people: Sequence[Person], now: datetime) -> dict[str, int]:
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
    members = Member.objects.in_bulk(list(ids.values()))
    for person in people:
        if not person.series:
            continue
        vehicle = VehicleOwnership(
            member=members[ids[person.external_id]],
            model_series=person.series,
            model_year=person.model_year,
            vin=f"LXL{person.number:014d}",
            started_on=person.joined_on,
        )
        add_vehicle(vehicle=vehicle, software_version=person.software)
        if person.sold_on:
            reason = VehicleOwnership.EndReason.values[person.number % 3]
            end_vehicle(vehicle=vehicle, ended_on=max(person.sold_on, person.joined_on), reason=reason)


def _give_tags(people: Sequence[Person], ids: dict[str, int]) -> None:
    holders: dict[str, list[int]] = {}
    for person in people:
        for tag in person.tags:
            holders.setdefault(tag, []).append(ids[person.external_id])
    for tag, member_ids in sorted(holders.items()):
        tag_members(member_ids=member_ids, name=tag, source=MemberTag.Source.DECLARED, weight=0.8)


def _has(trait: str, value: str, person: Person) -> bool:
    return bool(getattr(person, trait) == value)


def _fill_circles(people: Sequence[Person], ids: dict[str, int], first: date, random: np.random.Generator) -> None:
    def join(name: str, kind: str, fits: Callable[[Person], bool], share: float, **place: str) -> None:
        circle, _made = Circle.objects.get_or_create(name=name, defaults={"kind": kind, **place})
        chosen = [p for p in people if fits(p) and random.random() < share]
        join_circle(circle=circle, since={ids[p.external_id]: max(p.joined_on, first) for p in chosen})

    for _province, city, weight in PLACES:
        if weight >= 4:
            join(f"{city}车友会", Circle.Kind.CHAPTER, partial(_has, "city", city), 0.55, city=city)
    for series, _weight in SERIES:
        join(f"{series} 车主俱乐部", Circle.Kind.CLUB, partial(_has, "series", series), 0.6, model_series=series)
    for board in BOARDS:
        join(board, Circle.Kind.BOARD, lambda _person: True, 0.25)


def posts_beside(path: Path) -> Path:
    """Return where the truth about posts stands, beside that about members."""
    return path.with_suffix(f".posts{path.suffix}")


def write_truth(planted: Planted, path: Path) -> None:
    """The planted truth stands in two CSV files: one member a line, and one post a line with its fault, if any."""
    with posts_beside(path).open("w", newline="", encoding="utf-8") as file:
        posts = csv.DictWriter(file, ("external_id", "fault"), extrasaction="ignore")
        posts.writeheader()
        posts.writerows(planted.posts)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, TRUTH_COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(
            {**asdict(person), "external_id": person.external_id, "role": planted.roles.get(person.external_id, "")}
            for person in planted.people
        )
