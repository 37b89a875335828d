"""A client that a public generator makes of our schema follows a segment over
three nights, by pull and by webhook; it reads sorted pages with chosen columns,
every format of exports, and sets up a source.
"""

import importlib
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone

from activity.models import EventSource
from common.jobs.outbox_sending import send_messages
from common.models import ApiToken
from common.security.access import SCOPES
from insights.models import Segment, SegmentSpell, WebhookEndpoint
from insights.services.segments import save_segment
from insights.services.webhooks import save_endpoint
from kocops.nightly import run_nightly
from members.models import Member
from tests.activity.events import ingest, raw_events
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory
from tests.insights.receiver import Receiver, running_receiver

RULE = {
    "all": [
        {"field": "active_days_28", "at_least": 4},
        {"not": {"field": "city", "is": ["成都"]}},
    ],
}
PAGE_ROWS = 3
EXAMPLE = runpy.run_path("docs/segment_client.py")


@pytest.fixture(scope="session")
def generated(tmp_path_factory: Any) -> Iterator[Any]:
    """The package that openapi-python-client makes of our schema."""
    folder: Path = tmp_path_factory.mktemp("generated")
    call_command("spectacular", file=str(folder / "schema.yml"), validate=True)
    command = [
        str(Path(sys.executable).parent / "openapi-python-client"),
        "generate",
        "--path",
        "schema.yml",
    ]
    subprocess.run(
        [*command, "--meta", "none", "--output-path", "kocops_client"],
        cwd=folder,
        check=True,
    )
    sys.path.insert(0, str(folder))
    yield importlib.import_module("kocops_client")
    sys.path.remove(str(folder))


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.OUTGOING_LOOPBACK = True
    with running_receiver() as running:
        yield running


@pytest.fixture
def ask(db: None) -> Iterator[httpx.Client]:
    """The whole application, asked without a socket, in the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with httpx.Client(
        transport=httpx.WSGITransport(app=get_wsgi_application()),
        base_url="http://localhost",
    ) as client:
        yield client
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class Copy:
    """What another system holds of a segment."""

    def __init__(self) -> None:
        self.inside: dict[int, Any] = {}
        self.as_of: datetime | None = None

    def apply(self, spell_id: int, member_id: int, *, has_ended: bool) -> None:
        if not has_ended:
            self.inside[member_id] = spell_id
        elif self.inside.get(member_id) == spell_id:
            del self.inside[member_id]


def pull(generated: Any, client: Any, segment: Segment, copy: Copy) -> None:
    """Page through what changed since the last time; the first time through everybody."""
    listing = importlib.import_module(
        f"{generated.__name__}.api.segments.segments_members_list",
    )
    since: dict[str, Any] = {"changed_since": copy.as_of} if copy.as_of else {}
    after: dict[str, int] = {}
    pages = []
    while not pages or pages[-1].next_ is not None:
        pages.append(
            listing.sync(
                str(segment.pk),
                client=client,
                limit=PAGE_ROWS,
                **since,
                **after,
            ),
        )
        for row in pages[-1].results:
            copy.apply(
                row.id,
                row.member_id,
                has_ended=row.ended_at is not None,
            )
            after = {"after": row.id}
    copy.as_of = pages[0].as_of


def hear(generated: Any, receiver: Receiver, secret: str, copy: Copy) -> None:
    """Apply what came by webhook since the last time, read as the schema's
    section on webhooks says.
    """
    models = importlib.import_module(f"{generated.__name__}.models")
    for message in receiver.verified(secret):
        told = models.SegmentChangedMessage.from_dict(message)
        assert told.to_dict().keys() == message.keys()
        for one in told.data.changes:
            copy.apply(
                one.id,
                one.member_id,
                has_ended=one.ended_at is not None,
            )
    receiver.got.clear()


def night_after(change: Callable[[], Any], day: date) -> None:
    change()
    run_nightly(business_date=day, clock=timezone.now)


def test_the_copies_of_both_equal_the_database_after_each_night(
    generated: Any,
    ask: httpx.Client,
    receiver: Receiver,
    django_user_model: Any,
) -> None:
    now, last = timezone.now(), timezone.localdate() - timedelta(days=1)
    days = [last - timedelta(days=n) for n in (2, 1, 0)]
    source = EventSourceFactory()
    ingest(
        source,
        raw_events(members=12, count=260, last=days[0], days=60),
        now,
    )
    segment = save_segment(
        segment=None,
        name="活跃",
        note="",
        rule=RULE,
        now=now,
        user=None,
    )
    endpoint: WebhookEndpoint = save_endpoint(
        endpoint=WebhookEndpoint(name="copy", url=receiver.url),
        segments=[segment],
        now=now,
        user=None,
    )
    user = django_user_model.objects.create_user(username="machine")
    _row, text = ApiToken.objects.create(
        user=user,
        name="copy",
        scopes=["segments:read"],
    )
    client = generated.AuthenticatedClient(
        base_url="http://localhost",
        token=text,
        raise_on_unexpected_status=True,
    )
    ask.headers["Authorization"] = f"Bearer {text}"
    client.set_httpx_client(ask)
    pulled, heard = Copy(), Copy()
    address, shown = (
        f"http://localhost/api/v1/segments/{segment.pk}/members/",
        {"as_of": None, "inside": {}},
    )
    changes = [
        lambda: None,
        lambda: Member.objects.filter(pk__in=list(pulled.inside)[:2]).update(
            city="成都",
        ),
        lambda: come_back(source, last),
    ]
    seen = []
    for day, change in zip(days, changes, strict=True):
        night_after(change, day)
        send_messages(clock=timezone.now)
        pull(generated, client, segment, pulled)
        hear(generated, receiver, endpoint.secret, heard)
        truth = dict(segment.spells.open().values_list("member_id", "pk"))
        assert pulled.inside == truth
        assert heard.inside == truth
        shown = EXAMPLE["pull"](
            lambda page: ask.get(page).json(),
            address,
            shown,
        )
        assert {
            int(member): spell for member, spell in shown["inside"].items()
        } == truth
        seen.append(set(truth))
    assert len(seen[0]) > PAGE_ROWS
    assert seen[0] - seen[1]
    assert seen[2] - seen[1]


def come_back(source: EventSource, last: date) -> None:
    """One who had left is back, and others are active who were not."""
    gone = Member.objects.filter(city="成都").order_by("pk").first()
    Member.objects.filter(pk=gone.pk).update(city="")
    rows = raw_events(members=20, count=200, last=last, days=20, seed=2)
    ingest(
        source,
        [{**row, "external_id": f"more {row['external_id']}"} for row in rows],
        timezone.now(),
    )


@pytest.fixture
def client(
    generated: Any,
    ask: httpx.Client,
    django_user_model: Any,
) -> Any:
    """The generated client with a token for everything."""
    user = django_user_model.objects.create_user(username="machine")
    _row, text = ApiToken.objects.create(
        user=user,
        name="integrator",
        scopes=list(SCOPES),
    )
    made = generated.AuthenticatedClient(
        base_url="http://localhost",
        token=text,
        raise_on_unexpected_status=True,
    )
    ask.headers["Authorization"] = f"Bearer {text}"
    made.set_httpx_client(ask)
    return made


def operation(generated: Any, name: str) -> Any:
    return importlib.import_module(f"{generated.__name__}.api.{name}")


def test_members_are_pulled_sorted_with_chosen_columns(
    generated: Any,
    client: Any,
) -> None:
    models = importlib.import_module(f"{generated.__name__}.models")
    days = [date(2026, 1, day) for day in (9, 3, 27, 3, 14)]
    for day in days:
        MemberFactory(joined_on=day)
    listing = operation(generated, "members.members_list")
    chosen = models.MembersListFieldsItem
    asked: dict[str, Any] = {
        "sort": models.MembersListSort("-joined_on"),
        "fields": [chosen.NICKNAME, chosen.JOINED_ON],
        "limit": 2,
    }
    page = listing.sync(client=client, **asked)
    rows = list(page.results)
    while page.next_cursor:
        page = listing.sync(client=client, cursor=page.next_cursor, **asked)
        rows += page.results
    assert [row.joined_on for row in rows] == sorted(days, reverse=True)
    assert all(row.nickname.startswith("车友") for row in rows)
    assert {type(row.city).__name__ for row in rows} == {"Unset"}


def test_every_format_of_exports_arrives(generated: Any, client: Any) -> None:
    models = importlib.import_module(f"{generated.__name__}.models")
    segment = Segment.objects.create(
        name="s",
        kind="list",
        created_at=timezone.now(),
    )
    SegmentSpell.objects.create(
        segment=segment,
        member=MemberFactory(nickname="阿海"),
        started_at=timezone.now(),
        version=0,
        reason=[],
    )
    export = operation(generated, "segments.segments_export_retrieve")
    starts = {
        "csv": b"member_id,",
        "ndjson": b'{"member_id":',
        "parquet": b"PAR1",
    }
    for form in models.SegmentsExportRetrieveAs:
        file = export.sync(segment.pk, client=client, as_=form)
        body = file.payload.read()
        assert body.startswith(starts.pop(form.value))
        assert "阿海".encode() in body
    assert not starts


def test_a_source_is_set_up_and_sends(generated: Any, client: Any) -> None:
    models = importlib.import_module(f"{generated.__name__}.models")
    source = models.EventSourceRequest.from_dict(
        {"name": "shop", "kinds": {"sign_in": "login"}},
    )
    made = operation(generated, "sources.sources_create").sync(
        client=client,
        body=source,
    )
    assert made.kinds.additional_properties == {"sign_in": "login"}
    kinds = operation(generated, "kinds.kinds_list").sync(client=client)
    assert "login" in [kind.name.value for kind in kinds.results]
    rows = {
        "source": "shop",
        "events": [
            {
                "external_id": "1",
                "member": "u1",
                "occurred_at": "2026-05-01T09:30:00+08:00",
                "kind": "sign_in",
            },
        ],
    }
    outcome = operation(generated, "events.events_create").sync(
        client=client,
        body=models.EventBatchRequest.from_dict(rows),
    )
    assert outcome.accepted == 1
    again = operation(generated, "sources.sources_create").sync(
        client=client,
        body=source,
    )
    assert again.title == "source_exists"


def test_members_are_created_and_changed_in_bulk(
    generated: Any,
    client: Any,
) -> None:
    models = importlib.import_module(f"{generated.__name__}.models")
    EventSourceFactory(name="crm")
    upsert = operation(generated, "members.members_update")
    rows = [
        {"identity": "crm:1", "nickname": "阿海", "city": "厦门"},
        {"identity": "crm:2", "nickname": "小满"},
    ]
    body = models.MemberPushRequest.from_dict(
        {"source": "crm", "members": rows},
    )
    outcome = upsert.sync(client=client, body=body)
    assert (outcome.created, outcome.rejected) == (2, 0)
    again = upsert.sync(client=client, body=body)
    assert (again.created, again.unchanged) == (0, 2)
    listing = operation(generated, "members.members_list")
    page = listing.sync(client=client, identity=["crm:1"])
    assert [row.city for row in page.results] == ["厦门"]
